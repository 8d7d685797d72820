#include "core/imaging/logit_rows.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace samscope {

// torch's area_pixel_compute_source_index and guard_index_and_lambda in float (ATen/native/UpSample.h).
LogitRows::Axis::Axis(int inSize, int outSize, int used)
{
    const float scale = static_cast<float>(inSize) / static_cast<float>(outSize);
    for (int i = 0; i < used; ++i) {
        const float center = std::max(scale * (static_cast<float>(i) + 0.5F) - 0.5F, 0.0F);
        const float at = inSize == outSize ? static_cast<float>(i) : center;
        const int low = std::min(static_cast<int>(at), inSize - 1);
        const float weight = std::clamp(at - static_cast<float>(low), 0.0F, 1.0F);
        lower.push_back(low);
        upper.push_back(std::min(low + 1, inSize - 1));
        lowerWeight.push_back(1.0F - weight);
        upperWeight.push_back(weight);
    }
}

LogitRows::LogitRows(std::span<const float> lowRes, int side, const ImageGeometry& geometry)
    : m_lowRes(lowRes), m_side(side), m_inputX(side, geometry.inputSize, geometry.resizedWidth),
      m_inputY(side, geometry.inputSize, geometry.resizedHeight),
      m_originalX(geometry.resizedWidth, geometry.width, geometry.width),
      m_originalY(geometry.resizedHeight, geometry.height, geometry.height),
      m_inputRow(static_cast<std::size_t>(geometry.resizedWidth)), m_columns{0, geometry.width},
      m_inputColumns{0, geometry.resizedWidth}
{
    if (side < 1 || lowRes.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {
        throw Error({.reason = fmt::format("{} logits are not a mask of {}x{}", lowRes.size(), side, side)});
    }
    for (auto& row : m_lowResRows.row) {
        row.resize(static_cast<std::size_t>(geometry.resizedWidth));
    }
    for (auto& row : m_inputRows.row) {
        row.resize(static_cast<std::size_t>(geometry.width));
    }
}

Rect<int> LogitRows::restrictTo(float limit)
{
    const Rect<int> lowRes = boundsAbove(limit);
    const Range rows = reachOf(reachOf({lowRes.y0, lowRes.y1}, m_inputY), m_originalY);
    m_columns = reachOf(reachOf({lowRes.x0, lowRes.x1}, m_inputX), m_originalX);
    m_inputColumns = sourceOf(m_columns, m_originalX);
    m_lowResRows.index = m_inputRows.index = {-1, -1};
    return {m_columns.begin, rows.begin, m_columns.end, rows.end};
}

// Of the low-res logits. A blend of values exceeds the largest of them by its rounding at most; NaN counts as above.
Rect<int> LogitRows::boundsAbove(float limit) const
{
    constexpr float rounding = 1e-5F;
    const float sure = limit - rounding * (1 + std::abs(limit));
    Rect<int> bounds{m_side, m_side, 0, 0};
    for (int y = 0; y < m_side; ++y) {
        const auto row = m_lowRes.subspan(static_cast<std::size_t>(y) * static_cast<std::size_t>(m_side),
                                          static_cast<std::size_t>(m_side));
        const auto isAbove = [=](float logit) { return !(logit < sure); };
        const auto first = std::ranges::find_if(row, isAbove);
        if (first == row.end()) {
            continue;
        }
        const auto last = std::find_if(row.rbegin(), row.rend(), isAbove);
        bounds = {std::min(bounds.x0, static_cast<int>(first - row.begin())), std::min(bounds.y0, y),
                  std::max(bounds.x1, static_cast<int>(row.rend() - last)), y + 1};
    }
    return bounds.y1 == 0 ? Rect<int>{} : bounds;
}

// Output samples that are made of any sample of the range.
LogitRows::Range LogitRows::reachOf(const Range& range, const Axis& axis)
{
    Range reach{axis.size(), 0};
    for (int i = 0; i < axis.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (axis.upper[at] >= range.begin && axis.lower[at] < range.end) {
            reach = {std::min(reach.begin, i), i + 1};
        }
    }
    return reach.end == 0 ? Range{} : reach;
}

// Input samples that the range is made of.
LogitRows::Range LogitRows::sourceOf(const Range& range, const Axis& axis)
{
    if (range.begin == range.end) {
        return {};
    }
    return {axis.lower[static_cast<std::size_t>(range.begin)], axis.upper[static_cast<std::size_t>(range.end) - 1] + 1};
}

void LogitRows::read(int y, std::span<float> out)
{
    blend(m_originalY, y, m_inputRows, &LogitRows::readInput, m_columns, out);
}

void LogitRows::readInput(int y, std::span<float> out)
{
    blend(m_inputY, y, m_lowResRows, &LogitRows::readStretched, m_inputColumns, m_inputRow);
    stretch(m_originalX, m_inputRow.data(), m_columns, out);
}

void LogitRows::readStretched(int y, std::span<float> out)
{
    stretch(m_inputX, m_lowRes.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(m_side), m_inputColumns,
            out);
}

void LogitRows::stretch(const Axis& axis, const float* from, const Range& columns, std::span<float> to)
{
    const auto end = static_cast<std::size_t>(columns.end);
    for (auto x = static_cast<std::size_t>(columns.begin); x < end; ++x) {
        to[x] = from[axis.lower[x]] * axis.lowerWeight[x] + from[axis.upper[x]] * axis.upperWeight[x];
    }
}

void LogitRows::blend(const Axis& axis, int y, RowCache& cache, RowMaker make, const Range& columns,
                      std::span<float> to)
{
    const auto at = static_cast<std::size_t>(y);
    const auto cached = [&](int wanted, int kept) {
        for (std::size_t slot = 0; slot < cache.index.size(); ++slot) {
            if (cache.index[slot] == wanted) {
                return cache.row[slot].data();
            }
        }
        const std::size_t slot = cache.index[0] == kept ? 1 : 0;
        (this->*make)(wanted, cache.row[slot]);
        cache.index[slot] = wanted;
        return cache.row[slot].data();
    };
    const float* lower = cached(axis.lower[at], axis.upper[at]);
    const float* upper = cached(axis.upper[at], axis.lower[at]);
    const float lowerWeight = axis.lowerWeight[at];
    const float upperWeight = axis.upperWeight[at];
    const auto end = static_cast<std::size_t>(columns.end);
    for (auto x = static_cast<std::size_t>(columns.begin); x < end; ++x) {
        to[x] = lower[x] * lowerWeight + upper[x] * upperWeight;
    }
}

std::vector<float> upscaleLogits(std::span<const float> lowRes, int side, const ImageGeometry& geometry)
{
    LogitRows rows(lowRes, side, geometry);
    const auto width = static_cast<std::size_t>(geometry.width);
    std::vector<float> out(width * static_cast<std::size_t>(geometry.height));
    for (int y = 0; y < geometry.height; ++y) {
        rows.read(y, std::span(out).subspan(static_cast<std::size_t>(y) * width, width));
    }
    return out;
}

} // namespace samscope
