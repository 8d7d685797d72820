#include "core/convert/weights_file.h"

#include "core/base/byte_reader.h"
#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/thread_pool.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/convert/read_back.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace samscope {

namespace fs = std::filesystem;

namespace {

/// The staged file while several threads fill it, a tensor each.
class WeightsWriter
{
public:
    WeightsWriter(const fs::path& path, const ConversionPlan& plan, const WeightsPlan& weights, const Work& work,
                  const RowListener& rowWritten)
        : m_file(File::createNew(path)), m_plan(plan), m_weights(weights), m_work(work), m_rowWritten(rowWritten),
          m_done(weights.layout.header().size()), m_written(weights.rows.size()), m_isWritten(weights.rows.size())
    {
        m_file.write(asBytes(weights.layout.header()));
    }

    std::vector<WrittenTensor> write()
    {
        ThreadPool pool(conversionThreads());
        const auto writeOne = [this](int index, int) { writeTensor(static_cast<std::size_t>(index)); };
        pool.run(static_cast<int>(m_written.size()), writeOne, m_work.stop);
        m_file.sync();
        m_file.close();
        return std::move(m_written);
    }

private:
    void writeTensor(std::size_t index)
    {
        const SafetensorsTensor& tensor = m_weights.layout.tensors()[index];
        const std::uint64_t begin = m_weights.layout.begin(index);
        WrittenTensor& written = m_written[index];
        written.row.row = m_weights.rows[index];
        written.row.dtype = tensor.dtype;
        const TensorEntry& source = *m_plan.remap.rows[written.row.row].tensor;
        // What is copied as it is has been summed up by the reader already.
        const auto promised =
            source.dtype == tensor.dtype ? promisedCrc32(m_plan.checkpoint, source) : std::optional<std::uint32_t>();
        Sha256 hash;
        const auto writePiece = [&](std::span<const std::byte> piece) {
            m_file.writeAt(begin + written.row.bytes, piece);
            if (m_weights.withSha256) {
                hash.update(piece);
            }
            if (!promised) {
                written.crc32 = crc32(written.crc32, piece);
            }
            written.row.notFinite += countNotFinite(piece, tensor.dtype);
            written.row.bytes += piece.size();
            reportProgress(piece.size());
        };
        streamTensorAs(m_plan.checkpoint, source, tensor.dtype, writePiece, m_work.stop);
        m_file.startSync(begin, written.row.bytes);
        written.crc32 = promised.value_or(written.crc32);
        if (m_weights.withSha256) {
            written.row.sha256 = hash.finish();
        }
        reportRows(index);
    }

    void reportProgress(std::uint64_t bytes)
    {
        const std::lock_guard lock(m_reporting);
        m_done += bytes;
        m_work.report({"writing", m_done, m_weights.layout.fileSize(), Unit::Bytes});
    }

    // In the order of the file: a tensor that is done early waits for those before it.
    void reportRows(std::size_t done)
    {
        const std::lock_guard lock(m_reporting);
        m_isWritten[done] = true;
        while (m_reported < m_isWritten.size() && m_isWritten[m_reported]) {
            m_work.throwIfStopped();
            if (m_rowWritten) {
                m_rowWritten(m_written[m_reported].row);
            }
            ++m_reported;
        }
    }

    File m_file;
    const ConversionPlan& m_plan;
    const WeightsPlan& m_weights;
    Work m_work;
    const RowListener& m_rowWritten;

    std::mutex m_reporting; ///< guards the listener and what was reported to it
    std::uint64_t m_done;   ///< bytes
    std::size_t m_reported = 0;
    std::vector<WrittenTensor> m_written; ///< in the order of the file
    std::vector<bool> m_isWritten;
};

} // namespace

WeightsPlan planWeights(const RemapPlan& remap, const ConvertOptions& options)
{
    const std::unordered_map<std::string, std::size_t> rowOf = remap.writtenRows();
    std::vector<SafetensorsTensor> tensors;
    for (const auto& [target, row] : rowOf) {
        const TensorEntry& source = *remap.rows[row].tensor;
        tensors.push_back({target, options.dtype.value_or(source.dtype), source.shape});
    }
    WeightsPlan weights{.layout = SafetensorsLayout(std::move(tensors)), .rows = {}, .withSha256 = options.withSha256};
    for (const SafetensorsTensor& tensor : weights.layout.tensors()) {
        weights.rows.push_back(rowOf.at(tensor.name));
    }
    return weights;
}

std::vector<WrittenTensor> writeWeights(const fs::path& path, const ConversionPlan& plan, const WeightsPlan& weights,
                                        const Work& work, const RowListener& rowWritten)
{
    return WeightsWriter(path, plan, weights, work, rowWritten).write();
}

void readBackWeights(const fs::path& path, const WeightsPlan& weights, const std::vector<WrittenTensor>& written,
                     const Work& work)
{
    const auto source = openByteSource(path);
    const std::string& header = weights.layout.header();
    if (source->size() != weights.layout.fileSize() || asText(source->read(0, header.size())) != header) {
        failReadBack(path, "header");
    }
    std::vector<WrittenBytes> tensors;
    for (std::size_t i = 0; i < written.size(); ++i) {
        tensors.push_back({.name = weights.layout.tensors()[i].name,
                           .begin = weights.layout.begin(i),
                           .end = weights.layout.end(i),
                           .crc32 = written[i].crc32});
    }
    readBack(*source, tensors, work);
}

} // namespace samscope
