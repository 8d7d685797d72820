#include "core/checkpoint/tensor_stream.h"

#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/progress.h"
#include "core/base/sha256.h"
#include "core/checkpoint/cast.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace samscope {

namespace {

constexpr std::uint64_t pieceSize = 1 << 19;
/// A strided tensor that spans no more than this is gathered from memory.
constexpr std::uint64_t spanLimit = 8 << 20;

/// Reads [offset, offset + size) of the file in pieces.
template <typename Sink>
void readPieces(const ByteSource& source, std::uint64_t offset, std::uint64_t size, const std::stop_token& stop,
                Sink&& sink)
{
    std::vector<std::byte> buffer(static_cast<std::size_t>(std::min(size, pieceSize)));
    while (size > 0) {
        throwIfStopped(stop);
        const auto piece = std::span(buffer).first(static_cast<std::size_t>(std::min(size, pieceSize)));
        source.read(offset, piece);
        sink(std::span<const std::byte>(piece));
        offset += piece.size();
        size -= piece.size();
    }
}

void compareCrc(const ByteSource& source, const Record& record, std::uint32_t crc)
{
    if (record.crc32 && *record.crc32 != crc) {
        throw Error({.file = source.name(),
                     .place = "entry " + printable(record.name),
                     .reason = "the CRC is wrong: the data were changed or damaged",
                     .advice = "get the file again"});
    }
}

void verifyRecord(const ByteSource& source, const Record& record, const std::stop_token& stop)
{
    if (!record.crc32) {
        return;
    }
    std::uint32_t crc = 0;
    readPieces(source, record.offset, record.size, stop, [&](auto piece) { crc = crc32(crc, piece); });
    compareCrc(source, record, crc);
}

void streamWholeRecord(const ByteSource& source, const Record& record, const ChunkSink& sink,
                       const std::stop_token& stop)
{
    std::uint32_t crc = 0;
    readPieces(source, record.offset, record.size, stop, [&](std::span<const std::byte> piece) {
        if (record.crc32) {
            crc = crc32(crc, piece);
        }
        sink(piece);
    });
    compareCrc(source, record, crc);
}

bool isWholeRecord(const TensorEntry& entry, const Record& record)
{
    return entry.isContiguous() && entry.offset == 0 && entry.byteCount() == record.size;
}

/// Where the bytes of a strided tensor come from: a window in memory, or the file itself where the span is too large.
class ElementSource
{
public:
    ElementSource(const ByteSource& source, std::uint64_t start, std::uint64_t span) : m_source(source), m_start(start)
    {
        if (span <= spanLimit) {
            m_window = source.read(start, span);
        }
    }

    void copy(std::uint64_t offset, std::span<std::byte> out) const
    {
        if (m_window.empty()) {
            m_source.read(m_start + offset, out);
        } else {
            std::memcpy(out.data(), m_window.data() + offset, out.size());
        }
    }

private:
    const ByteSource& m_source;
    std::uint64_t m_start;
    std::vector<std::byte> m_window;
};

/// Counts through the outer dimensions in C order and keeps the offset of the element they point at.
class StridedCursor
{
public:
    StridedCursor(const TensorEntry& entry, std::size_t dimensions) : m_entry(entry), m_index(dimensions, 0) {}

    std::uint64_t offset() const { return m_offset; }

    void advance()
    {
        for (std::size_t i = m_index.size(); i > 0; --i) {
            const std::size_t axis = i - 1;
            m_offset += m_entry.strides[axis];
            if (++m_index[axis] < m_entry.shape[axis]) {
                return;
            }
            m_offset -= m_entry.strides[axis] * m_entry.shape[axis];
            m_index[axis] = 0;
        }
    }

private:
    const TensorEntry& m_entry;
    std::vector<std::uint64_t> m_index;
    std::uint64_t m_offset = 0; ///< elements
};

/// How many leading dimensions remain when the trailing ones that lie without gaps are taken as one run.
std::size_t outerDimensions(const TensorEntry& entry, std::uint64_t& run)
{
    run = 1;
    std::size_t outer = entry.shape.size();
    while (outer > 0 && (entry.shape[outer - 1] == 1 || entry.strides[outer - 1] == run)) {
        run *= entry.shape[outer - 1];
        --outer;
    }
    return outer;
}

std::uint64_t spanBytes(const TensorEntry& entry)
{
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < entry.shape.size(); ++i) {
        last += (entry.shape[i] - 1) * entry.strides[i];
    }
    return (last + 1) * itemSize(entry.dtype);
}

