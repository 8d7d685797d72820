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

// Prompt sets that can be worked on together: they start from the same image, as a mask prompt changes it.
std::span<const PromptSet> firstTogether(std::span<const PromptSet> prompts, int most)
{
    const auto limit = std::min(prompts.size(), static_cast<std::size_t>(most));
    std::size_t count = 1;
    while (count < limit && prompts[count - 1].maskInput.empty() && prompts[count].maskInput.empty()) {
        ++count;
    }
    return prompts.first(count);
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
    m_baseHeads = makeImageHeads();
    makeLanes(1);
    for (int i = 0; i < m_pool.threads(); ++i) {
        m_scratch.push_back({FloatBuffer(m_grid * m_stride),
                             FloatBuffer(m_grid * m_stride),
                             FloatBuffer(m_grid * m_stride),
                             m_head.makeScratch(),
                             {}});
    }
}

// The memory of further lanes is taken when prompt sets come together for the first time.
void FastDecoder::makeLanes(std::size_t count)
{
    while (m_lanes.size() < count) {
        m_lanes.push_back({{}, FloatBuffer(m_base.size()), makeImageHeads(), {}});
    }
}

FastDecoder::ImageHeads FastDecoder::makeImageHeads() const
{
    const HeadLayout layout = layoutOf(m_finalAttention);
    return {FloatBuffer(layout.channelsSize()), FloatBuffer(layout.channelsSize()), FloatBuffer(layout.valuesSize())};
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
    if (mask.empty() && !m_prepared.empty()) {
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
                  FloatBuffer(count * FastMlp::scratchPerRow),
                  {}};
    for (int i = 0; i < count; ++i) {
        std::copy_n(values.data() + i * m_channels, m_channels, tokens.values.data() + i * m_stride);
        std::copy_n(values.data() + i * m_channels, m_channels, tokens.initial.data() + i * m_stride);
    }
    return tokens;
}

void FastDecoder::makeScratch(int longestTokens)
{
    if (longestTokens <= m_scratchTokens) {
        return;
    }
    m_scratchTokens = longestTokens;
    const int longest = std::max(m_grid, longestTokens);
    for (Scratch& scratch : m_scratch) {
        scratch.attention = AttentionScratch(m_blocks.front().self.headDim(), longest, longest);
    }
}

// The first tokens are their own positions.
void FastDecoder::position(Tokens& tokens) const
{
    addRows(tokens.rows(), tokens.initial.data(), m_stride, {tokens.positioned.data(), m_stride}, tokens.count,
            m_channels);
}

// The first block's self attention sees no positions and has no residual.
void FastDecoder::attendSelf(const Block& block, bool isFirst, Tokens& tokens, Scratch& scratch) const
{
    position(tokens);
    const ConstRows positioned{isFirst ? tokens.values.data() : tokens.positioned.data(), m_stride};
    TokenHeads heads(block.self, tokens.count);
    heads.storeQueries(block.self, positioned);
    heads.storeKeys(block.self, positioned);
    heads.storeValues(block.self, tokens.rows());
    for (int head = 0; head < block.self.heads; ++head) {
        attend(heads.queries(head), heads.keys(head), nullptr, block.self.headDim(),
               {tokens.attended.data() + head * block.self.headDim(), m_stride}, scratch.attention);
    }
    multiply(block.self.out, {tokens.attended.data(), m_stride}, tokens.rows(), tokens.count,
             isFirst ? Start::Bias : Start::ResultAndBias);
    normalize(block.norm1, tokens.rows(), tokens.rows(), tokens.count);
}

void FastDecoder::storeTokenQueries(const DecoderAttentionWeights& weights, Tokens& tokens) const
{
    position(tokens);
    tokens.heads.emplace(weights, tokens.count);
    tokens.heads->storeQueries(weights, {tokens.positioned.data(), m_stride});
}

// Tokens look at the image.
void FastDecoder::attendImage(const DecoderAttentionWeights& weights, const ImageHeads& image, int head, Tokens& tokens,
                              Scratch& scratch) const
{
    const HeadLayout layout = layoutOf(weights);
    const AttentionKeys keys{.keys = image.keys.data() + layout.channelsOffset(head, 0, 0),
                             .values = image.values.data() + layout.valuesOffset(head, 0, 0),
                             .rows = m_grid,
                             .columns = m_grid,
                             .keyStride = layout.columns()};
    attend(tokens.heads->queries(head), keys, nullptr, layout.headDim,
           {tokens.attended.data() + head * layout.headDim, m_stride}, scratch.attention);
}

// From what they saw of the image to what the image will see of them.
void FastDecoder::finishTokens(const Block& block, Tokens& tokens) const
{
    multiply(block.tokenToImage.out, {tokens.attended.data(), m_stride}, tokens.rows(), tokens.count,
             Start::ResultAndBias);
    normalize(block.norm2, tokens.rows(), tokens.rows(), tokens.count);
    const Rows copy{tokens.attended.data(), m_stride};
    std::copy_n(tokens.values.data(), tokens.values.size(), copy.data);
    block.mlp.addTo(tokens.rows(), copy, tokens.count, tokens.hidden.data());
    normalize(block.norm3, tokens.rows(), tokens.rows(), tokens.count);
    position(tokens);
    tokens.heads.emplace(block.imageToToken, tokens.count);
    tokens.heads->storeKeys(block.imageToToken, {tokens.positioned.data(), m_stride});
    tokens.heads->storeValues(block.imageToToken, tokens.rows());
}

