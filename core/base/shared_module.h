#pragma once

#include <filesystem>

namespace samscope {

/// A shared library that is loaded at run time and stays loaded until the process ends (LibTorch cannot be unloaded).
class SharedModule
{
public:
    enum class Symbols
    {
        Local,
        Global, ///< visible to libraries that are loaded later
    };

    /// Throws `Error` with the loader's own reason.
    static SharedModule load(const std::filesystem::path& path, Symbols symbols = Symbols::Local);

    /// The address of an exported function; throws `Error` when it is missing.
    void* symbol(const char* name) const;

private:
    SharedModule(std::filesystem::path path, void* handle) : m_path(std::move(path)), m_handle(handle) {}

    std::filesystem::path m_path;
    void* m_handle;
};

} // namespace samscope