void streamStrided(const ByteSource& source, const TensorEntry& entry, std::uint64_t start, const ChunkSink& sink,
                   const std::stop_token& stop)
{
    const std::uint64_t width = itemSize(entry.dtype);
    std::uint64_t run = 1;
    StridedCursor cursor(entry, outerDimensions(entry, run));
    const ElementSource elements(source, start, spanBytes(entry));
    std::vector<std::byte> piece(static_cast<std::size_t>(std::min(entry.byteCount(), pieceSize)));
    std::size_t filled = 0;
    for (std::uint64_t left = entry.byteCount(); left > 0; cursor.advance()) {
        for (std::uint64_t done = 0; done < run * width;) {
            const auto part =
                static_cast<std::size_t>(std::min<std::uint64_t>(run * width - done, piece.size() - filled));
            elements.copy(cursor.offset() * width + done, std::span(piece).subspan(filled, part));
            done += part;
            filled += part;
            left -= part;
            if (filled == piece.size() || left == 0) {
                throwIfStopped(stop);
                sink(std::span<const std::byte>(piece).first(filled));
                filled = 0;
            }
        }
    }
}

// An element is NaN or infinite exactly when every bit of its exponent is set. A run of fixed length is what the
// compiler turns into vector instructions.
template <typename Bits> std::uint64_t countFullExponents(std::span<const std::byte> elements, Bits exponent)
{
    constexpr std::size_t runBytes = 1024;
    std::array<Bits, runBytes / sizeof(Bits)> run;
    std::uint64_t count = 0;
    for (std::size_t at = 0; at < elements.size(); at += runBytes) {
        const std::size_t size = std::min(runBytes, elements.size() - at);
        if (size < runBytes) {
            run.fill(0);
        }
        std::memcpy(run.data(), elements.data() + at, size);
        Bits full = 0;
        for (const Bits bits : run) {
            full = static_cast<Bits>(full + ((bits & exponent) == exponent ? 1 : 0));
        }
        count += full;
    }
    return count;
}

} // namespace

void streamTensor(const Checkpoint& checkpoint, const TensorEntry& entry, const ChunkSink& sink,
                  const std::stop_token& stop)
{
    throwIfStopped(stop);
    if (entry.dtype == DType::Unsupported) {
        throw Error({.file = checkpoint.path.string(),
                     .place = "tensor " + printable(entry.name),
                     .reason = fmt::format("elements of type {} are not read", entry.typeName)});
    }
    const std::uint64_t size = entry.byteCount();
    if (size == 0) {
        return;
    }
    const Record& record = checkpoint.records[entry.record];
    const ByteSource& source = *checkpoint.files[record.file];
    if (isWholeRecord(entry, record)) {
        streamWholeRecord(source, record, sink, stop);
    } else if (!entry.isContiguous()) {
        verifyRecord(source, record, stop);
        streamStrided(source, entry, record.offset + entry.offset, sink, stop);
    } else {
        verifyRecord(source, record, stop);
        readPieces(source, record.offset + entry.offset, size, stop, sink);
    }
}

std::optional<std::uint32_t> promisedCrc32(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    const Record& record = checkpoint.records[entry.record];
    return record.size > 0 && isWholeRecord(entry, record) ? record.crc32 : std::nullopt;
}

void streamTensorAs(const Checkpoint& checkpoint, const TensorEntry& entry, DType dtype, const ChunkSink& sink,
                    const std::stop_token& stop)
{
    if (dtype == entry.dtype) {
        streamTensor(checkpoint, entry, sink, stop);
        return;
    }
    if (!isFloating(dtype) || !isFloating(entry.dtype)) {
        throw Error({.file = checkpoint.path.string(),
                     .place = entry.name,
                     .reason = "cannot be cast from " + std::string(torchName(entry.dtype)) + " to " +
                               std::string(torchName(dtype)),
                     .advice = "keep the dtype of the file (--dtype keep)"});
    }
    std::vector<std::byte> cast;
    const auto castAndPass = [&](std::span<const std::byte> piece) {
        cast.resize(piece.size() / itemSize(entry.dtype) * itemSize(dtype));
        castElements(piece, entry.dtype, cast, dtype);
        sink(cast);
    };
    streamTensor(checkpoint, entry, castAndPass, stop);
}

std::string tensorSha256(const Checkpoint& checkpoint, const TensorEntry& entry, const std::stop_token& stop)
{
    Sha256 hash;
    streamTensor(
        checkpoint, entry, [&](std::span<const std::byte> piece) { hash.update(piece); }, stop);
    return hash.finish();
}

std::uint64_t countNotFinite(std::span<const std::byte> elements, DType dtype)
{
    switch (dtype) {
    case DType::F64:
        return countFullExponents<std::uint64_t>(elements, 0x7ff0'0000'0000'0000);
    case DType::F32:
        return countFullExponents<std::uint32_t>(elements, 0x7f80'0000);
    case DType::F16:
        return countFullExponents<std::uint16_t>(elements, 0x7c00);
    case DType::BF16:
        return countFullExponents<std::uint16_t>(elements, 0x7f80);
    default:
        return 0;
    }
}

} // namespace samscope
