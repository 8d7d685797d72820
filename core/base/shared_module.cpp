#include "core/base/shared_module.h"

#include "core/base/error.h"

#include <dlfcn.h>

namespace samscope {

SharedModule SharedModule::load(const std::filesystem::path& path, Symbols symbols)
{
    void* handle = ::dlopen(path.c_str(), RTLD_NOW | (symbols == Symbols::Global ? RTLD_GLOBAL : RTLD_LOCAL));
    if (handle == nullptr) {
        throw Error({.file = path.string(), .reason = ::dlerror()});
    }
    return SharedModule(path, handle);
}

void* SharedModule::symbol(const char* name) const
{
    void* address = ::dlsym(m_handle, name);
    if (address == nullptr) {
        throw Error({.file = m_path.string(), .reason = std::string("has no function ") + name});
    }
    return address;
}

} // namespace samscope
