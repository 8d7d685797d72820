#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// Throws `Error` unless a conversion of `source` may write to `destination`: the parent exists and can be written, the
/// destination is missing or an empty folder, or (with `overwrite`) holds only files that save_pretrained or samscope
/// write, plus README.md and .gitattributes, and is not, and does not contain, the source. Checked before any work
/// starts.
void checkDestination(const std::filesystem::path& destination, const std::filesystem::path& source, bool overwrite);

/// The part of checkDestination that looks into the destination; asked once more before it is replaced.
void checkDestinationContents(const std::filesystem::path& destination, bool overwrite);

/// Where a destination really lies: absolute, links followed, so that a folder behind a link is replaced and not the
/// link.
std::filesystem::path realDestination(const std::filesystem::path& destination);

/// Whether save_pretrained or samscope writes a file of this name into a model folder.
bool isModelFile(std::string_view name);

/// Copies what is kept when a folder is replaced (README.md, .gitattributes) into its successor; returns the names.
std::vector<std::string> carryOver(const std::filesystem::path& oldFolder, const std::filesystem::path& newFolder);

/// Throws `Error` with both numbers when the disk of `destination` has less than `bytes` left.
void requireDiskSpace(const std::filesystem::path& destination, std::uint64_t bytes);

} // namespace samscope
