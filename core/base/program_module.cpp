#include "core/base/program_module.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/shared_module.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <vector>

namespace samscope {

namespace {

std::filesystem::path folderFromEnvironment()
{
    const char* folder = std::getenv("SAMSCOPE_MODULES");
    return folder == nullptr ? "" : folder;
}

// Installed and built trees have lib/ beside bin/; SAMSCOPE_MODULES names a folder for everything else. A relative one
// would load code from whatever folder the program was started in.
std::vector<std::filesystem::path> moduleFolders()
{
    const std::filesystem::path program = executableFolder();
    std::vector<std::filesystem::path> folders = {program / ".." / "lib", program};
    if (folderFromEnvironment().is_absolute()) {
        folders.push_back(folderFromEnvironment());
    }
    return folders;
}

std::optional<std::filesystem::path> find(const char* file)
{
    for (const auto& folder : moduleFolders()) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / file, ignored)) {
            return folder / file;
        }
    }
    return std::nullopt;
}

} // namespace

bool ProgramModule::isInstalled() const
{
    return find(file).has_value();
}

void* ProgramModule::function() const
{
    const auto path = find(file);
    if (!path) {
        const std::filesystem::path named = folderFromEnvironment();
        throw Error({.file = (moduleFolders().front() / file).lexically_normal().string(),
                     .reason = reason,
                     .advice = named.empty() || named.is_absolute()
                                   ? advice
                                   : "SAMSCOPE_MODULES was ignored because it is not an absolute path"});
    }
    return SharedModule::load(*path).symbol(symbol);
}

} // namespace samscope
