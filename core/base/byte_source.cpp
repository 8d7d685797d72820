#include "core/base/byte_source.h"

#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/base/file.h"

#include <algorithm>

namespace samscope {

namespace {

[[noreturn]] void failRange(const ByteSource& source, std::uint64_t offset, std::uint64_t size)
{
    throw Error({.file = source.name(),
                 .place = "offset " + std::to_string(offset),
                 .reason = counted(size, "byte") + " wanted, but the file ends at " + std::to_string(source.size())});
}

class FileSource final : public ByteSource
{
public:
    explicit FileSource(File file) : m_file(std::move(file)), m_name(m_file.path().string()), m_size(m_file.size()) {}

    const std::string& name() const override { return m_name; }
    std::uint64_t size() const override { return m_size; }

    void read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (!fitsWithin(offset, out.size(), m_size)) {
            failRange(*this, offset, out.size());
        }
        if (m_file.readAt(offset, out) != out.size()) {
            throw Error({.file = m_name,
                         .place = "offset " + std::to_string(offset),
                         .reason = "the file became shorter while it was read",
                         .advice = "try again when nothing writes to it"});
        }
    }

private:
    File m_file;
    std::string m_name;
    std::uint64_t m_size;
};

class MemorySource final : public ByteSource
{
public:
    MemorySource(std::vector<std::byte> bytes, std::string name) : m_bytes(std::move(bytes)), m_name(std::move(name)) {}

    const std::string& name() const override { return m_name; }
    std::uint64_t size() const override { return m_bytes.size(); }

    void read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (!fitsWithin(offset, out.size(), m_bytes.size())) {
            failRange(*this, offset, out.size());
        }
        std::copy_n(m_bytes.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    }

private:
    std::vector<std::byte> m_bytes;
    std::string m_name;
};

} // namespace

std::vector<std::byte> ByteSource::read(std::uint64_t offset, std::uint64_t size) const
{
    if (!fitsWithin(offset, size, this->size())) {
        failRange(*this, offset, size);
    }
    std::vector<std::byte> bytes(size);
    read(offset, std::span(bytes));
    return bytes;
}

std::shared_ptr<const ByteSource> openByteSource(const std::filesystem::path& path)
{
    return std::make_shared<FileSource>(File::openForReading(path));
}

std::shared_ptr<const ByteSource> memorySource(std::vector<std::byte> bytes, std::string name)
{
    return std::make_shared<MemorySource>(std::move(bytes), std::move(name));
}

} // namespace samscope
