#pragma once

#include "core/model/variant_detect.h"
#include "ui/models/rows_model.h"

namespace samscope {

/// What each number of the config was read from: what, value, the tensor that shows it.
class EvidenceModel : public RowsModel<Evidence>
{
    Q_OBJECT
public:
    explicit EvidenceModel(QObject* parent = nullptr);

    using RowsModel::clear;
    using RowsModel::setRows;
};

} // namespace samscope
