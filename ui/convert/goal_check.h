#pragma once

#include <QObject>

#include <optional>

#include "core/convert/convert.h"
#include "ui/job.h"

namespace samscope {

/// Whether a conversion may write where it is asked to, looked up off the GUI thread: the folder may lie on a disk that
/// answers slowly. The newest question wins.
class GoalCheck : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void check(const ConvertOptions& options);
    /// The newest question has been answered.
    bool isKnown() const { return !m_next && !m_job.isRunning(); }
    /// Why it may not, by the last answer; empty when it may.
    QString problem() const { return m_problem; }

Q_SIGNALS:
    void answered();

private:
    void start();

    Job m_job;
    std::optional<ConvertOptions> m_next;
    QString m_problem;
};

} // namespace samscope
