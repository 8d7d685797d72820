#pragma once

#include <QCache>
#include <QStyledItemDelegate>
#include <QTextLayout>

namespace samscope {

/// Paints the cells of a remap table; in a tensor name, the parts are marked that the model's
/// `RemapModel::OtherNameRole` does not have. Texts are shaped once and kept, since the log is painted anew with every
/// row that is written.
class RemapDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit RemapDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const QTextLayout& textOf(const QStyleOptionViewItem& item, const QString& other, int width) const;

    mutable QCache<QString, QTextLayout> m_texts;
    mutable qint64 m_palette = 0; ///< cache key of the colours that they are marked with
};

} // namespace samscope
