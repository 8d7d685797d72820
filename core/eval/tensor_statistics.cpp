#include "core/eval/tensor_statistics.h"

#include "core/base/sha256.h"
#include "core/checkpoint/cast.h"
#include "core/checkpoint/tensor_stream.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace samscope {

namespace {

/// Calls `see` with every element as float64, and `raw` with the bytes that it came from.
template <typename See>
void forEachNumber(const Checkpoint& checkpoint, const TensorEntry& entry, const ChunkSink& raw, const See& see,
                   const std::stop_token& stop)
{
    std::vector<double> numbers;
    const auto piece = [&](std::span<const std::byte> bytes) {
        raw(bytes);
        numbers.resize(bytes.size() / itemSize(entry.dtype));
        if (entry.dtype == DType::F64) {
            std::memcpy(numbers.data(), bytes.data(), bytes.size());
        } else {
            castElements(bytes, entry.dtype, std::as_writable_bytes(std::span(numbers)), DType::F64);
        }
        std::ranges::for_each(numbers, see);
    };
    streamTensor(checkpoint, entry, piece, stop);
}

/// First pass: everything that needs no other number.
class Range
{
public:
    void add(double value)
    {
        if (std::isnan(value)) {
            ++m_statistics.nan;
        } else if (std::isinf(value)) {
            ++m_statistics.infinite;
        } else {
            ++m_statistics.finite;
            m_sum += value;
            m_statistics.min = std::min(m_statistics.finite == 1 ? value : m_statistics.min, value);
            m_statistics.max = std::max(m_statistics.finite == 1 ? value : m_statistics.max, value);
        }
    }

    TensorStatistics statistics() const
    {
        TensorStatistics result = m_statistics;
        if (result.finite > 0) {
            result.mean = m_sum / static_cast<double>(result.finite);
        }
        return result;
    }

private:
    TensorStatistics m_statistics;
    double m_sum = 0;
};

/// Second pass: the spread around the mean, and how many lie where.
class Spread
{
public:
    Spread(const TensorStatistics& range, std::size_t bins) : m_range(range), m_histogram(bins)
    {
        // Half the width first: max - min of extreme numbers would be infinite.
        const double half = range.max / 2 - range.min / 2;
        m_binsPerHalf = half > 0 ? static_cast<double>(bins) / half : 0;
    }

    void add(double value)
    {
        if (!std::isfinite(value)) {
            return;
        }
        m_squares += (value - m_range.mean) * (value - m_range.mean);
        const double place = (value / 2 - m_range.min / 2) * m_binsPerHalf;
        ++m_histogram[std::min(m_histogram.size() - 1, static_cast<std::size_t>(place))];
    }

    TensorStatistics statistics() const
    {
        TensorStatistics result = m_range;
        result.histogram = m_histogram;
        if (result.finite > 1) {
            result.standardDeviation = std::sqrt(m_squares / static_cast<double>(result.finite - 1));
        }
        return result;
    }

private:
    TensorStatistics m_range;
    std::vector<std::uint64_t> m_histogram;
    double m_binsPerHalf = 0;
    double m_squares = 0;
};

} // namespace

TensorDescription describeTensor(const Checkpoint& checkpoint, const TensorEntry& entry, std::size_t bins,
                                 const std::stop_token& stop)
{
    Sha256 hash;
    const auto hashed = [&hash](std::span<const std::byte> bytes) { hash.update(bytes); };
    if (!isFloating(entry.dtype)) {
        streamTensor(checkpoint, entry, hashed, stop);
        return {.sha256 = hash.finish(), .statistics = std::nullopt};
    }
    Range range;
    forEachNumber(
        checkpoint, entry, hashed, [&range](double value) { range.add(value); }, stop);
    Spread spread(range.statistics(), bins);
    const auto unheard = [](std::span<const std::byte>) {};
    forEachNumber(
        checkpoint, entry, unheard, [&spread](double value) { spread.add(value); }, stop);
    return {.sha256 = hash.finish(), .statistics = spread.statistics()};
}

} // namespace samscope
