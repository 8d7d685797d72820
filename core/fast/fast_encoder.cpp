#include "core/fast/fast_encoder.h"

#include "core/fast/kernels/transpose.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace samscope {

namespace {

// The neck's norms have this whatever the config says.
constexpr double neckEps = 1e-6;

// Of queries, in one task: a row of a window is less than two vectors.
constexpr int rowsTogether = 2;

constexpr float log2OfE = std::numbers::log2e_v<float>;

constexpr std::size_t firstPiece = 32UL << 20; // bytes of memory

// What the address translation of a core remembers, in pages of 4 KiB: 2048 to 4096 of them. Weights of a layer that go
// beyond it wait at every page; for others huge pages gain nothing, and take longer to be made.
bool gainsFromHugePages(const VisionConfig& config)
{
    constexpr std::size_t reach = 16UL << 20;
    return sizeof(float) * FastEncoder::linearElements(config) > reach;
}

bool isGlobal(const VisionConfig& config, int index)
{
    return std::ranges::find(config.globalAttnIndexes, index) != config.globalAttnIndexes.end();
}

} // namespace

FastEncoder::FastEncoder(ModelSource& source, ThreadPool& pool, Precision precision)
    : m_config(source.config().vision), m_pool(pool), m_precision(precision),
      m_stride(paddedWidth(m_config.hiddenSize)), m_positions(source.read("vision_encoder.pos_embed"))
{
    makeMemory();
    std::pmr::memory_resource& memory = m_memory.front();
    const std::string patch = "vision_encoder.patch_embed.projection";
    m_patchEmbed = PackedMatrix(source.read(patch + ".weight"), source.read(patch + ".bias"), m_config.hiddenSize,
                                m_config.channels * m_config.patchSize * m_config.patchSize, {.memory = &memory});
    // By all threads: most of the time goes to fresh memory, which comes a page at a time.
    m_blocks.resize(m_config.layers);
    m_pool.run(m_config.layers,
               [&](int index, int thread) { m_blocks[index] = readBlock(source, index, m_memory[thread]); });
    readNeck(source);
    makeWorkspace();
}

// Queries, keys, values and their projection, and the two of the MLP.
std::size_t FastEncoder::linearElements(const VisionConfig& config)
{
    const std::size_t width = config.hiddenSize;
    return 4 * width * width + 2 * width * config.mlpDim;
}

void FastEncoder::makeMemory()
{
    for (int i = 0; i < m_pool.threads(); ++i) {
        m_memory.emplace_back(firstPiece, gainsFromHugePages(m_config) ? &m_pages : std::pmr::new_delete_resource());
    }
}

FastEncoder::Block FastEncoder::readBlock(ModelSource& source, int index, std::pmr::memory_resource& memory) const
{
    const std::string name = "vision_encoder.layers." + std::to_string(index);
    const int width = m_config.hiddenSize;
    const std::vector<float> weight = source.read(name + ".attn.qkv.weight");
    const std::vector<float> bias = source.read(name + ".attn.qkv.bias");
    const auto part = [&](int which, float scale) {
        const std::size_t size = static_cast<std::size_t>(width) * width;
        return PackedMatrix(std::span(weight).subspan(which * size, size),
                            std::span(bias).subspan(which * width, width), width, width,
                            {.scale = scale, .precision = m_precision, .memory = &memory});
    };
    const float scale = 1 / std::sqrt(static_cast<float>(m_config.headDim()));
    const Packing packing{.precision = m_precision, .memory = &memory};
    const int side = isGlobal(m_config, index) ? m_config.grid() : m_config.windowSize;
    Block block{.layout = {m_config.grid(), side, m_config.heads, m_config.headDim()},
                .norm1 = readNorm(source, name + ".layer_norm1", m_config.layerNormEps),
                .query = part(0, 1),
                .key = part(1, scale * log2OfE),
                .value = part(2, 1),
                .projection = readLinear(source, name + ".attn.proj", packing),
                .norm2 = readNorm(source, name + ".layer_norm2", m_config.layerNormEps),
                .mlp = FastMlp(source, name + ".mlp", Finish::Gelu, packing)};
    readPositions(source, name + ".attn", block);
    return block;
}

