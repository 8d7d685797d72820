#pragma once

#include "core/imaging/mask.h"
#include "core/inference/automatic_masks.h"

#include <QColor>
#include <QImage>
#include <QPoint>

#include <cstdint>
#include <optional>
#include <vector>

namespace samscope {

/// All masks of a picture, ready to be shown and to be found under the cursor.
struct EverythingResult
{
    std::vector<AutomaticMask> masks;
    int width = 0; ///< of the picture
    int height = 0;
    std::vector<std::uint16_t> labels; ///< height x width: 1 + index of the smallest mask there, 0 where there is none
    QImage overlay; ///< each mask in its colour, translucent; of the whole picture, at most 1600 wide

    /// The smallest mask at a pixel of the picture.
    std::optional<std::size_t> at(QPoint pixel) const;
    Mask mask(std::size_t index) const;
};

/// The colour of mask `index` in the overlay and in the table; neighbours in the list differ.
QColor maskColour(std::size_t index);

/// Slow for large pictures: call it off the GUI thread.
EverythingResult prepareEverything(std::vector<AutomaticMask> masks, int width, int height);

} // namespace samscope
