#pragma once

#include "ui/job.h"

#include <QObject>

#include <functional>
#include <vector>

namespace samscope {

/// Questions about items of the queue, answered off the GUI thread one after the other: disks may be slow. A newer
/// question about an item makes the older one void, even if that is being answered.
class Inquiry : public QObject
{
    Q_OBJECT
public:
    /// Runs off the GUI thread; what it returns is called on it. Must not throw.
    using Question = std::function<std::function<void()>()>;

    explicit Inquiry(QObject* parent = nullptr);

    void ask(int item, const QString& title, Question question);
    /// The item has gone.
    void forget(int item);
    Activity* activity() { return &m_job; }

private:
    struct Asked
    {
        int item = 0;
        QString title;
        Question question;
    };

    void next();

    std::vector<Asked> m_waiting;
    int m_current = 0; ///< item of the question that is being answered; 0: its answer does not count
    std::function<void()> m_answer;
    Job m_job;
};

} // namespace samscope
