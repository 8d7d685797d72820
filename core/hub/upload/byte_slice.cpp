#include "core/hub/upload/byte_slice.h"

namespace samscope {

namespace {

class Slice final : public ByteSource
{
public:
    Slice(std::shared_ptr<const ByteSource> source, std::uint64_t offset, std::uint64_t size)
        : m_source(std::move(source)), m_offset(offset), m_size(size)
    {
    }
    const std::string& name() const override { return m_source->name(); }
    std::uint64_t size() const override { return m_size; }
    void read(std::uint64_t offset, std::span<std::byte> out) const override { m_source->read(m_offset + offset, out); }

private:
    std::shared_ptr<const ByteSource> m_source;
    std::uint64_t m_offset;
    std::uint64_t m_size;
};

} // namespace

std::shared_ptr<const ByteSource> byteSlice(std::shared_ptr<const ByteSource> source, std::uint64_t offset,
                                            std::uint64_t size)
{
    return std::make_shared<Slice>(std::move(source), offset, size);
}

} // namespace samscope
