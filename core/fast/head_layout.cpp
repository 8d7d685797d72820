#include "core/fast/head_layout.h"

#include "core/fast/kernels/transpose.h"

#include <algorithm>

namespace samscope {

namespace {

// The part of a picture row that lies in one area: `valid` tokens from `column`, padding behind them.
struct Segment
{
    int area;
    int row;    // of the area
    int column; // of the picture
    int valid;
};

// Rows below the picture have no valid tokens at all.
template <typename Function> void forEachSegment(const HeadLayout& layout, int pictureRow, const Function& function)
{
    for (int x = 0; x < layout.areasAcross(); ++x) {
        const int column = x * layout.side;
        const int valid = pictureRow < layout.grid ? std::min(layout.side, layout.grid - column) : 0;
        function(Segment{pictureRow / layout.side * layout.areasAcross() + x, pictureRow % layout.side, column, valid});
    }
}

} // namespace

void storeHeadValues(ConstRows tokens, int firstChannel, int headDim, int count, float* out)
{
    for (int i = 0; i < count; ++i, out += headDim) {
        std::copy_n(tokens.data + i * tokens.stride + firstChannel, headDim, out);
    }
}

void storeChannels(const HeadLayout& layout, int pictureRow, ConstRows tokens, const float* padding, float* target)
{
    const std::size_t columns = layout.columns();
    forEachSegment(layout, pictureRow, [&](const Segment& segment) {
        const float* part = tokens.data + segment.column * tokens.stride;
        for (int head = 0; head < layout.heads; ++head) {
            float* out = target + layout.channelsOffset(head, segment.area, segment.row);
            const int first = head * layout.headDim;
            transpose({part + first, tokens.stride}, segment.valid, layout.headDim, {out, columns});
            for (int c = 0; c < layout.headDim; ++c) {
                std::fill(out + c * columns + segment.valid, out + c * columns + layout.side, padding[first + c]);
            }
        }
    });
}

void storeValues(const HeadLayout& layout, int pictureRow, ConstRows tokens, const float* padding, float* target)
{
    forEachSegment(layout, pictureRow, [&](const Segment& segment) {
        const ConstRows part{tokens.data + segment.column * tokens.stride, tokens.stride};
        for (int head = 0; head < layout.heads; ++head) {
            float* out = target + layout.valuesOffset(head, segment.area, segment.row);
            const int first = head * layout.headDim;
            storeHeadValues(part, first, layout.headDim, segment.valid, out);
            for (int i = segment.valid; i < layout.side; ++i) {
                std::copy_n(padding + first, layout.headDim, out + i * layout.headDim);
            }
        }
    });
}

} // namespace samscope
