#pragma once

#include <cstddef>
#include <cstring>

#include <hwy/aligned_allocator.h>

namespace samscope {

/// Floats on a cache line's boundary, zeroed and thereby touched when they are made: the first picture is then as fast
/// as the next. Throws std::bad_alloc.
class FloatBuffer
{
public:
    FloatBuffer() = default;
    explicit FloatBuffer(std::size_t size) : m_size(size), m_values(hwy::AllocateAligned<float>(size))
    {
        if (!m_values) {
            throw std::bad_alloc();
        }
        std::memset(m_values.get(), 0, size * sizeof(float));
    }

    std::size_t size() const { return m_size; }
    float* data() { return m_values.get(); }
    const float* data() const { return m_values.get(); }
    float& operator[](std::size_t index) { return m_values[index]; }
    float operator[](std::size_t index) const { return m_values[index]; }

private:
    std::size_t m_size = 0;
    hwy::AlignedFreeUniquePtr<float[]> m_values;
};

/// The floats from one row of an activation to the next: whole vectors of every CPU, the padding always zero.
constexpr std::size_t paddedWidth(std::size_t width)
{
    return (width + 15) / 16 * 16;
}

} // namespace samscope
