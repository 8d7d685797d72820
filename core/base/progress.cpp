#include "core/base/progress.h"

#include "core/base/error.h"

namespace samscope {

ProgressSink& silentProgress()
{
    class Silent final : public ProgressSink
    {
        void report(const Progress&) override {}
    };
    static Silent sink;
    return sink;
}

void throwIfStopped(const std::stop_token& stop)
{
    if (stop.stop_requested()) {
        throw Error(ErrorKind::Stopped, {.reason = "stopped; nothing was changed"});
    }
}

} // namespace samscope
