#include "core/checkpoint/zip/zip_reader.h"

#include "core/base/byte_reader.h"
#include "core/base/checked.h"
#include "core/base/crc32.h"
#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace samscope {

namespace {

constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::uint32_t descriptorSignature = 0x08074b50;
constexpr std::uint64_t localHeaderSize = 30;

constexpr unsigned encryptedFlags = 0x0001 | 0x0040 | 0x2000;
constexpr unsigned descriptorFlag = 0x0008;
/// Compression hints, the descriptor and UTF-8 names: all that may be set.
constexpr unsigned knownFlags = 0x0006 | descriptorFlag | 0x0800;

[[noreturn]] void failEntry(const ByteSource& source, const ZipEntry& entry, std::string reason,
                            std::string advice = {})
{
    throw Error({.file = source.name(),
                 .place = fmt::format("zip entry {}", printable(entry.name)),
                 .reason = std::move(reason),
                 .advice = std::move(advice)});
}

bool isHarmlessName(std::string_view name)
{
    if (name.empty() || name.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos ||
        (name.size() > 1 && name[1] == ':')) {
        return false;
    }
    while (!name.empty()) {
        const auto part = name.substr(0, name.find('/'));
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
        name.remove_prefix(std::min(part.size() + 1, name.size()));
    }
    return true;
}

void checkCentral(const ByteSource& source, const ZipEntry& entry)
{
    if (!isHarmlessName(entry.name)) {
        failEntry(source, entry, "the name is not a plain relative path");
    }
    if ((entry.flags & encryptedFlags) != 0) {
        failEntry(source, entry, "the entry is encrypted");
    }
    if ((entry.flags & ~knownFlags) != 0) {
        failEntry(source, entry, fmt::format("unknown flag bits 0x{:04x}", entry.flags));
    }
    if (entry.method != 0) {
        failEntry(source, entry,
                  fmt::format("the entry is compressed (method {}), and only stored entries are read", entry.method),
                  "unpack the archive and zip it again without compression");
    }
    if (entry.compressedSize != entry.size) {
        failEntry(source, entry, fmt::format("a stored entry of {} bytes takes {}", entry.size, entry.compressedSize));
    }
    if (entry.name.back() == '/' && entry.size != 0) {
        failEntry(source, entry, "a folder that holds bytes");
    }
}

struct LocalHeader
{
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc32 = 0;
    std::uint32_t compressedSize = 0;
    std::uint32_t size = 0;
    std::string name;
    bool isZip64 = false;
    std::uint64_t end = 0; ///< where the data starts
};

/// The bytes of the header, in one read unless its extra field is unusually long.
std::vector<std::byte> readLocalBytes(const ByteSource& source, const ZipEntry& entry, std::uint64_t limit)
{
    if (!fitsWithin(entry.headerOffset, localHeaderSize, limit)) {
        failEntry(source, entry, "the entry lies outside the archive");
    }
    const std::uint64_t likelySize = localHeaderSize + entry.name.size() + 128;
    auto bytes = source.read(entry.headerOffset, std::min(likelySize, limit - entry.headerOffset));
    ByteReader reader(bytes, source.name(), entry.headerOffset);
    reader.seek(26);
    const std::uint64_t nameSize = reader.u16();
    const std::uint64_t size = localHeaderSize + nameSize + reader.u16();
    if (!fitsWithin(entry.headerOffset, size, limit)) {
        failEntry(source, entry, "the entry lies outside the archive");
    }
    if (size > bytes.size()) {
        return source.read(entry.headerOffset, size);
    }
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

LocalHeader readLocalHeader(const ByteSource& source, const ZipEntry& entry, std::uint64_t limit)
{
    const auto bytes = readLocalBytes(source, entry, limit);
    ByteReader reader(bytes, source.name(), entry.headerOffset);
    if (reader.u32() != localSignature) {
        failEntry(source, entry, "there is no local header where the central directory points");
    }
    reader.skip(2);
    LocalHeader header;
    header.flags = reader.u16();
    header.method = reader.u16();
    reader.skip(4);
    header.crc32 = reader.u32();
    header.compressedSize = reader.u32();
    header.size = reader.u32();
    const std::uint16_t nameSize = reader.u16();
    reader.skip(2);
    header.name = reader.text(nameSize);
    while (reader.remaining() > 0) {
        header.isZip64 |= reader.u16() == 0x0001;
        reader.skip(reader.u16());
    }
    header.end = entry.headerOffset + bytes.size();
    return header;
}

/// Sizes and CRC are zero in a local header where a descriptor follows the data.
void compareHeaders(const ByteSource& source, const ZipEntry& entry, const LocalHeader& local)
{
    if (local.name != entry.name) {
        failEntry(
            source, entry,
            fmt::format("its local header calls it {}: two readers would see different files", printable(local.name)));
    }
    if (local.flags != entry.flags || local.method != entry.method) {
        failEntry(source, entry, "flags or method in the local header differ from the central directory");
    }
    const bool isDeferred = (entry.flags & descriptorFlag) != 0;
    const auto agrees = [&](std::uint32_t size) {
        return size == entry.size || (isDeferred && size == 0) || (local.isZip64 && size == 0xffffffff);
    };
    if (!agrees(local.size) || !agrees(local.compressedSize)) {
        failEntry(source, entry, "the size in the local header differs from the central directory");
    }
    if (local.crc32 != entry.crc32 && !(isDeferred && local.crc32 == 0)) {
        failEntry(source, entry, "the CRC in the local header differs from the central directory");
    }
}

/// Checks the descriptor behind the data and returns its size. Its sizes have 8 bytes after a zip64 local header.
std::uint64_t checkDescriptor(const ByteSource& source, const ZipEntry& entry, std::uint64_t offset, bool isZip64)
{
    const std::uint64_t size = isZip64 ? 24 : 16;
    const auto bytes = source.read(offset, size);
    ByteReader reader(bytes, source.name(), offset);
    const bool isCrcRight = reader.u32() == descriptorSignature && reader.u32() == entry.crc32;
    const auto nextSize = [&] { return isZip64 ? reader.u64() : reader.u32(); };
    if (!isCrcRight || nextSize() != entry.size || nextSize() != entry.size) {
        failEntry(source, entry, "the data descriptor differs from the central directory");
    }
    return size;
}

/// Checks the local side of an entry. Returns the member; `end` becomes the offset behind it.
ZipMember checkLocal(const ByteSource& source, const ZipEntry& entry, std::uint64_t limit, std::uint64_t& end)
{
    const LocalHeader local = readLocalHeader(source, entry, limit);
    compareHeaders(source, entry, local);
    if (!fitsWithin(local.end, entry.size, limit)) {
        failEntry(source, entry, fmt::format("{} bytes do not fit into the archive", entry.size));
    }
    end = local.end + entry.size;
    if ((entry.flags & descriptorFlag) != 0) {
        end += checkDescriptor(source, entry, end, local.isZip64);
    }
    return {.name = entry.name, .offset = local.end, .size = entry.size, .crc32 = entry.crc32};
}

void checkNamesAreUnique(const ByteSource& source, const std::vector<ZipEntry>& entries)
{
    std::unordered_set<std::string_view> names;
    for (const ZipEntry& entry : entries) {
        if (!names.insert(entry.name).second) {
            failEntry(source, entry, "the name stands twice in the archive");
        }
    }
}

void checkChecksums(const ByteSource& source, const std::vector<ZipEntry>& entries)
{
    const auto lacksChecksum = [](const ZipEntry& entry) { return entry.crc32 == 0; };
    const auto isEmpty = [](const ZipEntry& entry) { return entry.size == 0; };
    if (std::ranges::all_of(entries, lacksChecksum) && !std::ranges::all_of(entries, isEmpty)) {
        throw Error({.file = source.name(),
                     .place = "zip directory",
                     .reason = "every CRC is 0: it was saved after torch.serialization.set_crc32_options(False)",
                     .advice = "save it again with checksums, so that damage can be seen"});
    }
}

} // namespace

bool looksLikeZip(const ByteSource& source)
{
    if (source.size() < 4) {
        return false;
    }
    const auto bytes = source.read(0, 4);
    // The last two: archives without members start with their directory's end.
    return asText(bytes) == "PK\x03\x04" || asText(bytes) == "PK\x05\x06" || asText(bytes) == "PK\x06\x06";
}

std::vector<ZipMember> readZipDirectory(const ByteSource& source)
{
    return checkZipMembers(source, readCentralDirectory(source));
}

std::vector<ZipMember> checkZipMembers(const ByteSource& source, ZipDirectory directory)
{
    checkNamesAreUnique(source, directory.entries);
    checkChecksums(source, directory.entries);
    std::ranges::sort(directory.entries, {}, &ZipEntry::headerOffset);
    std::vector<ZipMember> members;
    members.reserve(directory.entries.size());
    std::uint64_t expected = 0;
    for (const ZipEntry& entry : directory.entries) {
        checkCentral(source, entry);
        if (entry.headerOffset != expected) {
            failEntry(source, entry,
                      fmt::format("it starts at {} and not at {}: entries overlap, or bytes hide between them",
                                  entry.headerOffset, expected));
        }
        members.push_back(checkLocal(source, entry, directory.offset, expected));
    }
    if (expected != directory.offset) {
        throw Error({.file = source.name(),
                     .place = fmt::format("offset {}", expected),
                     .reason = "bytes hide between the last entry and the central directory"});
    }
    return members;
}

std::vector<std::byte> readZipMember(const ByteSource& source, const ZipMember& member, std::uint64_t limit)
{
    const std::string place = fmt::format("zip entry {}", printable(member.name));
    if (member.size > limit) {
        throw Error({.file = source.name(),
                     .place = place,
                     .reason = fmt::format("{} bytes are over the limit of {}", member.size, limit)});
    }
    auto bytes = source.read(member.offset, member.size);
    if (crc32(0, bytes) != member.crc32) {
        throw Error({.file = source.name(),
                     .place = place,
                     .reason = "the CRC is wrong: the data were changed or damaged",
                     .advice = "get the file again"});
    }
    return bytes;
}

} // namespace samscope
