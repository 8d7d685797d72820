#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <memory_resource>

namespace samscope {

/// Floats on a cache line's boundary, zeroed and thereby touched when they are made: the first picture is then as fast
/// as the next. Throws std::bad_alloc.
class FloatBuffer
{
public:
    FloatBuffer() = default;
    /// `memory` must outlive the buffer.
    explicit FloatBuffer(std::size_t size, std::pmr::memory_resource* memory = std::pmr::new_delete_resource())
        : m_values(static_cast<float*>(memory->allocate(size * sizeof(float), alignment)), {memory, size})
    {
        std::memset(m_values.get(), 0, size * sizeof(float));
    }

    std::size_t size() const { return m_values.get_deleter().size; }
    float* data() { return m_values.get(); }
    const float* data() const { return m_values.get(); }
    float& operator[](std::size_t index) { return m_values[index]; }
    float operator[](std::size_t index) const { return m_values[index]; }

private:
    static constexpr std::size_t alignment = 64;

    struct Release
    {
        std::pmr::memory_resource* memory;
        std::size_t size;
        void operator()(float* values) const { memory->deallocate(values, size * sizeof(float), alignment); }
    };

    std::unique_ptr<float[], Release> m_values;
};

/// The floats from one row of an activation to the next: whole vectors of every CPU, the padding always zero.
constexpr std::size_t paddedWidth(std::size_t width)
{
    return (width + 15) / 16 * 16;
}

} // namespace samscope
