#pragma once

#include "core/inference/predictor.h"

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace samscope {

/// The embeddings used last, by a key that names picture and model. Safe to use from several threads.
class EmbeddingCache
{
public:
    explicit EmbeddingCache(std::size_t capacityBytes = 96'000'000) : m_capacity(capacityBytes) {}

    std::optional<ImageEmbedding> find(const std::string& key);
    /// Drops the least recently used ones until it fits; one that alone is too large is not kept.
    void insert(const std::string& key, const ImageEmbedding& embedding);

private:
    std::mutex m_mutex;
    std::size_t m_capacity;
    std::size_t m_bytes = 0;
    std::list<std::pair<std::string, ImageEmbedding>> m_entries; ///< most recently used first
};

/// A predictor that encodes a picture once: `cache` may be shared with others. The key is the SHA-256 of the pixel
/// values, the model's path with the size and time of its files, its device and its numerics.
std::unique_ptr<Predictor> withEmbeddingCache(std::unique_ptr<Predictor> predictor,
                                              std::shared_ptr<EmbeddingCache> cache);

} // namespace samscope
