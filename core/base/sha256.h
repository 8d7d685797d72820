#pragma once

#include "core/base/byte_source.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

namespace samscope {

/// SHA-256 over bytes that arrive piece by piece (OpenSSL, with the CPU's instructions).
class Sha256
{
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();

    void update(std::span<const std::byte> bytes);
    /// 64 lower-case hex digits; the object is ready for a new message afterwards.
    std::string finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

std::string sha256(std::span<const std::byte> bytes);
/// Reads the source in 1 MiB pieces.
std::string sha256(const ByteSource& source, const std::stop_token& stop = {});

} // namespace samscope
