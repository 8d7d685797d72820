#include "ui/convert/goal_check.h"

#include <utility>

#include "core/convert/hf_folder.h"

namespace samscope {

void GoalCheck::check(const ConvertOptions& options)
{
    m_next = options;
    if (!m_job.isRunning()) {
        start();
    }
}

void GoalCheck::start()
{
    const ConvertOptions options = *std::exchange(m_next, std::nullopt);
    connect(
        &m_job, &Job::finished, this,
        [this](const JobEnd& end) {
            if (m_next) {
                start();
            } else {
                m_problem = end.message;
                Q_EMIT answered();
            }
        },
        Qt::SingleShotConnection);
    m_job.start({}, [options](ProgressSink&, const std::stop_token&) {
        if (options.folder.empty()) {
            throw Error({.reason = tr("Name the folder to write.").toStdString()});
        }
        checkGoal(options.folder, options.checkpoint, options.overwrite);
    });
}

} // namespace samscope
