#pragma once

#include "core/eval/compare_tensors.h"
#include "ui/models/rows_model.h"

namespace samscope {

/// The tensors in which a converted folder differs from its source: name, reason, largest absolute difference.
class MismatchModel : public RowsModel<TensorMismatch>
{
    Q_OBJECT
public:
    explicit MismatchModel(QObject* parent = nullptr);

    using RowsModel::setRows;
};

} // namespace samscope
