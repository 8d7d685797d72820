#include "core/fast/fast_decoder.h"

#include <algorithm>

namespace samscope {

namespace {

// nn.LayerNorm's own default, which transformers leaves in place here.
constexpr double finalNormEps = 1e-5;

std::vector<float> readOutputTokens(ModelSource& source)
{
    std::vector<float> tokens = source.read("mask_decoder.iou_token.weight");
    const std::vector<float> masks = source.read("mask_decoder.mask_tokens.weight");
    tokens.insert(tokens.end(), masks.begin(), masks.end());
    return tokens;
}

void addRows(ConstRows a, const float* b, std::size_t bStride, Rows sum, int rows, int width)
{
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < width; ++c) {
            sum.data[r * sum.stride + c] = a.data[r * a.stride + c] + b[r * bStride + c];
        }
    }
}

} // namespace

FastDecoder::FastDecoder(ModelSource& source, double normEps, ThreadPool& pool)
    : m_grid(source.config().vision.grid()), m_channels(source.config().decoder.hiddenSize),
      m_stride(paddedWidth(m_channels)), m_pool(pool), m_prompts(source), m_positions(m_prompts.gridPositions()),
      m_outputTokens(readOutputTokens(source)),
      m_outputTokenCount(static_cast<int>(m_outputTokens.size()) / m_channels), m_head(source)
{
    const MaskDecoderConfig& config = source.config().decoder;
    const auto attention = [&](const std::string& name) {
        return DecoderAttentionWeights::read(source, name, config.heads);
    };
    const std::string transformer = "mask_decoder.transformer.";
    for (int i = 0; i < config.layers; ++i) {
        const std::string name = transformer + "layers." + std::to_string(i) + ".";
        m_blocks.push_back({.self = attention(name + "self_attn"),
                            .tokenToImage = attention(name + "cross_attn_token_to_image"),
                            .imageToToken = attention(name + "cross_attn_image_to_token"),
                            .norm1 = readNorm(source, name + "layer_norm1", normEps),
                            .norm2 = readNorm(source, name + "layer_norm2", normEps),
                            .norm3 = readNorm(source, name + "layer_norm3", normEps),
                            .norm4 = readNorm(source, name + "layer_norm4", normEps),
                            .mlp = FastMlp(source, name + "mlp", Finish::Relu)});
    }
    m_finalAttention = attention(transformer + "final_attn_token_to_image");
    m_finalNorm = readNorm(source, transformer + "layer_norm_final_attn", finalNormEps);

    const std::size_t places = static_cast<std::size_t>(m_grid) * m_grid;
    m_base = FloatBuffer(places * m_stride);
    m_image = FloatBuffer(places * m_stride);
    const HeadLayout layout = layoutOf(m_finalAttention);
    for (ImageHeads* heads : {&m_baseHeads, &m_imageHeads}) {
        *heads = {FloatBuffer(layout.channelsSize()), FloatBuffer(layout.channelsSize()),
                  FloatBuffer(layout.valuesSize())};
    }
    for (int i = 0; i < m_pool.threads(); ++i) {
        m_scratch.push_back({FloatBuffer(m_grid * m_stride),
                             FloatBuffer(m_grid * m_stride),
                             FloatBuffer(m_grid * m_stride),
                             m_head.makeScratch(),
                             {}});
    }
}

HeadLayout FastDecoder::layoutOf(const DecoderAttentionWeights& weights) const
{
    return {m_grid, m_grid, weights.heads, weights.headDim()};
}

void FastDecoder::addPositions(int row, ConstRows image, Scratch& scratch) const
{
    addRows(image, m_positions.data() + static_cast<std::size_t>(row) * m_grid * m_channels, m_channels,
            {scratch.positioned.data(), m_stride}, m_grid, m_channels);
}

// scratch.positioned holds the row.
void FastDecoder::storeImageQueries(const DecoderAttentionWeights& weights, int row, Scratch& scratch,
                                    ImageHeads& heads) const
{
    const Rows projected{scratch.projected.data(), paddedWidth(weights.width())};
    multiply(weights.query, {scratch.positioned.data(), m_stride}, projected, m_grid, Start::Bias);
    storeChannels(layoutOf(weights), row, projected, weights.query.bias(), heads.queries.data());
}

// scratch.positioned holds the row.
void FastDecoder::storeImageKeys(const DecoderAttentionWeights& weights, int row, ConstRows image, Scratch& scratch,
                                 ImageHeads& heads) const
{
    const Rows projected{scratch.projected.data(), paddedWidth(weights.width())};
    multiply(weights.key, {scratch.positioned.data(), m_stride}, projected, m_grid, Start::Bias);
    storeChannels(layoutOf(weights), row, projected, weights.key.bias(), heads.keys.data());
    multiply(weights.value, image, projected, m_grid, Start::Bias);
    storeValues(layoutOf(weights), row, projected, weights.value.bias(), heads.values.data());
}

