#pragma once

#include <QSplitter>

namespace samscope {

/// Two widgets side by side, of which the left one gets the room that is left. The border between them is moved with
/// the mouse, or with the arrow keys while it has the focus, and stays there.
class Splitter : public QSplitter
{
    Q_OBJECT
public:
    /// `id` is the object name, by which the place of the border is remembered; that of the border is `id` + "Border".
    Splitter(const QString& id, const QString& borderName, QWidget* left, QWidget* right);

protected:
    QSplitterHandle* createHandle() override;
};

} // namespace samscope
