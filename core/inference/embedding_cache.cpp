#include "core/inference/embedding_cache.h"

#include "core/base/sha256.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace samscope {

namespace {

std::size_t sizeOf(const ImageEmbedding& embedding)
{
    return embedding.values.size() * sizeof(float);
}

std::string fileMark(const std::filesystem::path& file)
{
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    const auto time = std::filesystem::last_write_time(file, ignored).time_since_epoch().count();
    return fmt::format("{}:{}:{};", file.string(), size, time);
}

// A file that is written anew under the same name is another model.
std::string modelMark(const ModelInfo& model)
{
    std::error_code ignored;
    std::set<std::string> marks = {fileMark(model.path)};
    for (const auto& entry : std::filesystem::directory_iterator(model.path, ignored)) {
        marks.insert(fileMark(entry.path()));
    }
    std::string mark = fmt::format("{};{};", deviceName(model.device), numericsName(model.numerics));
    for (const std::string& file : marks) {
        mark += file;
    }
    return mark;
}

class CachedPredictor final : public Predictor
{
public:
    CachedPredictor(std::unique_ptr<Predictor> predictor, std::shared_ptr<EmbeddingCache> cache)
        : m_predictor(std::move(predictor)), m_cache(std::move(cache)), m_mark(modelMark(m_predictor->info()))
    {
    }

    const ModelInfo& info() const override { return m_predictor->info(); }

    ImageEmbedding encode(const PreprocessedImage& image, const Work& work) override
    {
        const std::string key = m_mark + sha256(std::as_bytes(std::span(image.pixelValues)));
        if (auto known = m_cache->find(key)) {
            return *std::move(known);
        }
        ImageEmbedding embedding = m_predictor->encode(image, work);
        m_cache->insert(key, embedding);
        return embedding;
    }

    std::vector<Prediction> decodeEach(const ImageEmbedding& embedding, const ImageGeometry& geometry,
                                       std::span<const PromptSet> prompts, const std::stop_token& stop) override
    {
        return m_predictor->decodeEach(embedding, geometry, prompts, stop);
    }

private:
    std::unique_ptr<Predictor> m_predictor;
    std::shared_ptr<EmbeddingCache> m_cache;
    std::string m_mark;
};

} // namespace

std::optional<ImageEmbedding> EmbeddingCache::find(const std::string& key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find(m_entries, key, [](const auto& entry) { return entry.first; });
    if (found == m_entries.end()) {
        return std::nullopt;
    }
    m_entries.splice(m_entries.begin(), m_entries, found);
    return found->second;
}

void EmbeddingCache::insert(const std::string& key, const ImageEmbedding& embedding)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_entries, [&](const auto& entry) {
        const bool same = entry.first == key;
        m_bytes -= same ? sizeOf(entry.second) : 0;
        return same;
    });
    if (sizeOf(embedding) > m_capacity) {
        return;
    }
    while (m_bytes + sizeOf(embedding) > m_capacity) {
        m_bytes -= sizeOf(m_entries.back().second);
        m_entries.pop_back();
    }
    m_entries.emplace_front(key, embedding);
    m_bytes += sizeOf(embedding);
}

std::unique_ptr<Predictor> withEmbeddingCache(std::unique_ptr<Predictor> predictor,
                                              std::shared_ptr<EmbeddingCache> cache)
{
    return std::make_unique<CachedPredictor>(std::move(predictor), std::move(cache));
}

} // namespace samscope