void FastDecoder::prepareImage(const ImageEmbedding& embedding, std::span<const float> mask)
{
    if (mask.empty() && m_prepared == embedding.values) {
        return;
    }
    m_prepared.clear();
    m_pool.run(m_grid, [&](int row, int thread) {
        Scratch& scratch = m_scratch[thread];
        const Rows image = imageRow(m_base, row);
        const Rows dense{scratch.projected.data(), m_stride};
        if (!mask.empty()) {
            m_prompts.embedMaskRow(mask, row, dense);
        }
        for (int c = 0; c < m_channels; ++c) {
            const float* in = embedding.values.data() + (static_cast<std::size_t>(c) * m_grid + row) * m_grid;
            for (int x = 0; x < m_grid; ++x) {
                image.data[x * m_stride + c] =
                    in[x] + (mask.empty() ? m_prompts.noMask()[c] : dense.data[x * dense.stride + c]);
            }
        }
        addPositions(row, image, scratch);
        storeImageKeys(m_blocks.front().tokenToImage, row, image, scratch, m_baseHeads);
        storeImageQueries(m_blocks.front().imageToToken, row, scratch, m_baseHeads);
    });
    if (mask.empty()) {
        m_prepared = embedding.values;
    }
}

FastDecoder::Tokens FastDecoder::startTokens(const InputPrompts& prompts) const
{
    std::vector<float> values = m_outputTokens;
    const std::vector<float> sparse = m_prompts.sparse(prompts);
    values.insert(values.end(), sparse.begin(), sparse.end());
    const int count = static_cast<int>(values.size()) / m_channels;
    const std::size_t size = count * m_stride;
    Tokens tokens{count,
                  m_stride,
                  FloatBuffer(size),
                  FloatBuffer(size),
                  FloatBuffer(size),
                  FloatBuffer(size),
                  FloatBuffer(count * FastMlp::scratchPerRow)};
    for (int i = 0; i < count; ++i) {
        std::copy_n(values.data() + i * m_channels, m_channels, tokens.values.data() + i * m_stride);
        std::copy_n(values.data() + i * m_channels, m_channels, tokens.initial.data() + i * m_stride);
    }
    return tokens;
}

// The first tokens are their own positions.
void FastDecoder::position(Tokens& tokens) const
{
    addRows(tokens.rows(), tokens.initial.data(), m_stride, {tokens.positioned.data(), m_stride}, tokens.count,
            m_channels);
}

// The first block's self attention sees no positions and has no residual.
void FastDecoder::attendSelf(const Block& block, bool isFirst, Tokens& tokens)
{
    position(tokens);
    const ConstRows positioned{isFirst ? tokens.values.data() : tokens.positioned.data(), m_stride};
    TokenHeads heads(block.self, tokens.count);
    heads.storeQueries(block.self, positioned);
    heads.storeKeys(block.self, positioned);
    heads.storeValues(block.self, tokens.rows());
    for (int head = 0; head < block.self.heads; ++head) {
        attend(heads.queries(head), heads.keys(head), nullptr, block.self.headDim(),
               tokens.attended.data() + head * block.self.headDim(), m_stride, m_scratch.front().attention);
    }
    multiply(block.self.out, {tokens.attended.data(), m_stride}, tokens.rows(), tokens.count,
             isFirst ? Start::Bias : Start::ResultAndBias);
    normalize(block.norm1, tokens.rows(), tokens.rows(), tokens.count);
}

// Tokens look at the image, with their residual.
void FastDecoder::attendImage(const DecoderAttentionWeights& weights, const ImageHeads& image, Tokens& tokens)
{
    position(tokens);
    TokenHeads heads(weights, tokens.count);
    heads.storeQueries(weights, {tokens.positioned.data(), m_stride});
    const HeadLayout layout = layoutOf(weights);
    m_pool.run(weights.heads, [&](int head, int thread) {
        const AttentionKeys keys{.keys = image.keys.data() + layout.channelsOffset(head, 0, 0),
                                 .values = image.values.data() + layout.valuesOffset(head, 0, 0),
                                 .rows = m_grid,
                                 .columns = m_grid,
                                 .keyStride = layout.columns()};
        attend(heads.queries(head), keys, nullptr, layout.headDim, tokens.attended.data() + head * layout.headDim,
               m_stride, m_scratch[thread].attention);
    });
    multiply(weights.out, {tokens.attended.data(), m_stride}, tokens.rows(), tokens.count, Start::ResultAndBias);
}

