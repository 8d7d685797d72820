#pragma once

#include <memory_resource>

namespace samscope {

/// Memory in pages of 2 MiB where the kernel grants them: a walk through hundreds of megabytes of weights waits for the
/// translation of addresses otherwise. Every piece takes whole pages, so that it is meant for what deals out a few
/// large pieces, std::pmr::monotonic_buffer_resource. Throws std::bad_alloc.
class HugePages final : public std::pmr::memory_resource
{
private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override;
};

} // namespace samscope
