#include "core/fast/mask_head.h"

namespace samscope {

namespace {

// Of both projects, whatever the other norms have.
constexpr double upscaleNormEps = 1e-6;

// SamFeedForward of the hypernetworks has this depth, which no config names.
constexpr int hypernetworkDepth = 3;

// A transposed convolution whose stride is its 2x2 kernel (in x out x 2 x 2): one matrix for each place.
std::vector<PackedMatrix> readUpscaling(ModelSource& source, const std::string& name)
{
    const std::vector<float> weight = source.read(name + ".weight");
    const std::vector<float> bias = source.read(name + ".bias");
    const int inputs = static_cast<int>(source.shape(name + ".weight")[0]);
    const int outputs = static_cast<int>(source.shape(name + ".weight")[1]);
    std::vector<PackedMatrix> places;
    std::vector<float> matrix(static_cast<std::size_t>(inputs) * outputs);
    for (int place = 0; place < 4; ++place) {
        for (int o = 0; o < outputs; ++o) {
            for (int i = 0; i < inputs; ++i) {
                matrix[o * inputs + i] = weight[(i * outputs + o) * 4 + place];
            }
        }
        places.emplace_back(matrix, bias, outputs, inputs);
    }
    return places;
}

} // namespace

FeedForward::FeedForward(ModelSource& source, const std::string& name, int depth)
{
    m_layers.push_back(readLinear(source, name + ".proj_in"));
    for (int i = 0; i + 2 < depth; ++i) {
        m_layers.push_back(readLinear(source, name + ".layers." + std::to_string(i)));
    }
    m_layers.push_back(readLinear(source, name + ".proj_out"));
}

std::vector<float> FeedForward::operator()(std::span<const float> token) const
{
    std::vector<float> in(token.begin(), token.end());
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const bool isLast = i + 1 == m_layers.size();
        const auto width = static_cast<std::size_t>(m_layers[i].outputs());
        std::vector<float> out(paddedWidth(width));
        multiply(m_layers[i], {in.data(), in.size()}, {out.data(), out.size()}, 1, Start::Bias,
                 isLast ? Finish::Nothing : Finish::Relu);
        out.resize(width);
        in = std::move(out);
    }
    return in;
}

MaskHead::MaskHead(ModelSource& source)
    : m_grid(source.config().vision.grid()), m_upscale1(readUpscaling(source, "mask_decoder.upscale_conv1")),
      m_upscaleNorm(readNorm(source, "mask_decoder.upscale_layer_norm", upscaleNormEps)),
      m_upscale2(readUpscaling(source, "mask_decoder.upscale_conv2")),
      m_iouHead(source, "mask_decoder.iou_prediction_head", source.config().decoder.iouHeadDepth)
{
    for (int i = 0; i <= source.config().decoder.numMultimaskOutputs; ++i) {
        const std::string name = "mask_decoder.output_hypernetworks_mlps." + std::to_string(i);
        m_hypernetworks.emplace_back(source, name, hypernetworkDepth);
    }
}

MaskHead::Scratch MaskHead::makeScratch() const
{
    return {FloatBuffer(4 * m_grid * paddedWidth(m_upscale1.front().outputs())),
            FloatBuffer(m_grid * paddedWidth(m_upscale2.front().outputs())),
            FloatBuffer(m_grid * paddedWidth(m_hypernetworks.size()))};
}

PackedMatrix MaskHead::hypernetworks(const float* tokens, std::size_t stride, int first, int count) const
{
    const auto width = static_cast<std::size_t>(m_upscale1.front().inputs());
    std::vector<float> weights;
    for (int i = first; i < first + count; ++i) {
        const std::vector<float> row = m_hypernetworks[i]({tokens + i * stride, width});
        weights.insert(weights.end(), row.begin(), row.end());
    }
    return {weights, {}, count, m_upscale2.front().outputs()};
}

void MaskHead::writeRow(ConstRows image, int row, const PackedMatrix& hypernetworks, std::span<float> masks,
                        Scratch& scratch) const
{
    const std::size_t side = 4 * static_cast<std::size_t>(m_grid);
    const std::size_t stride1 = paddedWidth(m_upscale1.front().outputs());
    const Rows fourTimes{scratch.fourTimes.data(), paddedWidth(m_upscale2.front().outputs())};
    const Rows products{scratch.products.data(), paddedWidth(hypernetworks.outputs())};
    for (int outer = 0; outer < 4; ++outer) {
        const Rows twice{scratch.twice.data() + outer * m_grid * stride1, stride1};
        multiply(m_upscale1[outer], image, twice, m_grid, Start::Bias);
        normalizeAndGelu(m_upscaleNorm, twice, twice, m_grid);
        for (int inner = 0; inner < 4; ++inner) {
            multiply(m_upscale2[inner], twice, fourTimes, m_grid, Start::Bias, Finish::Gelu);
            multiply(hypernetworks, fourTimes, products, m_grid, Start::Bias);
            const std::size_t y = 4 * static_cast<std::size_t>(row) + outer / 2 * 2 + inner / 2;
            for (int k = 0; k < hypernetworks.outputs(); ++k) {
                float* out = masks.data() + (k * side + y) * side + outer % 2 * 2 + inner % 2;
                for (int x = 0; x < m_grid; ++x) {
                    out[4 * x] = products.data[x * products.stride + k];
                }
            }
        }
    }
}

} // namespace samscope
