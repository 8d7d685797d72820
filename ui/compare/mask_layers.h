#pragma once

#include "core/imaging/mask.h"

#include <QImage>

class QColor;

namespace samscope {

/// Which mask a colour stands for: blue and orange can be told apart by nearly everybody.
enum class LayerColour
{
    A,
    B,
    Both,
};

QColor layerColour(LayerColour colour);

/// What can be laid over a picture to compare two masks on it, each at the picture's size.
struct CompareLayers
{
    QImage a;          ///< the mask of A, translucent with an opaque outline
    QImage b;          ///< the mask of B
    QImage difference; ///< opaque where only one of them is, faint where both are
};

/// Slow for large pictures: call it off the GUI thread. Throws `Error` when the sizes differ.
CompareLayers layersOf(const Mask& a, const Mask& b);

} // namespace samscope
