#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

namespace samscope {

enum class Unit
{
    Bytes,
    Tensors,
    Blocks,
    Items,
};

/// How far one stage of a job has come. `stage` points to a string literal such as "writing".
struct Progress
{
    std::string_view stage;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    Unit unit = Unit::Items;
};

/// Hears how a job goes on. Called from the threads that work, one at a time; must return quickly and not throw.
class ProgressSink
{
public:
    virtual ~ProgressSink() = default;
    virtual void report(const Progress& progress) = 0;
};

/// A sink that nobody listens to.
ProgressSink& silentProgress();

/// Throws `Error` of kind `Stopped` when a stop was requested.
void throwIfStopped(const std::stop_token& stop);

} // namespace samscope
