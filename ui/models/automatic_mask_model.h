#pragma once

#include "ui/models/everything_result.h"
#include "ui/models/rows_model.h"

#include <memory>

namespace samscope {

struct NumberedMask
{
    std::size_t number = 0; ///< from 0 on
    const AutomaticMask* mask = nullptr;
};

/// The masks found in a picture, one a row, with the colours of their overlay.
class AutomaticMaskModel : public RowsModel<NumberedMask>
{
    Q_OBJECT
public:
    enum Column
    {
        Number,
        PredictedIou,
        Stability,
        Area,
    };
    /// The number itself, to sort by.
    static constexpr int sortRole = Qt::UserRole;

    explicit AutomaticMaskModel(QObject* parent = nullptr);

    /// Nothing: no masks.
    void setResult(std::shared_ptr<const EverythingResult> result);

private:
    std::shared_ptr<const EverythingResult> m_result; ///< what the rows point into
};

} // namespace samscope
