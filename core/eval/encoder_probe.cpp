#include "core/eval/encoder_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace samscope {

/// Used by one thread at a time: the encodings follow each other.
struct EncoderProbe::State
{
    std::vector<std::vector<float>> kept; ///< of the first model; a block that has been compared is empty
    std::vector<std::optional<Divergence>> compared;
};

namespace {

Divergence divergence(std::span<const float> a, std::span<const float> b)
{
    double dot = 0, squaresA = 0, squaresB = 0;
    Divergence result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double x = a[i], y = b[i];
        dot += x * y;
        squaresA += x * x;
        squaresB += y * y;
        const double difference = x == y || (std::isnan(x) && std::isnan(y)) ? 0 : std::abs(x - y);
        result.maxAbs =
            std::max(result.maxAbs, std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference);
    }
    const double cosine = dot / std::sqrt(squaresA * squaresB);
    if (std::isfinite(cosine)) {
        result.cosine = std::clamp(cosine, -1.0, 1.0);
    }
    return result;
}

/// The first thing in which two encoders differ, so that their blocks cannot be held against each other.
std::string blocksNote(const VisionConfig& a, const VisionConfig& b)
{
    if (a.layers != b.layers) {
        return fmt::format("{} blocks against {}", a.layers, b.layers);
    }
    if (a.hiddenSize != b.hiddenSize) {
        return fmt::format("blocks of {} features against {}", a.hiddenSize, b.hiddenSize);
    }
    if (a.grid() != b.grid()) {
        return fmt::format("a grid of {0}x{0} tokens against {1}x{1}", a.grid(), b.grid());
    }
    return {};
}

std::string embeddingNote(const ImageEmbedding& a, const ImageEmbedding& b)
{
    const auto shape = [](const ImageEmbedding& e) { return fmt::format("{}x{}x{}", e.channels, e.grid, e.grid); };
    return a.channels == b.channels && a.grid == b.grid && a.values.size() == b.values.size()
               ? std::string()
               : fmt::format("embeddings of {} against {}", shape(a), shape(b));
}

} // namespace

EncoderProbe::EncoderProbe() : m_state(std::make_shared<State>()) {}

BlockObserver EncoderProbe::first() const
{
    return [state = m_state](int block, std::span<const float> tokens) {
        if (block == 0) {
            *state = {};
        }
        state->kept.emplace_back(tokens.begin(), tokens.end());
    };
}

BlockObserver EncoderProbe::second() const
{
    return [state = m_state](int block, std::span<const float> tokens) {
        const auto at = static_cast<std::size_t>(block);
        if (at >= state->kept.size() || state->kept[at].size() != tokens.size()) {
            return;
        }
        state->compared.resize(at + 1);
        state->compared[at] = divergence(state->kept[at], tokens);
        state->kept[at] = {};
    };
}

EncoderProbe EncoderProbe::detach()
{
    EncoderProbe seen;
    std::swap(*seen.m_state, *m_state);
    return seen;
}

EncoderComparison EncoderProbe::take(const EncodedPicture& first, const EncodedPicture& second)
{
    EncoderComparison result{.blocksNote = blocksNote(first.model.config.vision, second.model.config.vision),
                             .embeddingNote = embeddingNote(first.embedding, second.embedding)};
    if (result.embeddingNote.empty()) {
        result.embedding = divergence(first.embedding.values, second.embedding.values);
    }
    const State seen = std::exchange(*m_state, {});
    if (!result.blocksNote.empty()) {
        return result;
    }
    for (const std::optional<Divergence>& block : seen.compared) {
        if (block) {
            result.blocks.push_back(*block);
        }
    }
    if (result.blocks.size() != static_cast<std::size_t>(first.model.config.vision.layers)) {
        result.blocks.clear();
        result.blocksNote = "the back end does not show its blocks";
    }
    return result;
}

} // namespace samscope
