#pragma once

#include "core/base/byte_source.h"
#include "core/base/work.h"

#include <string>

namespace samscope {

enum class HashKind
{
    Sha256,
    GitSha1, ///< the name git gives to a file: SHA-1 over "blob <size>", a zero byte and the bytes
    Md5,
};

/// Lower-case hex digits; reported as the stage "checking".
std::string contentHash(HashKind kind, const ByteSource& source, const Work& work);

} // namespace samscope
