#include "core/convert/convert_to_meta.h"

#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/sha256.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/checkpoint/torch/torch_writer.h"
#include "core/convert/hf_folder.h"
#include "core/convert/model_name.h"
#include "core/convert/read_back.h"

#include <fmt/format.h>

#include <optional>

namespace samscope {

namespace fs = std::filesystem;

namespace {

SamCheckpoint openHfSam(const ConvertOptions& options)
{
    SamCheckpoint sam = openSam(options.checkpoint, {.decoderHeads = options.decoderHeads});
    requireSam(sam);
    if (sam.dict.layout == Layout::Meta) {
        throw Error({.file = options.checkpoint.string(),
                     .reason = "has the original names already",
                     .advice = "convert it without --reverse to get transformers' names"});
    }
    requireConfig(sam);
    requireModelName(options.modelName, sam);
    requireComplete(sam);
    return sam;
}

/// The positional embedding may be there under both of its names; then the two must be one tensor.
void requireOneEmbedding(const SamCheckpoint& sam, const std::stop_token& stop)
{
    const TensorEntry* saved = sam.dict.find(sharedEmbeddingName);
    const TensorEntry* tied = sam.dict.find(tiedEmbeddingName);
    if (saved != nullptr && tied != nullptr &&
        tensorSha256(sam.checkpoint, *saved, stop) != tensorSha256(sam.checkpoint, *tied, stop)) {
        throw Error({.file = sam.checkpoint.path.string(),
                     .place = std::string(tiedEmbeddingName),
                     .reason = fmt::format("differs from {}, although the two are one tensor", sharedEmbeddingName)});
    }
}

void checkDestinationFile(const fs::path& destination, const fs::path& source, bool overwrite)
{
    std::error_code code;
    const auto type = fs::symlink_status(destination, code).type();
    if (type == fs::file_type::not_found && fs::is_directory(destination.parent_path(), code)) {
        return;
    }
    const auto fail = [&](const char* reason, const char* advice) {
        throw Error({.file = destination.string(), .reason = reason, .advice = advice});
    };
    if (type == fs::file_type::not_found || type == fs::file_type::none) {
        fail("its folder does not exist", "create the folder first, or choose another place");
    }
    if (type != fs::file_type::regular) {
        fail("already exists and is not a file", "choose another name");
    }
    if (fs::equivalent(destination, source, code) || fs::equivalent(destination.parent_path(), source, code)) {
        fail("is, or is part of, the source", "choose another place");
    }
    if (!overwrite) {
        fail("the file exists", "choose another name, or allow it to be replaced (--overwrite)");
    }
}

/// Writes the archive's tensors and keeps what each of them was.
class MetaWriter
{
public:
    MetaWriter(const SamCheckpoint& sam, std::optional<DType> dtype, const Work& work, const RowListener& rowWritten)
        : m_checkpoint(sam.checkpoint), m_work(work), m_rowWritten(rowWritten)
    {
        const auto rows = sam.remap.writtenRows();
        for (const auto& [name, shape] : metaTensors(requireConfig(sam))) {
            const RemapRow& row = sam.remap.rows[rows.at(std::string(savedName(renameKey(name))))];
            add(name, *row.tensor, dtype.value_or(row.tensor->dtype));
        }
    }

    std::uint64_t totalBytes() const { return m_total; }
    std::vector<WrittenRow> takeRows() { return std::move(m_rows); }

    void write(File& file, const std::string& topFolder)
    {
        writeTorchArchive(file, topFolder, m_tensors, m_work.stop);
        file.sync();
    }

    /// Opens the file anew and compares its tensors with what was written.
    void readBack(const fs::path& path) const
    {
        const Checkpoint checkpoint = openCheckpoint(path);
        std::vector<WrittenBytes> written;
        for (std::size_t i = 0; i < checkpoint.tensors.size() && i < m_tensors.size(); ++i) {
            const TensorEntry& entry = checkpoint.tensors[i];
            const TorchTensor& wanted = m_tensors[i];
            if (entry.name == wanted.name && entry.dtype == wanted.dtype && entry.shape == wanted.shape &&
                entry.isContiguous() && promisedCrc32(checkpoint, entry) == m_crcs[i]) {
                const std::uint64_t begin = checkpoint.records[entry.record].offset + entry.offset;
                written.push_back({wanted.name, begin, begin + entry.byteCount(), m_crcs[i]});
            }
        }
        if (written.size() != m_tensors.size() || written.size() != checkpoint.tensors.size()) {
            failReadBack(path, "table of contents");
        }
        samscope::readBack(*checkpoint.files.front(), written, m_work);
    }

private:
    void add(const std::string& name, const TensorEntry& entry, DType dtype)
    {
        const std::size_t row = m_tensors.size();
        m_total += entry.elementCount() * itemSize(dtype);
        const auto writeRow = [this, row, &entry, dtype](const ChunkSink& sink) {
            this->writeRow(row, entry, dtype, sink);
        };
        m_tensors.push_back({.name = name, .dtype = dtype, .shape = entry.shape, .write = writeRow});
    }

    void writeRow(std::size_t row, const TensorEntry& entry, DType dtype, const ChunkSink& sink)
    {
        WrittenRow written;
        written.row = row;
        written.dtype = dtype;
        Sha256 hash;
        std::uint32_t crc = 0;
        const auto writePiece = [&](std::span<const std::byte> piece) {
            sink(piece);
            hash.update(piece);
            crc = crc32(crc, piece);
            written.notFinite += countNotFinite(piece, dtype);
            written.bytes += piece.size();
            m_done += piece.size();
            m_work.report({"writing", m_done, m_total, Unit::Bytes});
        };
        streamTensorAs(m_checkpoint, entry, dtype, writePiece, m_work.stop);
        written.sha256 = hash.finish();
        m_crcs.push_back(crc);
        if (m_rowWritten) {
            m_rowWritten(written);
        }
        m_rows.push_back(std::move(written));
    }

    const Checkpoint& m_checkpoint;
    Work m_work;
    const RowListener& m_rowWritten;
    std::vector<TorchTensor> m_tensors;
    std::vector<WrittenRow> m_rows;
    std::vector<std::uint32_t> m_crcs; ///< of the rows
    std::uint64_t m_total = 0;
    std::uint64_t m_done = 0;
};

} // namespace

ConversionResult convertToMeta(const ConvertOptions& options, const Work& work, const RowListener& rowWritten)
{
    const fs::path destination = fs::absolute(options.folder);
    checkDestinationFile(destination, options.checkpoint, options.overwrite);
    const SamCheckpoint sam = openHfSam(options);
    requireOneEmbedding(sam, work.stop);
    MetaWriter writer(sam, options.dtype, work, rowWritten);
    requireDiskSpace(destination, writer.totalBytes());

    ConversionResult result;
    result.folder = options.folder;
    result.files = {destination.filename().string()};
    saveFile(destination, [&](File& file) {
        writer.write(file, destination.stem().string());
        writer.readBack(file.path());
        result.bytes = file.size();
        work.throwIfStopped();
    });
    result.rows = writer.takeRows();
    return result;
}

} // namespace samscope
