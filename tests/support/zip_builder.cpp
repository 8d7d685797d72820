#include "tests/support/zip_builder.h"

#include "core/base/byte_reader.h"
#include "core/base/crc32.h"

namespace samscope {

namespace {

std::string paddingField(std::uint64_t start)
{
    const std::uint64_t padding = (64 - (start + 4) % 64) % 64;
    std::string field = "FB";
    appendLittleEndian(field, static_cast<std::uint16_t>(padding));
    return field + std::string(padding, 'Z');
}

std::uint32_t crcOf(const ZipPart& part)
{
    return part.crc.value_or(crc32(0, asBytes(part.data)));
}

std::uint32_t sizeOf(const ZipPart& part)
{
    return static_cast<std::uint32_t>(part.data.size());
}

bool isDeferred(const ZipPart& part)
{
    return (part.flags & 8) != 0;
}

std::string localHeader(const ZipPart& part, std::uint64_t offset)
{
    const std::string name = part.localName.value_or(part.name);
    const std::string extra = part.hasPadding ? paddingField(offset + 30 + name.size()) : std::string{};
    const std::uint32_t size = part.localSize.value_or(isDeferred(part) ? 0 : sizeOf(part));
    std::string out = "PK\x03\x04";
    appendLittleEndian(out, std::uint16_t{0});
    appendLittleEndian(out, part.localFlags.value_or(part.flags));
    appendLittleEndian(out, part.localMethod.value_or(part.method));
    appendLittleEndian(out, std::uint32_t{0});
    appendLittleEndian(out, part.localCrc.value_or(isDeferred(part) ? 0 : crcOf(part)));
    appendLittleEndian(out, size);
    appendLittleEndian(out, size);
    appendLittleEndian(out, static_cast<std::uint16_t>(name.size()));
    appendLittleEndian(out, static_cast<std::uint16_t>(extra.size()));
    return out + name + extra;
}

std::string descriptor(const ZipPart& part)
{
    std::string out = "PK\x07\x08";
    appendLittleEndian(out, part.descriptorCrc.value_or(crcOf(part)));
    appendLittleEndian(out, part.descriptorSize.value_or(sizeOf(part)));
    appendLittleEndian(out, part.descriptorSize.value_or(sizeOf(part)));
    return out;
}

std::string centralHeader(const ZipPart& part, std::uint64_t offset)
{
    std::string out = "PK\x01\x02";
    appendLittleEndian(out, std::uint32_t{0});
    appendLittleEndian(out, part.flags);
    appendLittleEndian(out, part.method);
    appendLittleEndian(out, std::uint32_t{0});
    appendLittleEndian(out, crcOf(part));
    appendLittleEndian(out, part.compressedSize.value_or(part.size.value_or(sizeOf(part))));
    appendLittleEndian(out, part.size.value_or(sizeOf(part)));
    appendLittleEndian(out, static_cast<std::uint16_t>(part.name.size()));
    appendLittleEndian(out, static_cast<std::uint16_t>(part.centralExtra.size()));
    out.append(10, '\0');
    appendLittleEndian(out, part.headerOffset.value_or(static_cast<std::uint32_t>(offset)));
    return out + part.name + part.centralExtra;
}

std::string zip64End(const ZipEnd& end, std::uint64_t count, std::uint64_t size, std::uint64_t offset,
                     std::uint64_t position)
{
    std::string out = "PK\x06\x06";
    appendLittleEndian(out, std::uint64_t{44});
    appendLittleEndian(out, std::uint32_t{0x002d031e});
    appendLittleEndian(out, std::uint64_t{0});
    appendLittleEndian(out, end.zip64Count.value_or(count));
    appendLittleEndian(out, end.zip64Count.value_or(count));
    appendLittleEndian(out, end.zip64Size.value_or(size));
    appendLittleEndian(out, end.zip64Offset.value_or(offset));
    out += "PK\x06\x07";
    appendLittleEndian(out, std::uint32_t{0});
    appendLittleEndian(out, end.locatorOffset.value_or(position));
    appendLittleEndian(out, std::uint32_t{1});
    return out;
}

} // namespace

std::string buildZip(const std::vector<ZipPart>& parts, const ZipEnd& end)
{
    std::string out;
    std::string directory;
    for (const ZipPart& part : parts) {
        out += part.before;
        directory += centralHeader(part, out.size());
        out += localHeader(part, out.size());
        out += part.data;
        out += isDeferred(part) ? descriptor(part) : std::string{};
    }
    out += end.beforeDirectory;
    const std::uint64_t offset = out.size();
    out += directory + end.behindDirectory;
    if (end.hasZip64) {
        out += zip64End(end, parts.size(), directory.size(), offset, out.size());
    }
    const std::uint16_t count = end.count.value_or(static_cast<std::uint16_t>(parts.size()));
    out += "PK\x05\x06";
    appendLittleEndian(out, end.disk);
    appendLittleEndian(out, end.disk);
    appendLittleEndian(out, count);
    appendLittleEndian(out, count);
    appendLittleEndian(out, end.directorySize.value_or(static_cast<std::uint32_t>(directory.size())));
    appendLittleEndian(out, end.directoryOffset.value_or(static_cast<std::uint32_t>(offset)));
    appendLittleEndian(out, static_cast<std::uint16_t>(end.comment.size()));
    return out + end.comment + end.behind;
}

std::vector<ZipPart> torchParts(const std::string& pickle, const std::vector<std::string>& storages)
{
    std::vector<ZipPart> parts = {{.name = "archive/data.pkl", .data = pickle},
                                  {.name = "archive/byteorder", .data = "little"}};
    for (std::size_t i = 0; i < storages.size(); ++i) {
        ZipPart part{.name = "archive/data/" + std::to_string(i), .data = storages[i]};
        if (storages[i].empty()) {
            part.flags = 0x0800;
        }
        parts.push_back(std::move(part));
    }
    parts.push_back({.name = "archive/version", .data = "3\n"});
    return parts;
}

} // namespace samscope
