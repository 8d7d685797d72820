#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace samscope {

/// Bytes that can be read at any offset: a file through `pread`, never mapped, so that a shrinking file is an error
/// and not a signal, and so that no page of it counts as ours. Safe to use from several threads.
class ByteSource
{
public:
    virtual ~ByteSource() = default;

    /// Path or name for messages.
    virtual const std::string& name() const = 0;
    virtual std::uint64_t size() const = 0;
    /// Fills `out` from `offset`. Throws `Error` when the range is outside the source or the file shrank meanwhile.
    virtual void read(std::uint64_t offset, std::span<std::byte> out) const = 0;

    /// `size` bytes at `offset` in a new buffer; the caller has bounded `size`, which is checked against the source
    /// before anything is allocated.
    std::vector<std::byte> read(std::uint64_t offset, std::uint64_t size) const;
};

/// The size is taken when the file is opened.
std::shared_ptr<const ByteSource> openByteSource(const std::filesystem::path& path);

/// A source over bytes in memory.
std::shared_ptr<const ByteSource> memorySource(std::vector<std::byte> bytes, std::string name);

} // namespace samscope
