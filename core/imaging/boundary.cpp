#include "core/imaging/boundary.h"

#include "core/base/error.h"
#include "core/imaging/opencv.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace samscope {

namespace {

/// The outlines of two masks within the rectangle that holds both.
std::pair<Mask, Mask> outlinesOf(const Mask& a, const Rect<int>& boxA, const Mask& b, const Rect<int>& boxB)
{
    const Rect<int> both = {std::min(boxA.x0, boxB.x0), std::min(boxA.y0, boxB.y0), std::max(boxA.x1, boxB.x1),
                            std::max(boxA.y1, boxB.y1)};
    const auto outlineWithin = [&both](const Mask& mask) {
        Mask part{both.width(), both.height(), {}};
        for (int y = both.y0; y < both.y1; ++y) {
            const auto row = mask.pixels.begin() + static_cast<std::ptrdiff_t>(y) * mask.width;
            part.pixels.insert(part.pixels.end(), row + both.x0, row + both.x1);
        }
        return openCv().outlineOf(part);
    };
    return {outlineWithin(a), outlineWithin(b)};
}

constexpr int nowhere = 1 << 30; ///< and more: where counting started from nothing

/// For every pixel, how many rows further down its column the outline is next met.
std::vector<int> rowsDownTo(const Mask& outline)
{
    const auto width = static_cast<std::size_t>(outline.width);
    std::vector<int> rows(outline.pixels.size() + width, nowhere); // one row more, below the last
    for (std::size_t at = outline.pixels.size(); at-- > 0;) {
        rows[at] = outline.pixels[at] != 0 ? 0 : rows[at + width] + 1;
    }
    return rows;
}

/// The lower envelope of the parabolas (x - i)^2 + rows[i]^2 over one row of pixels (Felzenszwalb and Huttenlocher,
/// 2012). OpenCV's exact distance transform draws it in float32, which beyond 4096 columns finds pixels that are not
/// the nearest.
class Envelope
{
public:
    explicit Envelope(std::size_t width) : m_pieces(width) {}

    void build(std::span<const int> rows)
    {
        m_count = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i] >= nowhere) {
                continue;
            }
            Piece piece{static_cast<double>(i), static_cast<double>(rows[i]) * rows[i], -infinity};
            while (m_count > 0 && (piece.from = crossing(m_pieces[m_count - 1], piece)) <= m_pieces[m_count - 1].from) {
                --m_count;
            }
            piece.from = m_count == 0 ? -infinity : piece.from;
            m_pieces[m_count++] = piece;
        }
        m_at = 0;
    }

    /// The height at `x`; asked from left to right.
    double at(double x)
    {
        while (m_at + 1 < m_count && m_pieces[m_at + 1].from < x) {
            ++m_at;
        }
        const double away = x - m_pieces[m_at].apex;
        return away * away + m_pieces[m_at].height;
    }

private:
    struct Piece
    {
        double apex, height;
        double from; ///< where it begins to lie lowest
    };

    static constexpr double infinity = std::numeric_limits<double>::infinity();

    static double crossing(const Piece& left, const Piece& right)
    {
        return (right.height + right.apex * right.apex - left.height - left.apex * left.apex) /
               (2 * (right.apex - left.apex));
    }

    std::vector<Piece> m_pieces;
    std::size_t m_count = 0;
    std::size_t m_at = 0;
};

struct Sum
{
    double total = 0;
    double largest = 0;
    std::size_t count = 0;

    /// Adds the distance of every pixel of `outline` to the nearest one of `other`.
    void add(const Mask& outline, const Mask& other)
    {
        const auto width = static_cast<std::size_t>(outline.width);
        const std::vector<int> down = rowsDownTo(other);
        std::vector<int> up(width, nowhere), nearest(width);
        Envelope envelope(width);
        for (std::size_t begin = 0; begin < outline.pixels.size(); begin += width) {
            for (std::size_t x = 0; x < width; ++x) {
                up[x] = other.pixels[begin + x] != 0 ? 0 : up[x] + 1;
                nearest[x] = std::min(up[x], down[begin + x]);
            }
            addRow(std::span(outline.pixels).subspan(begin, width), nearest, envelope);
        }
    }

private:
    void addRow(std::span<const std::uint8_t> row, std::span<const int> nearest, Envelope& envelope)
    {
        const auto first = std::ranges::find(row, std::uint8_t{1});
        if (first == row.end()) {
            return;
        }
        envelope.build(nearest);
        for (auto x = static_cast<std::size_t>(first - row.begin()); x < row.size(); ++x) {
            if (row[x] != 0) {
                const double distance = std::sqrt(envelope.at(static_cast<double>(x)));
                total += distance;
                largest = std::max(largest, distance);
                ++count;
            }
        }
    }
};

} // namespace

std::optional<BoundaryDistance> boundaryDistance(const Mask& a, const Mask& b)
{
    if (a.width != b.width || a.height != b.height) {
        throw Error({.reason = "outlines of masks of different sizes cannot be compared"});
    }
    const auto boxA = a.boundingBox();
    const auto boxB = b.boundingBox();
    if (!boxA || !boxB) {
        return std::nullopt;
    }
    const auto [outlineA, outlineB] = outlinesOf(a, *boxA, b, *boxB);
    Sum sum;
    sum.add(outlineA, outlineB);
    sum.add(outlineB, outlineA);
    return BoundaryDistance{.mean = sum.total / static_cast<double>(sum.count), .max = sum.largest};
}

} // namespace samscope
