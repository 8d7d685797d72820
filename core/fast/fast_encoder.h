#pragma once

#include "core/base/thread_pool.h"
#include "core/base/work.h"
#include "core/fast/head_layout.h"
#include "core/fast/huge_pages.h"
#include "core/fast/kernels/attention.h"
#include "core/fast/layers.h"

#include <deque>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace samscope {

/// SamVisionEncoder on the CPU: the ViT and its neck, float32 but for the blocks' linear layers, where asked. Works on
/// one picture row of tokens at a time, so that everything between two attentions (projection, residual, norms, MLP,
/// the next queries, keys and values) happens while the row is in the cache. All working memory is there from the
/// start.
class FastEncoder
{
public:
    /// Reads and packs its weights, those of the blocks' linear layers in `precision`. The pool must outlive the
    /// encoder.
    FastEncoder(ModelSource& source, ThreadPool& pool, Precision precision = Precision::Float32);

    /// Of the linear layers of one block, without their biases.
    static std::size_t linearElements(const VisionConfig& config);

    /// 3xNxN pixel values to the CxGxG embedding. Reports each block; stops within a row of a block.
    void operator()(std::span<const float> pixelValues, std::span<float> embedding, const Work& work,
                    const BlockObserver& observer);

private:
    struct Block
    {
        HeadLayout layout;
        RowNorm norm1;
        PackedMatrix query, key, value; ///< the key with softmax's scale and log2(e) in it
        FloatBuffer rowPositions{}, columnPositions{};
        std::size_t positionStride = 0;
        PackedMatrix projection;
        RowNorm norm2;
        FastMlp mlp;

        RelativePositions positions() const { return {rowPositions.data(), columnPositions.data(), positionStride}; }
    };

    /// Working memory of a thread.
    struct Scratch
    {
        FloatBuffer normed;    ///< a row of tokens after a norm, or of patches
        FloatBuffer projected; ///< a row of queries, keys, values or of the neck
        FloatBuffer hidden;    ///< of the MLP
        AttentionScratch attention;
    };

    void makeMemory();
    Block readBlock(ModelSource& source, int index, std::pmr::memory_resource& memory) const;
    void readPositions(ModelSource& source, const std::string& name, Block& block) const;
    void readNeck(ModelSource& source);
    void makeWorkspace();

    Rows tokenRow(int row) { return {m_tokens.data() + row * m_config.grid() * m_stride, m_stride}; }
    void embedPatches(std::span<const float> pixelValues, int row, Scratch& scratch);
    void prepareAttention(const Block& block, int row, Scratch& scratch);
    void attend(const Block& block, const std::stop_token& stop);
    void attendRows(const Block& block, int head, int area, int row, Scratch& scratch);
    void finishBlock(const Block& block, int row, Scratch& scratch);
    void show(int block, const BlockObserver& observer) const;
    void narrow(int row, Scratch& scratch);
    void convolve(int row, std::span<float> embedding, Scratch& scratch);

    VisionConfig m_config;
    ThreadPool& m_pool;
    Precision m_precision; ///< of the blocks' linear layers
    std::size_t m_stride;  ///< floats from one token to the next

    HugePages m_pages;
    std::deque<std::pmr::monotonic_buffer_resource> m_memory; ///< of weights and activations, one for each thread
    PackedMatrix m_patchEmbed;
    std::vector<float> m_positions; ///< GxGxD
    std::vector<Block> m_blocks;
    PackedMatrix m_neck1;
    RowNorm m_neckNorm1;
    std::vector<PackedMatrix> m_neck2; ///< of the 3x3 places of the kernel, row by row
    RowNorm m_neckNorm2;

    FloatBuffer m_tokens;                    ///< the residual stream, (G*G) x stride
    FloatBuffer m_queries, m_keys, m_values; ///< as HeadLayout has them
    FloatBuffer m_attended;                  ///< (G*G) x stride
    FloatBuffer m_narrowed;                  ///< (G+2)x(G+2)xC within a border of zeros
    std::vector<Scratch> m_scratch;          ///< one for each thread
};

} // namespace samscope
