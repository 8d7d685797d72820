#include "core/convert/weights_file.h"

#include "core/base/byte_reader.h"
#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/sha256.h"
#include "core/base/thread_pool.h"
#include "core/checkpoint/tensor_stream.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t pieceSize = 1 << 19;
/// More than a few threads wait for the disk, not for a core.
constexpr int mostThreads = 4;

int workingThreads()
{
    return std::min(physicalCores(), mostThreads);
}

[[noreturn]] void failReadBack(const fs::path& path, const std::string& place)
{
    throw Error({.file = path.string(),
                 .place = place,
                 .reason = "what was read back from the disk is not what was written",
                 .advice = "the disk or the memory of this machine may be faulty; nothing was changed"});
}

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
        ThreadPool pool(workingThreads());
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
            tellProgress(piece.size());
        };
        streamTensorAs(m_plan.checkpoint, source, tensor.dtype, writePiece, m_work.stop);
        m_file.startSync(begin, written.row.bytes);
        written.crc32 = promised.value_or(written.crc32);
        if (m_weights.withSha256) {
            written.row.sha256 = hash.finish();
        }
        tellRows(index);
    }

    void tellProgress(std::uint64_t bytes)
    {
        const std::lock_guard lock(m_telling);
        m_done += bytes;
        m_work.report({"writing", m_done, m_weights.layout.fileSize(), Unit::Bytes});
    }

    // In the order of the file: a tensor that is done early waits for those before it.
    void tellRows(std::size_t done)
    {
        const std::lock_guard lock(m_telling);
        m_isWritten[done] = true;
        while (m_told < m_isWritten.size() && m_isWritten[m_told]) {
            m_work.throwIfStopped();
            if (m_rowWritten) {
                m_rowWritten(m_written[m_told].row);
            }
            ++m_told;
        }
    }

    File m_file;
    const ConversionPlan& m_plan;
    const WeightsPlan& m_weights;
    Work m_work;
    const RowListener& m_rowWritten;

    std::mutex m_telling; ///< guards the listener and what it has been told
    std::uint64_t m_done; ///< bytes
    std::size_t m_told = 0;
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
    ThreadPool pool(workingThreads());
    std::vector<std::vector<std::byte>> buffers(static_cast<std::size_t>(pool.threads()),
                                                std::vector<std::byte>(pieceSize));
    std::mutex telling;
    std::uint64_t done = header.size();
    const auto readOne = [&](int task, int thread) {
        const auto index = static_cast<std::size_t>(task);
        const std::uint64_t end = weights.layout.end(index);
        std::uint32_t crc = 0;
        for (std::uint64_t offset = weights.layout.begin(index); offset < end;) {
            work.throwIfStopped();
            const auto piece = std::span(buffers[static_cast<std::size_t>(thread)])
                                   .first(std::min<std::uint64_t>(pieceSize, end - offset));
            source->read(offset, piece);
            crc = crc32(crc, piece);
            offset += piece.size();
            const std::lock_guard lock(telling);
            done += piece.size();
            work.report({"reading back", done, source->size(), Unit::Bytes});
        }
        if (crc != written[index].crc32) {
            failReadBack(path, weights.layout.tensors()[index].name);
        }
    };
    pool.run(static_cast<int>(written.size()), readOne, work.stop);
}

} // namespace samscope
