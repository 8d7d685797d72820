#pragma once

#include "core/base/thread_pool.h"
#include "core/fast/decoder_attention.h"
#include "core/fast/fast_prompt_encoder.h"
#include "core/fast/mask_head.h"
#include "core/inference/prediction.h"

#include <optional>
#include <span>
#include <vector>

namespace samscope {

/// SamMaskDecoder with its two-way transformer on the CPU, float32. What depends on the picture alone (the first
/// block's keys, values and queries of the image) is computed once for each embedding, and all prompt sets read it.
class FastDecoder
{
public:
    /// Reads and packs its weights. The pool must outlive the decoder.
    FastDecoder(ModelSource& source, double normEps, ThreadPool& pool);

    /// Three masks or the single one for each prompt set, as SamModel.forward gives them. As many sets as there are
    /// threads are worked on together; stops between them.
    std::vector<Prediction> operator()(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                       std::span<const PromptSet> prompts, const std::stop_token& stop);

private:
    /// SamTwoWayAttentionBlock.
    struct Block
    {
        DecoderAttentionWeights self, tokenToImage, imageToToken;
        RowNorm norm1, norm2, norm3, norm4;
        FastMlp mlp;
    };

    /// The image's side of a block's attentions, laid out by heads.
    struct ImageHeads
    {
        FloatBuffer queries, keys, values;
    };

    /// Working memory of a thread.
    struct Scratch
    {
        FloatBuffer positioned; ///< a picture row of tokens with their positions
        FloatBuffer projected;
        FloatBuffer attended;
        MaskHead::Scratch head;
        AttentionScratch attention;
    };

    /// The tokens of one prompt set.
    struct Tokens
    {
        int count = 0;
        std::size_t stride = 0;
        FloatBuffer values, initial, positioned, attended, hidden;
        std::optional<TokenHeads> heads; ///< their side of the attention that comes next
        Rows rows() { return {values.data(), stride}; }
    };

    /// What one of the prompt sets that are worked on together changes.
    struct Lane
    {
        Tokens tokens;
        FloatBuffer image; ///< (G*G) x stride
        ImageHeads heads;
        PackedMatrix hypernetworks;
    };
    using Lanes = std::span<Lane>;

    void makeLanes(std::size_t count);
    ImageHeads makeImageHeads() const;
    Tokens startTokens(const InputPrompts& prompts) const;
    void makeScratch(int longestTokens);
    void prepareImage(const ImageEmbedding& embedding, std::span<const float> mask);
    void runBlocks(Lanes lanes);
    void answer(std::span<const PromptSet> prompts, const ImageGeometry& geometry,
                std::vector<Prediction>& predictions);
    Prediction readScores(Lane& lane, bool multimask) const;
    void storeImageQueries(const DecoderAttentionWeights& weights, int row, Scratch& scratch, ImageHeads& heads) const;
    void storeImageKeys(const DecoderAttentionWeights& weights, int row, ConstRows image, Scratch& scratch,
                        ImageHeads& heads) const;
    void addPositions(int row, ConstRows image, Scratch& scratch) const;

    void position(Tokens& tokens) const;
    void attendSelf(const Block& block, bool isFirst, Tokens& tokens, Scratch& scratch) const;
    void storeTokenQueries(const DecoderAttentionWeights& weights, Tokens& tokens) const;
    void attendImage(const DecoderAttentionWeights& weights, const ImageHeads& image, int head, Tokens& tokens,
                     Scratch& scratch) const;
    void finishTokens(const Block& block, Tokens& tokens) const;
    void updateImageRow(std::size_t index, int row, Lane& lane, Scratch& scratch) const;

    Rows imageRow(FloatBuffer& image, int row) const { return {image.data() + row * m_grid * m_stride, m_stride}; }
    ConstRows imageRow(const FloatBuffer& image, int row) const
    {
        return {image.data() + row * m_grid * m_stride, m_stride};
    }
    HeadLayout layoutOf(const DecoderAttentionWeights& weights) const;

    int m_grid;
    int m_channels;
    std::size_t m_stride;
    ThreadPool& m_pool;
    FastPromptEncoder m_prompts;
    std::vector<float> m_positions;    ///< (G*G) x C
    std::vector<float> m_outputTokens; ///< (1 + M) x C: the IoU token and the mask tokens
    int m_outputTokenCount;
    std::vector<Block> m_blocks;
    DecoderAttentionWeights m_finalAttention;
    RowNorm m_finalNorm;
    MaskHead m_head;

    std::vector<float> m_prepared; ///< the embedding that m_base was made of, without a mask; empty when there is none
    FloatBuffer m_base;            ///< embedding + dense prompt, (G*G) x stride
    ImageHeads m_baseHeads;        ///< of the first block
    std::vector<Lane> m_lanes;
    std::vector<Scratch> m_scratch; ///< one for each thread
    int m_scratchTokens = 0;        ///< that the attention scratch has room for
};

} // namespace samscope
