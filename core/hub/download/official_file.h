#pragma once

#include "core/base/work.h"
#include "core/hub/http/hub_client.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace samscope {

/// A checkpoint that Meta published: where it is on the Hub, its mirror, and what it must be. Sizes and hashes as in
/// several public manifests that agree; the six hex digits of its name begin its MD5.
struct OfficialFile
{
    std::string name; ///< "sam_vit_b_01ec64", as --model_name takes it
    std::uint64_t size = 0;
    std::string sha256;
    std::string repoId = "ybelkada/segment-anything";
    std::string commit = "7790786db131bcdc639f24a915d9f2c331d843ee";
    std::string mirror = "https://dl.fbaipublicfiles.com/segment_anything"; ///< folder that holds it

    std::string path() const { return "checkpoints/" + name + ".pth"; }
};

std::span<const OfficialFile> officialFiles();

/// By its name, with or without ".pth"; null for any other name.
const OfficialFile* findOfficialFile(std::string_view name);

/// Where the file is, or would be, in the shared cache, and whether it is there whole.
std::filesystem::path officialFilePlace(const HubSettings& settings, const OfficialFile& file);
bool isCached(const HubSettings& settings, const OfficialFile& file);

/// Where the file is in the cache that the Python client shares. It is fetched from the Hub, else from the mirror, and
/// only kept when size, SHA-256 and MD5 are right. Throws `Error` that says what either place answered.
std::filesystem::path downloadOfficialFile(HubClient& client, const OfficialFile& file, const Work& work);

} // namespace samscope
