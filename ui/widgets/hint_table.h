#pragma once

#include <QTableView>

namespace samscope {

/// Paints what an empty view says, and that the focus is on a view of which no item shows it. Call it after the view
/// has painted itself.
void paintHint(QAbstractItemView& view, const QString& hint);

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
