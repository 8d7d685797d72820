#include "tests/support/thread_watch.h"

#include "tests/support/real_function.h"

#include <fcntl.h>
#include <sys/types.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string_view>
#include <utility>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define SAMSCOPE_WATCHES 0
#else
#define SAMSCOPE_WATCHES 1
#endif

namespace samscope {

namespace {

thread_local constinit ThreadWatch* current = nullptr; ///< of this thread; null while it looks away

} // namespace

struct ThreadWatchHooks
{
    static void opens(const char* path)
    {
        ThreadWatch* watch = std::exchange(current, nullptr); // what is written down is not its thread's work
        if (watch != nullptr && path != nullptr && std::string_view(path).starts_with(watch->m_folder)) {
            watch->m_opened.emplace_back(path);
        }
        current = watch;
    }

    static void allocates(std::size_t bytes)
    {
        if (current != nullptr) {
            current->m_largestBuffer = std::max(current->m_largestBuffer, bytes);
        }
    }
};

bool ThreadWatch::isPossible()
{
    return SAMSCOPE_WATCHES != 0;
}

void ThreadWatch::during(const std::function<void()>& work)
{
    current = this;
    work();
    current = nullptr;
}

} // namespace samscope

#if SAMSCOPE_WATCHES

namespace {

mode_t modeOf(int flags, va_list& rest)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

} // namespace

// NOLINTBEGIN: the C library's own names
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);

void* malloc(std::size_t size)
{
    samscope::ThreadWatchHooks::allocates(size);
    return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size)
{
    samscope::ThreadWatchHooks::allocates(count * size);
    return __libc_calloc(count, size);
}

void* realloc(void* old, std::size_t size)
{
    samscope::ThreadWatchHooks::allocates(size);
    return __libc_realloc(old, size);
}

#define SAMSCOPE_OPEN(name)                                                                                            \
    int name(const char* path, int flags, ...)                                                                         \
    {                                                                                                                  \
        samscope::ThreadWatchHooks::opens(path);                                                                       \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        const mode_t mode = modeOf(flags, rest);                                                                       \
        va_end(rest);                                                                                                  \
        static auto* const real = samscope::realFunction<int(const char*, int, ...)>(#name);                           \
        return real(path, flags, mode);                                                                                \
    }
#define SAMSCOPE_OPENAT(name)                                                                                          \
    int name(int folder, const char* path, int flags, ...)                                                             \
    {                                                                                                                  \
        samscope::ThreadWatchHooks::opens(path);                                                                       \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        const mode_t mode = modeOf(flags, rest);                                                                       \
        va_end(rest);                                                                                                  \
        static auto* const real = samscope::realFunction<int(int, const char*, int, ...)>(#name);                      \
        return real(folder, path, flags, mode);                                                                        \
    }
#define SAMSCOPE_FOPEN(name)                                                                                           \
    FILE* name(const char* path, const char* how)                                                                      \
    {                                                                                                                  \
        samscope::ThreadWatchHooks::opens(path);                                                                       \
        static auto* const real = samscope::realFunction<FILE*(const char*, const char*)>(#name);                      \
        return real(path, how);                                                                                        \
    }

SAMSCOPE_OPEN(open)
SAMSCOPE_OPEN(open64)
SAMSCOPE_OPENAT(openat)
SAMSCOPE_OPENAT(openat64)
// What is called where _FORTIFY_SOURCE is on and the flags are not known.
int __open_2(const char* path, int flags)
{
    return open(path, flags, 0);
}
int __open64_2(const char* path, int flags)
{
    return open64(path, flags, 0);
}
int __openat_2(int folder, const char* path, int flags)
{
    return openat(folder, path, flags, 0);
}
int __openat64_2(int folder, const char* path, int flags)
{
    return openat64(folder, path, flags, 0);
}
SAMSCOPE_FOPEN(fopen)
SAMSCOPE_FOPEN(fopen64)
}
// NOLINTEND

#endif
