#pragma once

#include <QPushButton>

class QMenu;

namespace samscope {

/// What concerns the whole program: shortcuts, theme, language, first steps, About.
class ProgramMenu : public QPushButton
{
    Q_OBJECT
public:
    explicit ProgramMenu(QWidget& window);

Q_SIGNALS:
    void firstStepsRequested();
    /// One line for the job bar.
    void said(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addThemes(QMenu& menu);
    void addLanguages(QMenu& menu);
};

} // namespace samscope
