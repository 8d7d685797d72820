#include "core/convert/weights_file.h"

#include "core/base/byte_reader.h"
#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/convert/side_thread.h"
#include "core/convert/tensor_stream.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t pieceSize = 1 << 19;

[[noreturn]] void failReadBack(const fs::path& path, const std::string& place)
{
    throw Error({.file = path.string(),
                 .place = place,
                 .reason = "what was read back from the disk is not what was written",
                 .advice = "the disk or the memory of this machine may be faulty; nothing was changed"});
}

/// The staged file while it grows. Each piece is copied, so that the side thread hashes it while this one writes it and
/// already reads the next.
class WeightsWriter
{
public:
    WeightsWriter(const fs::path& path, const WeightsPlan& weights, ConversionListener& listener)
        : m_file(File::createNew(path)), m_weights(weights), m_listener(listener)
    {
        m_file.write(asBytes(weights.layout.header()));
        m_done = weights.layout.header().size();
    }

    WrittenTensor writeTensor(const ConversionPlan& plan, std::size_t index, const std::stop_token& stop)
    {
        const SafetensorsTensor& tensor = m_weights.layout.tensors()[index];
        WrittenTensor written;
        written.row.row = m_weights.rows[index];
        written.row.dtype = tensor.dtype;
        const auto writeHere = [&](std::span<const std::byte> piece) { writePiece(written, piece); };
        streamTensorAs(plan.checkpoint, *plan.remap.rows[written.row.row].tensor, tensor.dtype, writeHere, stop);
        m_side.wait();
        written.row.sha256 = m_hash.finish();
        m_listener.rowWritten(written.row);
        return written;
    }

    void finish()
    {
        m_file.sync();
        m_file.close();
    }

private:
    void writePiece(WrittenTensor& written, std::span<const std::byte> piece)
    {
        m_side.wait();
        m_copy.assign(piece.begin(), piece.end());
        m_side.start([this] { m_hash.update(m_copy); });
        m_file.write(piece);
        m_file.startSync();
        written.row.notFinite += countNotFinite(piece, written.row.dtype);
        written.crc32 = crc32(written.crc32, piece);
        written.row.bytes += piece.size();
        m_done += piece.size();
        m_listener.report({"writing", m_done, m_weights.layout.fileSize(), Unit::Bytes});
    }

    File m_file;
    const WeightsPlan& m_weights;
    ConversionListener& m_listener;
    std::vector<std::byte> m_copy;
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

std::vector<WrittenTensor> writeWeights(const fs::path& path, const ConversionPlan& plan, const WeightsPlan& weights,
                                        ConversionListener& listener, const std::stop_token& stop)
{
    WeightsWriter writer(path, weights, listener);
    std::vector<WrittenTensor> written;
    for (std::size_t index = 0; index < weights.rows.size(); ++index) {
        throwIfStopped(stop);
        written.push_back(writer.writeTensor(plan, index, stop));
    }
    writer.finish();
    return written;
}

void readBackWeights(const fs::path& path, const WeightsPlan& weights, const std::vector<WrittenTensor>& written,
                     ProgressSink& progress, const std::stop_token& stop)
{
    const auto source = openByteSource(path);
    const std::string& header = weights.layout.header();
    if (source->size() != weights.layout.fileSize() || asText(source->read(0, header.size())) != header) {
        failReadBack(path, "header");
    }
    // One buffer is read while the side thread sums up the other.
    std::array<std::vector<std::byte>, 2> buffers;
    std::size_t turn = 0;
    std::uint32_t crc = 0;
    SideThread side;
    std::uint64_t offset = header.size();
    for (std::size_t index = 0; index < written.size(); ++index) {
        for (const std::uint64_t end = offset + written[index].row.bytes; offset < end;) {
            throwIfStopped(stop);
            std::vector<std::byte>& piece = buffers[turn ^= 1];
            piece.resize(std::min<std::uint64_t>(pieceSize, end - offset));
            source->read(offset, piece);
            side.start([&crc, &piece] { crc = crc32(crc, piece); });
            offset += piece.size();
            progress.report({"reading back", offset, source->size(), Unit::Bytes});
        }
        side.wait();
        if (std::exchange(crc, 0) != written[index].crc32) {
            failReadBack(path, weights.layout.tensors()[index].name);
        }
    }
}

} // namespace samscope
