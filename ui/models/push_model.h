#pragma once

#include "core/hub/upload/push_plan.h"
#include "ui/models/rows_model.h"

namespace samscope {

/// The files of a push: name, whether the Hub has it, bytes, SHA-256.
class PushModel : public RowsModel<PlannedFile>
{
    Q_OBJECT
public:
    enum Column
    {
        File,
        OnTheHub,
        Bytes,
        Hash,
    };

    explicit PushModel(QObject* parent = nullptr);

    using RowsModel::clear;
    using RowsModel::setRows;
};

} // namespace samscope
