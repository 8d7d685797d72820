#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// Throws `Error` unless a conversion of `source` may write to `goal`: the parent exists and can be written, the goal
/// is missing or an empty folder, or (with `overwrite`) holds only files that save_pretrained or samscope write, plus
/// README.md and .gitattributes, and is not, and does not contain, the source. Told before any work starts.
void checkGoal(const std::filesystem::path& goal, const std::filesystem::path& source, bool overwrite);

/// The part of checkGoal that looks into the goal; asked once more before it is replaced.
void checkGoalContents(const std::filesystem::path& goal, bool overwrite);

/// Where a goal really lies: absolute, links followed, so that a folder behind a link is replaced and not the link.
std::filesystem::path realGoal(const std::filesystem::path& goal);

/// Whether save_pretrained or samscope writes a file of this name into a model folder.
bool isModelFile(std::string_view name);

/// Copies what is kept when a folder is replaced (README.md, .gitattributes) into its successor; returns the names.
std::vector<std::string> carryOver(const std::filesystem::path& oldFolder, const std::filesystem::path& newFolder);

/// Throws `Error` with both numbers when the disk of `goal` has less than `bytes` left.
void requireDiskSpace(const std::filesystem::path& goal, std::uint64_t bytes);

} // namespace samscope