// The tables are (2 * side - 1) x headDim by distance of query and key. Queries are read in whole vectors, hence the
// zeros behind.
void FastEncoder::readPositions(ModelSource& source, const std::string& name, Block& block) const
{
    const int headDim = block.layout.headDim;
    const int distances = 2 * block.layout.side - 1;
    block.positionStride = paddedWidth(distances) + 32;
    block.rowPositions = FloatBuffer(headDim * block.positionStride);
    block.columnPositions = FloatBuffer(headDim * block.positionStride);
    const std::vector<float> rows = source.read(name + ".rel_pos_h");
    const std::vector<float> columns = source.read(name + ".rel_pos_w");
    for (int c = 0; c < headDim; ++c) {
        for (int i = 0; i < distances; ++i) {
            block.rowPositions[c * block.positionStride + i] = log2OfE * rows[(distances - 1 - i) * headDim + c];
            block.columnPositions[c * block.positionStride + i] = log2OfE * columns[i * headDim + c];
        }
    }
}

void FastEncoder::readNeck(ModelSource& source)
{
    const std::string name = "vision_encoder.neck.";
    m_neck1 = readLinearWithoutBias(source, name + "conv1", {.memory = &m_memory.front()});
    m_neckNorm1 = readNorm(source, name + "layer_norm1", neckEps);
    const int channels = m_config.outputChannels;
    const std::vector<float> kernel = source.read(name + "conv2.weight"); // C x C x 3 x 3
    std::vector<float> place(static_cast<std::size_t>(channels) * channels);
    for (int p = 0; p < 9; ++p) {
        for (std::size_t i = 0; i < place.size(); ++i) {
            place[i] = kernel[i * 9 + p];
        }
        m_neck2.emplace_back(place, std::span<const float>(), channels, channels, Packing{.memory = &m_memory.front()});
    }
    m_neckNorm2 = readNorm(source, name + "layer_norm2", neckEps);
}

void FastEncoder::makeWorkspace()
{
    const int grid = m_config.grid();
    const std::size_t tokens = static_cast<std::size_t>(grid) * grid;
    m_tokens = FloatBuffer(tokens * m_stride, &m_memory.front());
    m_attended = FloatBuffer(tokens * m_stride, &m_memory.front());
    std::size_t channels = 0;
    std::size_t values = 0;
    for (const Block& block : m_blocks) {
        channels = std::max(channels, block.layout.channelsSize());
        values = std::max(values, block.layout.valuesSize());
    }
    m_queries = FloatBuffer(channels, &m_memory.front());
    m_keys = FloatBuffer(channels, &m_memory.front());
    m_values = FloatBuffer(values, &m_memory.front());
    const std::size_t narrow = paddedWidth(m_config.outputChannels);
    m_narrowed = FloatBuffer((grid + 2) * (grid + 2) * narrow, &m_memory.front());
    const int longest = std::max(grid, m_config.windowSize);
    const std::size_t widest = std::max({m_stride, paddedWidth(m_patchEmbed.inputs()), narrow});
    for (int i = 0; i < m_pool.threads(); ++i) {
        m_scratch.push_back({FloatBuffer(grid * widest), FloatBuffer(grid * widest),
                             FloatBuffer(grid * FastMlp::scratchPerRow),
                             AttentionScratch(m_config.headDim(), longest, longest)});
    }
}

