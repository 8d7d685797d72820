#include "core/fast/huge_pages.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace samscope {

namespace {

constexpr std::size_t pageBytes = 2UL << 20;

std::size_t wholePages(std::size_t bytes)
{
    return (bytes + pageBytes - 1) / pageBytes * pageBytes;
}

} // namespace

// The kernel aligns to small pages only: one huge page more is asked for, and what lies around is given back.
void* HugePages::do_allocate(std::size_t bytes, std::size_t)
{
    const std::size_t size = wholePages(bytes);
    void* const mapped = mmap(nullptr, size + pageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        throw std::bad_alloc();
    }
    auto* const begin = static_cast<std::byte*>(mapped);
    const std::size_t before = -reinterpret_cast<std::uintptr_t>(begin) % pageBytes;
    if (before > 0) {
        munmap(begin, before);
    }
    munmap(begin + before + size, pageBytes - before);
    madvise(begin + before, size, MADV_HUGEPAGE);
    return begin + before;
}

void HugePages::do_deallocate(void* memory, std::size_t bytes, std::size_t)
{
    munmap(memory, wholePages(bytes));
}

bool HugePages::do_is_equal(const std::pmr::memory_resource& other) const noexcept
{
    return dynamic_cast<const HugePages*>(&other) != nullptr;
}

} // namespace samscope
