#include "core/checkpoint/zip/zip_directory.h"

#include "core/base/byte_reader.h"
#include "core/base/checked.h"
#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace samscope {

namespace {

constexpr std::uint32_t centralSignature = 0x02014b50;
constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t zip64EndSignature = 0x06064b50;
constexpr std::uint32_t zip64LocatorSignature = 0x07064b50;
constexpr std::uint64_t centralSize = 46;
constexpr std::uint64_t endSize = 22;
constexpr std::uint64_t zip64EndSize = 56;
constexpr std::uint64_t zip64LocatorSize = 20;
constexpr std::uint64_t directoryLimit = 64'000'000;
constexpr std::size_t nameLimit = 512;

constexpr std::uint32_t saturated32 = 0xffffffff;
constexpr std::uint16_t saturated16 = 0xffff;

[[noreturn]] void fail(const ByteSource& source, std::uint64_t offset, std::string reason, std::string advice = {})
{
    throw Error({.file = source.name(),
                 .place = fmt::format("offset {}", offset),
                 .reason = std::move(reason),
                 .advice = std::move(advice)});
}

/// Where the directory lies, in the words of an end record.
struct DirectoryPlace
{
    std::uint64_t count = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

/// There is no end record where it belongs: says what is there instead.
[[noreturn]] void failWithoutEnd(const ByteSource& source)
{
    const std::uint64_t tail = std::min<std::uint64_t>(source.size(), 0xffff + endSize);
    const auto bytes = source.read(source.size() - tail, tail);
    const auto found = asText(bytes).rfind("PK\x05\x06");
    if (found == std::string_view::npos) {
        fail(source, source.size(), "the archive is cut off: it has no central directory at its end",
             "download or copy the file again");
    }
    const std::uint64_t end = source.size() - tail + found;
    if (end + endSize > source.size()) {
        fail(source, source.size(), "the archive is cut off in its end record", "download or copy the file again");
    }
    fail(source, end + endSize, counted(source.size() - end - endSize, "byte") + " follow the end of the zip archive",
         "a checkpoint has no archive comment and nothing behind it");
}

/// A 32-bit field agrees with its zip64 twin when it is equal or saturated.
template <typename Field> bool agrees(Field field, std::uint64_t wide)
{
    return field == wide || field == static_cast<Field>(~Field{0});
}

struct EndRecord
{
    std::uint16_t count = 0;
    std::uint32_t size = 0;
    std::uint32_t offset = 0;