void FastEncoder::operator()(std::span<const float> pixelValues, std::span<float> embedding, const Work& work,
                             const BlockObserver& observer)
{
    const int grid = m_config.grid();
    Progress state{.stage = "encoding", .total = m_blocks.size(), .unit = Unit::Blocks};
    work.report(state);
    m_pool.run(
        m_blocks.front().layout.paddedRows(),
        [&](int row, int thread) {
            if (row < grid) {
                embedPatches(pixelValues, row, m_scratch[thread]);
            }
            prepareAttention(m_blocks.front(), row, m_scratch[thread]);
        },
        work.stop);
    for (std::size_t i = 0; i < m_blocks.size(); ++i) {
        attend(m_blocks[i], work.stop);
        const Block* next = i + 1 < m_blocks.size() ? &m_blocks[i + 1] : nullptr;
        m_pool.run(
            next ? next->layout.paddedRows() : grid,
            [&](int row, int thread) {
                if (row < grid) {
                    finishBlock(m_blocks[i], row, m_scratch[thread]);
                }
                if (next) {
                    prepareAttention(*next, row, m_scratch[thread]);
                } else {
                    narrow(row, m_scratch[thread]);
                }
            },
            work.stop);
        if (observer) {
            show(static_cast<int>(i), observer);
        }
        ++state.done;
        work.report(state);
    }
    m_pool.run(
        grid, [&](int row, int thread) { convolve(row, embedding, m_scratch[thread]); }, work.stop);
}

// A token is the projection of a patch: channels x patch rows x patch columns.
void FastEncoder::embedPatches(std::span<const float> pixelValues, int row, Scratch& scratch)
{
    const int patch = m_config.patchSize;
    const int size = m_config.imageSize;
    const std::size_t inputs = m_patchEmbed.inputs();
    for (int x = 0; x < m_config.grid(); ++x) {
        float* out = scratch.normed.data() + x * inputs;
        for (int c = 0; c < m_config.channels; ++c) {
            for (int y = 0; y < patch; ++y, out += patch) {
                const std::size_t line = static_cast<std::size_t>(c) * size + row * patch + y;
                std::copy_n(pixelValues.data() + line * size + x * patch, patch, out);
            }
        }
    }
    const Rows tokens = tokenRow(row);
    for (int x = 0; x < m_config.grid(); ++x) {
        const std::size_t token = static_cast<std::size_t>(row) * m_config.grid() + x;
        std::copy_n(m_positions.data() + token * m_config.hiddenSize, m_config.hiddenSize,
                    tokens.data + x * tokens.stride);
    }
    multiply(m_patchEmbed, {scratch.normed.data(), inputs}, tokens, m_config.grid(), Start::ResultAndBias);
}

void FastEncoder::prepareAttention(const Block& block, int row, Scratch& scratch)
{
    const int grid = m_config.grid();
    const Rows normed{scratch.normed.data(), m_stride};
    const Rows projected{scratch.projected.data(), m_stride};
    const bool isPadding = row >= grid;
    if (!isPadding) {
        normalize(block.norm1, tokenRow(row), normed, grid);
        roundRows(m_precision, normed, grid, m_config.hiddenSize);
    }
    const auto project = [&](const PackedMatrix& matrix) {
        if (!isPadding) {
            multiply(matrix, normed, projected, grid, Start::Bias);
        }
    };
    // A padding token is zero after norm1, so that its key and value are the biases alone.
    project(block.query);
    storeChannels(block.layout, row, projected, block.query.bias(), m_queries.data());
    project(block.key);
    storeChannels(block.layout, row, projected, block.key.bias(), m_keys.data());
    project(block.value);
    storeValues(block.layout, row, projected, block.value.bias(), m_values.data());
}

void FastEncoder::attend(const Block& block, const std::stop_token& stop)
{
    const HeadLayout& layout = block.layout;
    const int inArea = (layout.side + rowsTogether - 1) / rowsTogether;
    const int inHead = layout.areas() * inArea;
    m_pool.run(
        layout.heads * inHead,
        [&](int task, int thread) {
            const int part = task % inHead;
            attendRows(block, task / inHead, part / inArea, part % inArea * rowsTogether, m_scratch[thread]);
        },
        stop);
}

