#include "core/sam/image_encoder.h"

#include <algorithm>

namespace samscope {

namespace {

// The neck's norms have this whatever the config says.
constexpr double neckEps = 1e-6;

// 1xHxWxD to (windows)xSxSxD. Zeros fill the last windows; they take part in the attention.
at::Tensor partition(const at::Tensor& x, std::int64_t window)
{
    const auto missing = [&](std::int64_t size) { return (window - size % window) % window; };
    const at::Tensor padded = at::constant_pad_nd(x, {0, 0, 0, missing(x.size(2)), 0, missing(x.size(1))});
    return padded.view({x.size(0), padded.size(1) / window, window, padded.size(2) / window, window, x.size(3)})
        .permute({0, 1, 3, 2, 4, 5})
        .reshape({-1, window, window, x.size(3)});
}

at::Tensor unpartition(const at::Tensor& windows, std::int64_t window, const at::Tensor& like)
{
    const auto count = [&](std::int64_t size) { return (size + window - 1) / window; };
    const std::int64_t rows = count(like.size(1));
    const std::int64_t columns = count(like.size(2));
    return windows.view({like.size(0), rows, columns, window, window, -1})
        .permute({0, 1, 3, 2, 4, 5})
        .reshape({like.size(0), rows * window, columns * window, -1})
        .narrow(1, 0, like.size(1))
        .narrow(2, 0, like.size(2));
}

EncoderBlock takeBlock(Weights& weights, const VisionConfig& config, int index, const EncoderArithmetic& arithmetic)
{
    const auto& global = config.globalAttnIndexes;
    const bool isGlobal = std::find(global.begin(), global.end(), index) != global.end();
    const std::string name = "vision_encoder.layers." + std::to_string(index);
    const int side = isGlobal ? config.grid() : config.windowSize;
    return {LayerNorm::take(weights, name + ".layer_norm1", config.layerNormEps),
            VisionAttention::take(weights, name + ".attn", config.heads, side, arithmetic),
            LayerNorm::take(weights, name + ".layer_norm2", config.layerNormEps),
            Mlp::take(weights, name + ".mlp", arithmetic.gelu).as(arithmetic.type), isGlobal ? 0 : config.windowSize};
}

void show(const at::Tensor& tokens, int block, const BlockObserver& observer)
{
    const at::Tensor values = tokens.to(at::kCPU).contiguous();
    observer(block, {values.const_data_ptr<float>(), static_cast<std::size_t>(values.numel())});
}

} // namespace

at::Tensor EncoderBlock::operator()(const at::Tensor& x, AttentionScratch& scratch) const
{
    const at::ScalarType type = mlp.lin1.weight.scalar_type();
    const at::Tensor input = norm1(x).to(type);
    at::Tensor attended;
    if (window > 0) {
        attended = unpartition(attention(partition(input, window), scratch), window, x);
    } else {
        attended = attention(input, scratch);
    }
    const at::Tensor sum = x.add(attended);
    return sum.add(mlp(norm2(sum).to(type)));
}

ImageEncoder::ImageEncoder(const VisionConfig& config, Weights& weights, const EncoderArithmetic& arithmetic)
    : m_patch(config.patchSize), m_patchEmbed(Convolution::take(weights, "vision_encoder.patch_embed.projection")),
      m_positions(weights.take("vision_encoder.pos_embed"))
{
    for (int i = 0; i < config.layers; ++i) {
        m_blocks.push_back(takeBlock(weights, config, i, arithmetic));
    }
    m_neck1 = Convolution::take(weights, "vision_encoder.neck.conv1", false);
    m_neckNorm1 = LayerNorm::take(weights, "vision_encoder.neck.layer_norm1", neckEps);
    m_neck2 = Convolution::take(weights, "vision_encoder.neck.conv2", false);
    m_neckNorm2 = LayerNorm::take(weights, "vision_encoder.neck.layer_norm2", neckEps);
}

at::Tensor ImageEncoder::operator()(const at::Tensor& pixelValues, const Work& work,
                                    const BlockObserver& observer) const
{
    Progress state{.stage = "encoding", .total = m_blocks.size(), .unit = Unit::Blocks};
    work.report(state);
    at::Tensor x = m_patchEmbed(pixelValues, m_patch).permute({0, 2, 3, 1}).add(m_positions);
    AttentionScratch scratch = AttentionScratch::of(x.size(1), x.device());
    for (const EncoderBlock& block : m_blocks) {
        work.throwIfStopped();
        x = block(x, scratch);
        if (observer) {
            show(x, static_cast<int>(state.done), observer);
        }
        ++state.done;
        work.report(state);
    }
    x = m_neckNorm1.overChannels(m_neck1(x.permute({0, 3, 1, 2})));
    return m_neckNorm2.overChannels(m_neck2(x, 1, 1)).contiguous();
}

} // namespace samscope
