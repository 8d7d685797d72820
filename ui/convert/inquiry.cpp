#include "ui/convert/inquiry.h"

#include <utility>

namespace samscope {

Inquiry::Inquiry(QObject* parent) : QObject(parent)
{
    connect(&m_job, &Job::finished, this, [this] {
        const auto answer = std::exchange(m_answer, nullptr);
        const bool counts = std::exchange(m_current, 0) != 0;
        next();
        if (counts) {
            answer();
        }
    });
}

void Inquiry::ask(int item, const QString& title, Question question)
{
    forget(item);
    m_waiting.push_back({item, title, std::move(question)});
    if (!m_job.isRunning()) {
        next();
    }
}

void Inquiry::forget(int item)
{
    std::erase_if(m_waiting, [item](const Asked& asked) { return asked.item == item; });
    if (m_current == item) {
        m_current = 0;
    }
}

void Inquiry::next()
{
    if (m_waiting.empty()) {
        return;
    }
    const Asked asked = m_waiting.front();
    m_waiting.erase(m_waiting.begin());
    m_current = asked.item;
    m_job.start(asked.title, [this, question = asked.question](const Work&) { m_answer = question(); });
}

} // namespace samscope