void FastEncoder::attendRows(const Block& block, int head, int area, int row, Scratch& scratch)
{
    const HeadLayout& layout = block.layout;
    const int y = area / layout.areasAcross() * layout.side + row;
    const int x = area % layout.areasAcross() * layout.side;
    const int rows = std::min({rowsTogether, layout.side - row, layout.grid - y});
    if (rows <= 0) {
        return;
    }
    const AttentionQueries queries{.queries = m_queries.data() + layout.channelsOffset(head, area, row),
                                   .stride = layout.columns(),
                                   .count = std::min(layout.side, layout.grid - x),
                                   .row = row,
                                   .rows = rows,
                                   .rowStride = layout.channelsOffset(0, 0, 1)};
    const AttentionKeys keys{.keys = m_keys.data() + layout.channelsOffset(head, area, 0),
                             .values = m_values.data() + layout.valuesOffset(head, area, 0),
                             .rows = layout.side,
                             .columns = layout.side,
                             .keyStride = layout.columns()};
    const RelativePositions positions = block.positions();
    const AttentionOutput out{.data = m_attended.data() + (y * layout.grid + x) * m_stride + head * layout.headDim,
                              .stride = m_stride,
                              .rowStride = layout.grid * m_stride};
    samscope::attend(queries, keys, &positions, layout.headDim, out, scratch.attention);
}

void FastEncoder::finishBlock(const Block& block, int row, Scratch& scratch)
{
    const int grid = m_config.grid();
    const Rows tokens = tokenRow(row);
    const Rows normed{scratch.normed.data(), m_stride};
    const Rows attended{m_attended.data() + row * grid * m_stride, m_stride};
    roundRows(m_precision, attended, grid, m_config.hiddenSize);
    multiply(block.projection, attended, tokens, grid, Start::ResultAndBias);
    normalize(block.norm2, tokens, normed, grid);
    block.mlp.addTo(tokens, normed, grid, scratch.hidden.data());
}

// Without the padding of the rows.
void FastEncoder::show(int block, const BlockObserver& observer) const
{
    std::vector<float> tokens;
    for (std::size_t token = 0; token < m_tokens.size(); token += m_stride) {
        tokens.insert(tokens.end(), m_tokens.data() + token, m_tokens.data() + token + m_config.hiddenSize);
    }
    observer(block, tokens);
}

// neck.conv1 and its norm, into the frame of zeros that neck.conv2 reads.
void FastEncoder::narrow(int row, Scratch& scratch)
{
    const int grid = m_config.grid();
    const std::size_t stride = paddedWidth(m_config.outputChannels);
    const Rows narrowed{scratch.projected.data(), stride};
    multiply(m_neck1, tokenRow(row), narrowed, grid, Start::Bias);
    normalize(m_neckNorm1, narrowed, {m_narrowed.data() + ((row + 1) * (grid + 2) + 1) * stride, stride}, grid);
}

// neck.conv2 as nine products, its norm, and channels first again.
void FastEncoder::convolve(int row, std::span<float> embedding, Scratch& scratch)
{
    const int grid = m_config.grid();
    const std::size_t stride = paddedWidth(m_config.outputChannels);
    const Rows sums{scratch.projected.data(), stride};
    for (int place = 0; place < 9; ++place) {
        const int y = row + place / 3;
        const int x = place % 3;
        multiply(m_neck2[place], {m_narrowed.data() + (y * (grid + 2) + x) * stride, stride}, sums, grid,
                 place == 0 ? Start::Bias : Start::Result);
    }
    normalize(m_neckNorm2, sums, sums, grid);
    transpose(sums, grid, m_config.outputChannels,
              {embedding.data() + row * grid, static_cast<std::size_t>(grid) * grid});
}

} // namespace samscope
