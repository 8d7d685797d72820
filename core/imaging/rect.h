#pragma once

#include <cstdint>
#include <type_traits>

namespace samscope {

/// A box in pixels of a picture, half-open: (x0, y0) is its first pixel, x1 and y1 are the first column and row beyond
/// it. With fractions, a position within a pixel: (0, 0) reaches from 0 to 1. Where x1 and y1 still lie inside, a name
/// says that the box is inclusive.
template <typename T> struct Rect
{
    T x0{}, y0{}, x1{}, y1{};

    T width() const { return x1 - x0; }
    T height() const { return y1 - y0; }
    /// Of integers in 64 bits.
    auto area() const
    {
        using Area = std::conditional_t<std::is_integral_v<T>, std::int64_t, T>;
        return static_cast<Area>(width()) * static_cast<Area>(height());
    }
    /// Whether it is without area; also with its corners the wrong way round.
    bool isEmpty() const { return !(x0 < x1 && y0 < y1); }
    bool operator==(const Rect&) const = default;
};

} // namespace samscope
