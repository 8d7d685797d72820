#include "core/fast/layers.h"

#include <algorithm>

namespace samscope {

namespace {

int dimension(ModelSource& source, const std::string& name, std::size_t index)
{
    return static_cast<int>(source.shape(name)[index]);
}

// Columns [begin, begin + count) of a matrix that is `width` wide.
std::vector<float> columnsOf(std::span<const float> matrix, int width, int begin, int count)
{
    const std::size_t rows = matrix.size() / static_cast<std::size_t>(width);
    std::vector<float> part;
    part.reserve(rows * count);
    for (std::size_t r = 0; r < rows; ++r) {
        const auto row = matrix.subspan(r * width + begin, count);
        part.insert(part.end(), row.begin(), row.end());
    }
    return part;
}

} // namespace

PackedMatrix readLinear(ModelSource& source, const std::string& name, const Packing& packing)
{
    const std::string weight = name + ".weight";
    return {source.read(weight), source.read(name + ".bias"), dimension(source, weight, 0),
            dimension(source, weight, 1), packing};
}

PackedMatrix readLinearWithoutBias(ModelSource& source, const std::string& name, const Packing& packing)
{
    const std::string weight = name + ".weight";
    return {source.read(weight), {}, dimension(source, weight, 0), dimension(source, weight, 1), packing};
}

RowNorm readNorm(ModelSource& source, const std::string& name, double eps)
{
    return {source.read(name + ".weight"), source.read(name + ".bias"), eps};
}

FastMlp::FastMlp(ModelSource& source, const std::string& name, Finish activation, const Packing& packing)
    : m_activation(activation)
{
    const int hidden = dimension(source, name + ".lin1.weight", 0);
    const int width = dimension(source, name + ".lin1.weight", 1);
    const std::vector<float> weight1 = source.read(name + ".lin1.weight");
    const std::vector<float> bias1 = source.read(name + ".lin1.bias");
    const std::vector<float> weight2 = source.read(name + ".lin2.weight");
    const std::vector<float> bias2 = source.read(name + ".lin2.bias");
    for (int begin = 0; begin < hidden; begin += static_cast<int>(scratchPerRow)) {
        const int count = std::min(hidden - begin, static_cast<int>(scratchPerRow));
        const auto rows = std::span(weight1).subspan(static_cast<std::size_t>(begin) * width,
                                                     static_cast<std::size_t>(count) * width);
        m_parts.push_back({PackedMatrix(rows, std::span(bias1).subspan(begin, count), count, width, packing),
                           PackedMatrix(columnsOf(weight2, hidden, begin, count),
                                        begin == 0 ? std::span<const float>(bias2) : std::span<const float>(), width,
                                        count, packing)});
    }
}

void FastMlp::addTo(Rows out, Rows in, int rows, float* scratch) const
{
    const Rows hidden{scratch, scratchPerRow};
    const Precision precision = m_parts.front().lin1.precision();
    roundRows(precision, in, rows, m_parts.front().lin1.inputs());
    for (const Part& part : m_parts) {
        multiply(part.lin1, in, hidden, rows, Start::Bias, m_activation);
        roundRows(precision, hidden, rows, part.lin2.inputs());
        multiply(part.lin2, hidden, out, rows, Start::ResultAndBias);
    }
}

} // namespace samscope
