#pragma once

#include "ui/models/queue_model.h"

#include <QCoreApplication>

#include <optional>
#include <vector>

namespace samscope {

/// One run over the items of the queue: which of them wait, which have been tried, and how it went.
class ConversionBatch
{
    Q_DECLARE_TR_FUNCTIONS(samscope::ConversionBatch)
public:
    explicit ConversionBatch(const QueueModel& model) : m_model(model) {}

    /// An item has been tried, and the run has not ended.
    bool isRunning() const { return !m_tried.empty(); }
    /// A run over every item that can be converted now.
    void start();
    /// The next one in the order of the queue, which counts as tried from now on; null when none can be converted.
    const QueueItem* next();
    /// What waits is not tried.
    void stop() { m_waiting.clear(); }
    /// The item has gone.
    void forget(int id) { std::erase(m_waiting, id); }
    /// One line about how it went; nothing when no item was tried.
    std::optional<QString> end();

private:
    QString summary() const;
    QString summaryOfOne(const QueueItem& item) const;

    const QueueModel& m_model;
    std::vector<int> m_waiting;
    std::vector<int> m_tried;
};

} // namespace samscope
