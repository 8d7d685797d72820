#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// One entry of a hand-made archive; every optional field makes a part of it lie.
struct ZipPart
{
    std::string name = {};
    std::string data = {};
    std::uint16_t flags = 0x0808;
    std::uint16_t method = 0;
    std::optional<std::string> localName = {};
    std::optional<std::uint16_t> localFlags = {};
    std::optional<std::uint16_t> localMethod = {};
    std::optional<std::uint32_t> localSize = {};
    std::optional<std::uint32_t> localCrc = {};
    std::optional<std::uint32_t> crc = {};            ///< central directory and descriptor
    std::optional<std::uint32_t> descriptorCrc = {};  ///< descriptor alone
    std::optional<std::uint32_t> descriptorSize = {}; ///< descriptor alone
    std::optional<std::uint32_t> size = {};           ///< central directory
    std::optional<std::uint32_t> compressedSize = {}; ///< central directory
    std::optional<std::uint32_t> headerOffset = {};   ///< central directory
    std::string centralExtra = {};
    std::string before = {}; ///< bytes in front of the local header
    bool hasPadding = true;  ///< torch's FB field
};

/// How the end of the archive lies.
struct ZipEnd
{
    std::string beforeDirectory = {};
    std::string behindDirectory = {};
    std::string comment = {};
    std::string behind = {};
    bool hasZip64 = true;
    std::optional<std::uint16_t> count = {};
    std::optional<std::uint32_t> directorySize = {};
    std::optional<std::uint32_t> directoryOffset = {};
    std::optional<std::uint64_t> zip64Count = {};
    std::optional<std::uint64_t> zip64Offset = {};
    std::optional<std::uint64_t> zip64Size = {};
    std::optional<std::uint64_t> locatorOffset = {};
    std::uint16_t disk = 0;
};

/// The bytes of an archive as torch.save lays it out, with the lies asked for.
std::string buildZip(const std::vector<ZipPart>& parts, const ZipEnd& end = {});

/// The members of a torch archive around `pickle`: data.pkl, byteorder, data/0…, version, under "archive/".
std::vector<ZipPart> torchParts(const std::string& pickle, const std::vector<std::string>& storages);

} // namespace samscope
