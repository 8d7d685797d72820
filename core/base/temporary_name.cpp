#include "core/base/temporary_name.h"

#include <fmt/format.h>

#include <random>

namespace samscope {

namespace fs = std::filesystem;

fs::path absoluteGoal(const fs::path& goal)
{
    const fs::path absolute = fs::absolute(goal).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

fs::path temporarySibling(const fs::path& goal)
{
    std::random_device random;
    return absoluteGoal(goal).parent_path() / fmt::format("{}{:08x}", temporaryPrefix(goal), random());
}

std::string temporaryPrefix(const fs::path& goal)
{
    return absoluteGoal(goal).filename().string() + ".partial-";
}

} // namespace samscope
