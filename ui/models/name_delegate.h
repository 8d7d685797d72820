#pragma once

#include <QStyledItemDelegate>

namespace samscope {

/// Paints a tensor name in the fixed-width face with the parts marked that the model's `RemapModel::OtherNameRole` does
/// not have.
class NameDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace samscope