// Places look at the tokens; then what the next attentions need of the row.
void FastDecoder::updateImageRow(std::size_t index, int row, Lane& lane, Scratch& scratch) const
{
    const Block& block = m_blocks[index];
    const DecoderAttentionWeights& weights = block.imageToToken;
    const HeadLayout layout = layoutOf(weights);
    const ImageHeads& heads = index == 0 ? m_baseHeads : lane.heads;
    for (int head = 0; head < weights.heads; ++head) {
        const AttentionQueries queries{.queries = heads.queries.data() + layout.channelsOffset(head, 0, row),
                                       .stride = layout.columns(),
                                       .count = m_grid};
        attend(queries, lane.tokens.heads->keys(head), nullptr, layout.headDim,
               {scratch.attended.data() + head * layout.headDim, m_stride}, scratch.attention);
    }
    const Rows image = imageRow(lane.image, row);
    if (index == 0) {
        std::copy_n(imageRow(m_base, row).data, m_grid * m_stride, image.data);
    }
    multiply(weights.out, {scratch.attended.data(), m_stride}, image, m_grid, Start::ResultAndBias);
    normalize(block.norm4, image, image, m_grid);

    addPositions(row, image, scratch);
    const bool isLast = index + 1 == m_blocks.size();
    storeImageKeys(isLast ? m_finalAttention : m_blocks[index + 1].tokenToImage, row, image, scratch, lane.heads);
    if (!isLast) {
        storeImageQueries(m_blocks[index + 1].imageToToken, row, scratch, lane.heads);
    }
}

// Each step of a block for all lanes, then the next: steps on tokens are one task for each lane, steps on the image one
// for each head or row of each.
void FastDecoder::runBlocks(Lanes lanes)
{
    const int count = static_cast<int>(lanes.size());
    const auto runEach = [&](int parts, const auto& task) {
        m_pool.run(count * parts, [&](int i, int thread) { task(lanes[i / parts], i % parts, m_scratch[thread]); });
    };
    for (std::size_t index = 0; index < m_blocks.size(); ++index) {
        const Block& block = m_blocks[index];
        runEach(1, [&](Lane& lane, int, Scratch& scratch) {
            attendSelf(block, index == 0, lane.tokens, scratch);
            storeTokenQueries(block.tokenToImage, lane.tokens);
        });
        runEach(block.tokenToImage.heads, [&](Lane& lane, int head, Scratch& scratch) {
            attendImage(block.tokenToImage, index == 0 ? m_baseHeads : lane.heads, head, lane.tokens, scratch);
        });
        runEach(1, [&](Lane& lane, int, Scratch&) { finishTokens(block, lane.tokens); });
        runEach(m_grid, [&](Lane& lane, int row, Scratch& scratch) { updateImageRow(index, row, lane, scratch); });
    }
    runEach(1, [&](Lane& lane, int, Scratch&) { storeTokenQueries(m_finalAttention, lane.tokens); });
    runEach(m_finalAttention.heads, [&](Lane& lane, int head, Scratch& scratch) {
        attendImage(m_finalAttention, lane.heads, head, lane.tokens, scratch);
    });
    runEach(1, [&](Lane& lane, int, Scratch&) {
        Tokens& tokens = lane.tokens;
        multiply(m_finalAttention.out, {tokens.attended.data(), m_stride}, tokens.rows(), tokens.count,
                 Start::ResultAndBias);
        normalize(m_finalNorm, tokens.rows(), tokens.rows(), tokens.count);
    });
}

// The scores, and the weights that will make the masks.
Prediction FastDecoder::readScores(Lane& lane, bool multimask) const
{
    const int first = multimask ? 1 : 0;
    const int count = multimask ? m_outputTokenCount - 2 : 1;
    const float* tokens = lane.tokens.values.data();
    const std::vector<float> scores = m_head.scores({tokens, static_cast<std::size_t>(m_channels)});
    lane.hypernetworks = m_head.hypernetworks(tokens + m_stride, m_stride, first, count);
    Prediction prediction{.side = 4 * m_grid};
    prediction.iouScores.assign(scores.begin() + first, scores.begin() + first + count);
    prediction.lowResMasks.resize(static_cast<std::size_t>(count) * prediction.side * prediction.side);
    return prediction;
}

std::vector<Prediction> FastDecoder::operator()(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                                std::span<const PromptSet> prompts, const std::stop_token& stop)
{
    if (m_prepared != embedding.values) {
        m_prepared.clear();
    }
    std::vector<Prediction> predictions;
    predictions.reserve(prompts.size());
    while (predictions.size() < prompts.size()) {
        throwIfStopped(stop);
        const auto together = firstTogether(prompts.subspan(predictions.size()), m_pool.threads());
        prepareImage(embedding, together.front().maskInput);
        answer(together, geometry, predictions);
    }
    return predictions;
}

void FastDecoder::answer(std::span<const PromptSet> prompts, const ImageGeometry& geometry,
                         std::vector<Prediction>& predictions)
{
    makeLanes(prompts.size());
    const Lanes lanes = std::span(m_lanes).first(prompts.size());
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        lanes[i].tokens = startTokens(toInput(prompts[i], geometry));
        makeScratch(lanes[i].tokens.count);
    }
    runBlocks(lanes);
    const std::size_t first = predictions.size();
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        predictions.push_back(readScores(lanes[i], prompts[i].multimask));
    }
    m_pool.run(static_cast<int>(lanes.size()) * m_grid, [&](int i, int thread) {
        const int row = i % m_grid;
        Lane& lane = lanes[i / m_grid];
        m_head.writeRow(imageRow(lane.image, row), row, lane.hypernetworks, predictions[first + i / m_grid].lowResMasks,
                        m_scratch[thread].head);
    });
}

} // namespace samscope
