#include "core/convert/weights_file.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/convert/side_thread.h"
#include "core/convert/tensor_stream.h"

#include <algorithm>
#include <unordered_map>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t pieceSize = 1 << 20;

std::uint64_t byteCount(const SafetensorsTensor& tensor)
{
    std::uint64_t bytes = itemSize(tensor.dtype);
    for (const std::uint64_t size : tensor.shape) {
        bytes *= size;
    }
    return bytes;
}

[[noreturn]] void failReadBack(const fs::path& path, const std::string& place)
{
    throw Error({.file = path.string(),
                 .place = place,
                 .reason = "what was read back from the disk is not what was written",
                 .advice = "the disk or the memory of this machine may be faulty; nothing was changed"});
}

/// The staged file while it grows: hashes each tensor beside the writing.
class WeightsWriter
{
public:
    WeightsWriter(const fs::path& path, const WeightsPlan& weights, ConversionListener& listener)
        : m_file(File::createNew(path)), m_weights(weights), m_listener(listener)
    {
        m_file.write(asBytes(weights.layout.header()));
        m_done = weights.layout.header().size();
    }

    WrittenRow writeTensor(const ConversionPlan& plan, std::size_t index, const std::stop_token& stop)
    {
        const SafetensorsTensor& tensor = m_weights.layout.tensors()[index];
        WrittenRow written;
        written.row = m_weights.rows[index];
        written.dtype = tensor.dtype;
        const auto writeHere = [&](std::span<const std::byte> piece) { writePiece(written, piece); };
        streamTensorAs(plan.checkpoint, *plan.remap.rows[written.row].tensor, tensor.dtype, writeHere, stop);
        written.sha256 = m_hash.finish();
        m_listener.rowWritten(written);
        return written;
    }

    void finish()
    {
        m_file.sync();
        m_file.close();
    }

private:
    void writePiece(WrittenRow& written, std::span<const std::byte> piece)
    {
        const auto judge = [&] {
            m_hash.update(piece);
            written.notFinite += countNotFinite(piece, written.dtype);
        };
        m_side.both(judge, [&] { m_file.write(piece); });
        written.bytes += piece.size();
        m_done += piece.size();
        m_listener.report({"writing", m_done, m_weights.layout.fileSize(), Unit::Bytes});
    }

    File m_file;
    const WeightsPlan& m_weights;
    ConversionListener& m_listener;
    Sha256 m_hash;
    std::uint64_t m_done = 0;
    SideThread m_side;
};

} // namespace

WeightsPlan planWeights(const RemapPlan& remap, std::optional<DType> dtype)
{
    std::vector<SafetensorsTensor> tensors;
    std::unordered_map<std::string, std::size_t> rowOf;
    for (std::size_t row = 0; row < remap.rows.size(); ++row) {
        const RemapRow& planned = remap.rows[row];
        if (planned.written) {
            tensors.push_back({planned.target, dtype.value_or(planned.tensor->dtype), planned.tensor->shape});
            rowOf.emplace(planned.target, row);
        }
    }
    WeightsPlan weights{.layout = SafetensorsLayout(std::move(tensors)), .rows = {}};
    for (const SafetensorsTensor& tensor : weights.layout.tensors()) {
        weights.rows.push_back(rowOf.at(tensor.name));
    }
    return weights;
}

std::vector<WrittenRow> writeWeights(const fs::path& path, const ConversionPlan& plan, const WeightsPlan& weights,
                                     ConversionListener& listener, const std::stop_token& stop)
{
    WeightsWriter writer(path, weights, listener);
    std::vector<WrittenRow> rows;
    for (std::size_t index = 0; index < weights.rows.size(); ++index) {
        throwIfStopped(stop);
        rows.push_back(writer.writeTensor(plan, index, stop));
    }
    writer.finish();
    return rows;
}

std::string readBackWeights(const fs::path& path, const WeightsPlan& weights, const std::vector<WrittenRow>& written,
                            ProgressSink& progress, const std::stop_token& stop)
{
    const auto source = openByteSource(path);
    const std::string& header = weights.layout.header();
    if (source->size() != weights.layout.fileSize() || asText(source->read(0, header.size())) != header) {
        failReadBack(path, "header");
    }
    Sha256 fileHash;
    fileHash.update(asBytes(header));
    SideThread side;
    std::vector<std::byte> buffer(pieceSize);
    std::uint64_t offset = header.size();
    for (std::size_t index = 0; index < written.size(); ++index) {
        const SafetensorsTensor& tensor = weights.layout.tensors()[index];
        Sha256 hash;
        for (const std::uint64_t end = offset + byteCount(tensor); offset < end;) {
            throwIfStopped(stop);
            const auto piece = std::span(buffer).first(std::min<std::uint64_t>(pieceSize, end - offset));
            source->read(offset, piece);
            side.both([&] { fileHash.update(piece); }, [&] { hash.update(piece); });
            offset += piece.size();
            progress.report({"reading back", offset, source->size(), Unit::Bytes});
        }
        if (hash.finish() != written[index].sha256) {
            failReadBack(path, tensor.name);
        }
    }
    return fileHash.finish();
}

} // namespace samscope
