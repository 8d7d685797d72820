#include "core/convert/compare_elements.h"

#include "core/checkpoint/cast.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/convert/tensor_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace samscope {

namespace {

template <typename Integer> void widen(std::span<const std::byte> in, std::vector<double>& out)
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        Integer value = 0;
        std::memcpy(&value, in.data() + i * sizeof(Integer), sizeof(Integer));
        out[i] = static_cast<double>(value);
    }
}

bool hasNumbers(DType dtype)
{
    return dtype != DType::C64 && dtype != DType::Unsupported;
}

std::vector<double> toDoubles(std::span<const std::byte> in, DType dtype)
{
    std::vector<double> out(in.size() / itemSize(dtype));
    switch (dtype) {
    case DType::I64:
        widen<std::int64_t>(in, out);
        break;
    case DType::I32:
        widen<std::int32_t>(in, out);
        break;
    case DType::I16:
        widen<std::int16_t>(in, out);
        break;
    case DType::I8:
        widen<std::int8_t>(in, out);
        break;
    case DType::U64:
        widen<std::uint64_t>(in, out);
        break;
    case DType::U32:
        widen<std::uint32_t>(in, out);
        break;
    case DType::U16:
        widen<std::uint16_t>(in, out);
        break;
    case DType::U8:
    case DType::Bool:
        widen<std::uint8_t>(in, out);
        break;
    default:
        castElements(in, dtype, std::as_writable_bytes(std::span(out)), DType::F64);
    }
    return out;
}

double distance(double a, double b)
{
    if (a == b || (std::isnan(a) && std::isnan(b))) {
        return 0;
    }
    const double difference = std::abs(a - b);
    return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

double relativeTo(double value, double difference)
{
    const double relative = difference / std::max(std::abs(value), 1e-12);
    return std::isnan(relative) ? std::numeric_limits<double>::infinity() : relative;
}

/// Adds up what runs of equally many elements say.
class Comparison
{
public:
    Comparison(DType dtypeA, DType dtypeB) : m_dtypeA(dtypeA), m_dtypeB(dtypeB)
    {
        m_difference.identical = dtypeA == dtypeB;
        if (hasNumbers(dtypeA) && hasNumbers(dtypeB)) {
            m_difference.maxAbs = 0;
            m_difference.maxRelative = 0;
        }
    }

    void add(std::span<const std::byte> a, std::span<const std::byte> b)
    {
        if (m_dtypeA == m_dtypeB && std::ranges::equal(a, b)) {
            return;
        }
        m_difference.identical = false;
        if (!m_difference.maxAbs) {
            return;
        }
        const std::vector<double> x = toDoubles(a, m_dtypeA);
        const std::vector<double> y = toDoubles(b, m_dtypeB);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double difference = distance(x[i], y[i]);
            const double relative = difference == 0 ? 0 : relativeTo(x[i], difference);
            m_difference.maxAbs = std::max(*m_difference.maxAbs, difference);
            m_difference.maxRelative = std::max(*m_difference.maxRelative, relative);
        }
    }

    const ElementDifference& difference() const { return m_difference; }

private:
    DType m_dtypeA, m_dtypeB;
    ElementDifference m_difference;
};

} // namespace

ElementDifference compareElements(const TensorOf& a, const TensorOf& b, std::optional<DType> castTo,
                                  const std::stop_token& stop)
{
    const DType dtypeA = castTo.value_or(a.entry.dtype);
    const DType dtypeB = b.entry.dtype;
    Comparison comparison(dtypeA, dtypeB);
    TensorReader reader(a.checkpoint, a.entry, dtypeA, stop);
    const auto comparePiece = [&](std::span<const std::byte> piece) {
        while (!piece.empty()) {
            const auto other = reader.next(piece.size() / itemSize(dtypeB) * itemSize(dtypeA));
            const std::size_t bytes = other.size() / itemSize(dtypeA) * itemSize(dtypeB);
            comparison.add(other, piece.first(bytes));
            piece = piece.subspan(bytes);
        }
    };
    streamTensor(b.checkpoint, b.entry, comparePiece, stop);
    reader.next(0); // up to its end, so that the checksum of its record is judged as well
    return comparison.difference();
}

} // namespace samscope
