#pragma once

#include "core/base/progress.h"

#include <stop_token>

namespace samscope {

/// What a long job is given: whom it reports to and whether it should go on. `{}` reports to nobody and is never asked
/// to stop. A copy reports to the same sink, which must outlive it.
struct Work
{
    ProgressSink& progress = silentProgress();
    std::stop_token stop{};

    void report(const Progress& state) const { progress.report(state); }
    /// Throws `Error` of kind `Stopped` when a stop was requested.
    void throwIfStopped() const { samscope::throwIfStopped(stop); }
};

} // namespace samscope
