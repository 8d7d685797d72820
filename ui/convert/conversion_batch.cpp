#include "ui/convert/conversion_batch.h"

#include "ui/text.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

void ConversionBatch::start()
{
    for (const QueueItem& item : m_model.rows()) {
        if (item.canRun()) {
            m_waiting.push_back(item.id);
        }
    }
    m_tried.clear();
}

const QueueItem* ConversionBatch::next()
{
    const auto& items = m_model.rows();
    const auto next = std::ranges::find_if(items, [this](const QueueItem& item) {
        return item.canRun() && std::ranges::find(m_waiting, item.id) != m_waiting.end();
    });
    if (next == items.end()) {
        return nullptr;
    }
    std::erase(m_waiting, next->id);
    m_tried.push_back(next->id);
    return &*next;
}

std::optional<QString> ConversionBatch::end()
{
    const std::optional<QString> line = isRunning() ? std::optional(summary()) : std::nullopt;
    m_tried.clear();
    m_waiting.clear();
    return line;
}

QString ConversionBatch::summaryOfOne(const QueueItem& item) const
{
    return item.state == QueueItem::State::Done      ? tr("Converted to %1").arg(toQt(item.options.folder))
           : item.state == QueueItem::State::Stopped ? tr("Conversion stopped; nothing on disk has changed")
                                                     : tr("Conversion failed");
}

QString ConversionBatch::summary() const
{
    if (m_model.rows().size() == 1) {
        return summaryOfOne(m_model.rows().front());
    }
    const auto tried = [this](const auto& counts) {
        return std::ranges::count_if(m_tried, [&](int id) {
            const QueueItem* item = m_model.find(id);
            return item != nullptr && counts(*item);
        });
    };
    const auto in = [&tried](QueueItem::State state) {
        return tried([state](const QueueItem& item) { return item.state == state; });
    };
    const auto differ =
        tried([](const QueueItem& item) { return item.proof.tensors && !item.proof.tensors->identical(); });
    const auto waiting = std::ranges::count_if(
        m_model.rows(), [](const QueueItem& item) { return item.state == QueueItem::State::Waiting && item.canRun(); });
    QStringList parts{tr("%1 converted").arg(in(QueueItem::State::Done))};
    const auto mention = [&parts](const QString& text, std::ptrdiff_t count) {
        if (count > 0) {
            parts.append(text.arg(count));
        }
    };
    mention(tr("%1 of them differ"), differ);
    mention(tr("%1 failed"), in(QueueItem::State::Failed));
    mention(tr("%1 stopped"), in(QueueItem::State::Stopped));
    mention(tr("%1 waiting"), waiting);
    return parts.join(u"  ·  "_s);
}

} // namespace samscope