    bool isSaturated() const { return count == saturated16 || size == saturated32 || offset == saturated32; }
};

EndRecord readEnd(const ByteSource& source)
{
    if (source.size() < endSize) {
        failWithoutEnd(source);
    }
    const std::uint64_t at = source.size() - endSize;
    const auto bytes = source.read(at, endSize);
    ByteReader reader(bytes, source.name(), at);
    if (reader.u32() != endSignature) {
        failWithoutEnd(source);
    }
    const bool isOneDisk = reader.u16() == 0 && reader.u16() == 0;
    EndRecord end;
    const std::uint16_t countHere = reader.u16();
    end.count = reader.u16();
    end.size = reader.u32();
    end.offset = reader.u32();
    if (!isOneDisk || countHere != end.count) {
        fail(source, at, "the zip archive is split over several files");
    }
    if (reader.u16() != 0) {
        failWithoutEnd(source);
    }
    return end;
}

/// The zip64 end record that must stand right before its locator at `locatorOffset`.
DirectoryPlace readZip64End(const ByteSource& source, std::uint64_t locatorOffset, const EndRecord& end)
{
    const auto locatorBytes = source.read(locatorOffset, zip64LocatorSize);
    ByteReader locator(locatorBytes, source.name(), locatorOffset);
    locator.skip(4);
    const std::uint32_t disk = locator.u32();
    const std::uint64_t at = locator.u64();
    if (disk != 0 || locator.u32() > 1 || checkedAdd(at, zip64EndSize) != locatorOffset) {
        fail(source, locatorOffset,
             "the zip64 locator does not point at the record before it: bytes were put before or into the archive",
             "a checkpoint is one archive alone; get it again from its source");
    }
    const auto bytes = source.read(at, zip64EndSize);
    ByteReader reader(bytes, source.name(), at);
    if (reader.u32() != zip64EndSignature || reader.u64() != zip64EndSize - 12) {
        fail(source, at, "no zip64 end record where the locator points");
    }
    reader.skip(4);
    const bool isOneDisk = reader.u32() == 0 && reader.u32() == 0;
    const std::uint64_t countHere = reader.u64();
    DirectoryPlace place;
    place.count = reader.u64();
    place.size = reader.u64();
    place.offset = reader.u64();
    if (!isOneDisk || countHere != place.count || !agrees(end.count, place.count) || !agrees(end.size, place.size) ||
        !agrees(end.offset, place.offset)) {
        fail(source, at, "the two end records of the zip archive contradict each other");
    }
    return place;
}

bool hasSignature(const ByteSource& source, std::uint64_t offset, std::uint32_t signature)
{
    const auto bytes = source.read(offset, 4);
    return ByteReader(bytes, source.name(), offset).u32() == signature;
}

/// The directory's place, checked against the file.
DirectoryPlace locateDirectory(const ByteSource& source)
{
    const EndRecord end = readEnd(source);
    std::uint64_t endsOffset = source.size() - endSize;
    DirectoryPlace place{.count = end.count, .size = end.size, .offset = end.offset};
    if (endsOffset >= zip64LocatorSize + zip64EndSize &&
        hasSignature(source, endsOffset - zip64LocatorSize, zip64LocatorSignature)) {
        place = readZip64End(source, endsOffset - zip64LocatorSize, end);
        endsOffset -= zip64LocatorSize + zip64EndSize;
    } else if (end.isSaturated()) {
        fail(source, endsOffset, "the zip64 end record is missing");
    }
    if (!fitsWithin(place.offset, place.size, endsOffset)) {
        fail(source, endsOffset, "the central directory lies outside the archive");
    }
    if (place.offset + place.size != endsOffset) {
        fail(
            source, endsOffset,
            "the central directory does not end where the end record starts: bytes were put before or into the archive",
            "a checkpoint is one archive alone; get it again from its source");
    }
    if (place.count > kZipMemberLimit || place.size > directoryLimit || place.count * centralSize > place.size) {
        fail(source, place.offset,
             fmt::format("a directory of {} entries in {} bytes is over the limits or impossible", place.count,
                         place.size));
    }
    return place;
}

/// Replaces saturated fields by the values of the zip64 extra field, in the order the format fixes.
void applyZip64(ByteReader extra, ZipEntry& entry, const std::string& file)
{
    while (extra.remaining() > 0) {
        const std::uint16_t id = extra.u16();
        ByteReader field(extra.take(extra.u16()), file);
        if (id != 0x0001) {
            continue;
        }
        for (std::uint64_t* value : {&entry.size, &entry.compressedSize, &entry.headerOffset}) {
            if (*value == saturated32) {
                *value = field.u64();
            }
        }
        return;
    }
}

ZipEntry readCentralHeader(ByteReader& reader, const ByteSource& source)
{
    if (reader.u32() != centralSignature) {
        reader.fail("corrupt: no central header here");
    }
    reader.skip(4);
    ZipEntry entry;
    entry.flags = reader.u16();
    entry.method = reader.u16();
    reader.skip(4);
    entry.crc32 = reader.u32();
    entry.compressedSize = reader.u32();
    entry.size = reader.u32();
    const std::size_t nameSize = reader.u16();
    const std::size_t extraSize = reader.u16();
    const std::size_t commentSize = reader.u16();
    const std::uint16_t disk = reader.u16();
    reader.skip(6);
    entry.headerOffset = reader.u32();
    if (nameSize > nameLimit || disk != 0) {
        reader.fail(fmt::format("a name of {} bytes or an entry on disk {} is not read", nameSize, disk));
    }
    entry.name = reader.text(nameSize);
    applyZip64(ByteReader(reader.take(extraSize), source.name()), entry, source.name());
    reader.skip(commentSize);
    return entry;
}

} // namespace

ZipDirectory readCentralDirectory(const ByteSource& source)
{
    const DirectoryPlace place = locateDirectory(source);
    const auto bytes = source.read(place.offset, place.size);
    ByteReader reader(bytes, source.name(), place.offset);
    ZipDirectory directory;
    directory.offset = place.offset;
    directory.entries.reserve(static_cast<std::size_t>(place.count));
    for (std::uint64_t i = 0; i < place.count; ++i) {
        directory.entries.push_back(readCentralHeader(reader, source));
    }
    if (reader.remaining() != 0) {
        reader.fail("the central directory holds more than its entries");
    }
    return directory;
}

} // namespace samscope