void FastDecoder::updateTokens(const Block& block, bool isFirst, const ImageHeads& image, Tokens& tokens)
{
    attendSelf(block, isFirst, tokens);
    attendImage(block.tokenToImage, image, tokens);
    normalize(block.norm2, tokens.rows(), tokens.rows(), tokens.count);
    const Rows copy{tokens.attended.data(), m_stride};
    std::copy_n(tokens.values.data(), tokens.values.size(), copy.data);
    block.mlp.addTo(tokens.rows(), copy, tokens.count, tokens.hidden.data());
    normalize(block.norm3, tokens.rows(), tokens.rows(), tokens.count);
}

void FastDecoder::updateImage(std::size_t index, Tokens& tokens)
{
    const DecoderAttentionWeights& weights = m_blocks[index].imageToToken;
    position(tokens);
    TokenHeads heads(weights, tokens.count);
    heads.storeKeys(weights, {tokens.positioned.data(), m_stride});
    heads.storeValues(weights, tokens.rows());
    m_pool.run(m_grid, [&](int row, int thread) { updateImageRow(index, row, heads, m_scratch[thread]); });
}

// Places look at the tokens; then what the next attentions need of the row.
void FastDecoder::updateImageRow(std::size_t index, int row, const TokenHeads& tokens, Scratch& scratch)
{
    const Block& block = m_blocks[index];
    const DecoderAttentionWeights& weights = block.imageToToken;
    const HeadLayout layout = layoutOf(weights);
    const ImageHeads& heads = index == 0 ? m_baseHeads : m_imageHeads;
    for (int head = 0; head < weights.heads; ++head) {
        const AttentionQueries queries{.queries = heads.queries.data() + layout.channelsOffset(head, 0, row),
                                       .stride = layout.columns(),
                                       .count = m_grid,
                                       .row = 0};
        attend(queries, tokens.keys(head), nullptr, layout.headDim, scratch.attended.data() + head * layout.headDim,
               m_stride, scratch.attention);
    }
    const Rows image = imageRow(m_image, row);
    if (index == 0) {
        std::copy_n(imageRow(m_base, row).data, m_grid * m_stride, image.data);
    }
    multiply(weights.out, {scratch.attended.data(), m_stride}, image, m_grid, Start::ResultAndBias);
    normalize(block.norm4, image, image, m_grid);

    addPositions(row, image, scratch);
    const bool isLast = index + 1 == m_blocks.size();
    storeImageKeys(isLast ? m_finalAttention : m_blocks[index + 1].tokenToImage, row, image, scratch, m_imageHeads);
    if (!isLast) {
        storeImageQueries(m_blocks[index + 1].imageToToken, row, scratch, m_imageHeads);
    }
}

Prediction FastDecoder::operator()(const ImageEmbedding& embedding, const InputPrompts& prompts,
                                   std::span<const float> mask, bool multimask)
{
    prepareImage(embedding, mask);
    Tokens tokens = startTokens(prompts);
    if (tokens.count > m_scratchTokens) {
        m_scratchTokens = tokens.count;
        const int longest = std::max(m_grid, tokens.count);
        for (Scratch& scratch : m_scratch) {
            scratch.attention = AttentionScratch(m_blocks.front().self.headDim(), longest, longest);
        }
    }
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        updateTokens(m_blocks[i], i == 0, i == 0 ? m_baseHeads : m_imageHeads, tokens);
        updateImage(i, tokens);
    }
    attendImage(m_finalAttention, m_imageHeads, tokens);
    normalize(m_finalNorm, tokens.rows(), tokens.rows(), tokens.count);

    const int first = multimask ? 1 : 0;
    const int count = multimask ? m_outputTokenCount - 2 : 1;
    const std::vector<float> scores = m_head.scores({tokens.values.data(), static_cast<std::size_t>(m_channels)});
    const PackedMatrix hypernetworks = m_head.hypernetworks(tokens.values.data() + m_stride, m_stride, first, count);
    Prediction prediction{.side = 4 * m_grid};
    prediction.iouScores.assign(scores.begin() + first, scores.begin() + first + count);
    prediction.lowResMasks.resize(static_cast<std::size_t>(count) * prediction.side * prediction.side);
    m_pool.run(m_grid, [&](int row, int thread) {
        m_head.writeRow(imageRow(m_image, row), row, hypernetworks, prediction.lowResMasks, m_scratch[thread].head);
    });
    return prediction;
}

} // namespace samscope
