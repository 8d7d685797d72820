#pragma once

#include <filesystem>
#include <string>

namespace samscope {

/// The absolute path of a goal, "folder/" being the same as "folder".
std::filesystem::path absoluteGoal(const std::filesystem::path& goal);

/// "goal.partial-XXXXXXXX" beside the goal, with eight random hex digits.
std::filesystem::path temporarySibling(const std::filesystem::path& goal);

/// The part of the name that all siblings of this goal share: "goal.partial-".
std::string temporaryPrefix(const std::filesystem::path& goal);

} // namespace samscope
