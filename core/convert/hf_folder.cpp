#include "core/convert/hf_folder.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <algorithm>
#include <array>
#include <regex>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 2> keptFiles = {"README.md", ".gitattributes"};

bool contains(const fs::path& folder, const fs::path& inner)
{
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), inner.begin(), inner.end());
    return end == folder.end();
}

void checkPlace(const fs::path& destination, const fs::path& source)
{
    if (!destination.has_relative_path()) {
        throw Error(
            {.file = destination.string(), .reason = "is not a place for a model", .advice = "name a new folder"});
    }
    if (contains(destination, fs::weakly_canonical(source))) {
        throw Error({.file = destination.string(),
                     .reason = "is, or contains, the source " + source.string(),
                     .advice = "choose another folder"});
    }
    if (contains(destination, fs::current_path())) {
        throw Error({.file = destination.string(),
                     .reason = "is, or contains, the current folder, which cannot be replaced",
                     .advice = "name a new folder, or start from another one"});
    }
}

void checkEntry(const fs::path& destination, const fs::directory_entry& entry)
{
    const std::string name = entry.path().filename().string();
    const bool known = isModelFile(name) || std::ranges::find(keptFiles, name) != keptFiles.end();
    if (known && entry.symlink_status().type() == fs::file_type::regular) {
        return;
    }
    throw Error({.file = destination.string(),
                 .place = name,
                 .reason = "is not a file that a conversion writes, so the folder is not replaced",
                 .advice = "move it away, or choose another folder"});
}

} // namespace

fs::path realDestination(const fs::path& destination)
{
    const fs::path real = fs::weakly_canonical(fs::absolute(destination));
    return real.has_filename() ? real : real.parent_path();
}

bool isModelFile(std::string_view name)
{
    static const std::regex pattern("(model|pytorch_model)(-[0-9]{5}-of-[0-9]{5})?\\.(safetensors|bin)|"
                                    "(model\\.safetensors|pytorch_model\\.bin)\\.index\\.json|"
                                    "(config|preprocessor_config|processor_config)\\.json");
    return std::regex_match(name.begin(), name.end(), pattern);
}

void checkDestinationContents(const fs::path& destination, bool overwrite)
{
    const auto type = fs::symlink_status(destination).type();
    if (type == fs::file_type::not_found) {
        return;
    }
    if (type != fs::file_type::directory) {
        throw Error({.file = destination.string(),
                     .reason = "already exists and is not a folder",
                     .advice = "choose another name"});
    }
    if (!overwrite && !fs::is_empty(destination)) {
        throw Error({.file = destination.string(),
                     .reason = "the folder is not empty",
                     .advice = "choose another folder, or allow it to be replaced (--overwrite)"});
    }
    for (const auto& entry : fs::directory_iterator(destination)) {
        checkEntry(destination, entry);
    }
}

void checkDestination(const fs::path& destination, const fs::path& source, bool overwrite)
{
    try {
        const fs::path real = realDestination(destination);
        checkPlace(real, source);
        checkDestinationContents(real, overwrite);
        requireWritableFolder(real.parent_path());
    } catch (const fs::filesystem_error& error) {
        throw Error(
            {.file = destination.string(), .reason = error.code().message(), .advice = "choose another folder"});
    }
}

std::vector<std::string> carryOver(const fs::path& oldFolder, const fs::path& newFolder)
{
    std::vector<std::string> carried;
    for (const std::string_view name : keptFiles) {
        if (!fs::exists(oldFolder / name)) {
            continue;
        }
        std::error_code code;
        if (!fs::copy_file(oldFolder / name, newFolder / name, code)) {
            throw Error({.file = (oldFolder / name).string(), .reason = "cannot be carried over: " + code.message()});
        }
        carried.emplace_back(name);
    }
    return carried;
}

void requireDiskSpace(const fs::path& destination, std::uint64_t bytes)
{
    const std::uint64_t free = freeDiskSpace(destination);
    if (free < bytes) {
        throw Error({.file = destination.string(),
                     .reason = humanBytes(bytes) + " needed, " + humanBytes(free) + " free on this disk",
                     .advice = "free some space, or choose another disk"});
    }
}

} // namespace samscope
