#pragma once

#include <dlfcn.h>

namespace samscope {

/// The C library's own function of a name that this program has defined, too.
template <typename Function> Function* realFunction(const char* name)
{
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

} // namespace samscope
