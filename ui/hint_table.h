#pragma once

#include <QTableView>

namespace samscope {

/// A table that says what belongs here while it is empty.
class HintTable : public QTableView
{
    Q_OBJECT
public:
    explicit HintTable(const QString& hint, QWidget* parent = nullptr);

    void setHint(const QString& hint);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_hint;
};

} // namespace samscope
