#pragma once

#include "ui/job.h"

#include <QTimer>

#include <mutex>

namespace samscope {

/// What a session is busy with, as the job bar shows it: loading a model, encoding a picture or a job of another kind.
/// Decoding is too short to be shown.
class SessionActivity : public Activity
{
    Q_OBJECT
public:
    explicit SessionActivity(QObject* parent = nullptr);

    void setLoading(bool loading);
    void setEncoding(bool encoding);
    /// Jobs are done in the order in which they are added.
    void addJob(const QString& title);
    void endJob();
    /// From any thread.
    void report(const Progress& progress);

    bool isRunning() const override { return m_loading || m_encoding || !m_jobs.isEmpty(); }
    QString title() const override;
    Progress progress() const override;
    void stop() override { Q_EMIT stopRequested(); }

Q_SIGNALS:
    void stopRequested();

private:
    void update();

    bool m_loading = false;
    bool m_encoding = false;
    QStringList m_jobs; ///< titles; the first one runs
    QTimer m_timer;
    mutable std::mutex m_mutex;
    Progress m_progress;
};

} // namespace samscope
