#include "core/hub/http/retry.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <regex>

namespace samscope {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t enoughBytes = 64 * 1024; // to call a broken exchange a step forward
constexpr auto step = 100ms;                     // between reports while waiting

void wait(std::chrono::milliseconds time, const Work& work)
{
    const auto start = std::chrono::steady_clock::now();
    const auto seconds = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    for (; time > 0ms; time -= step) {
        const auto spent = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
        work.report({"waiting to try again", static_cast<std::uint64_t>(spent.count()), seconds, Unit::Items});
        never.wait_for(lock, work.stop, std::min(time, std::chrono::milliseconds(step)), [] { return false; });
        work.throwIfStopped();
    }
}

} // namespace

std::optional<std::chrono::milliseconds> askedWait(const HttpReply& reply)
{
    if (const auto text = reply.header("retry-after")) {
        const QString value = QString::fromStdString(*text);
        bool isNumber = false;
        const uint number = value.toUInt(&isNumber);
        QDateTime date = QLocale::c().toDateTime(value, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
        date.setTimeZone(QTimeZone::utc());
        const qint64 left = isNumber ? number : QDateTime::currentDateTimeUtc().secsTo(date);
        return isNumber || date.isValid() ? std::optional<std::chrono::milliseconds>(std::max<qint64>(left, 0) * 1s)
                                          : std::nullopt;
    }
    static const std::regex reset("t=([0-9]{1,6})");
    std::smatch match;
    const std::string limit = reply.header("ratelimit").value_or("");
    return std::regex_search(limit, match, reset) ? std::optional<std::chrono::milliseconds>(std::stoi(match[1]) * 1s)
                                                  : std::nullopt;
}

bool mayRecover(const HttpReply& reply)
{
    return (!reply.failure.empty() && !reply.untrusted) || reply.status == 408 || reply.status == 429 ||
           reply.status >= 500;
}

bool Retry::waitAfter(const HttpReply& reply)
{
    const auto asked = askedWait(reply);
    if (!mayRecover(reply) || m_tries >= m_policy.attempts || asked.value_or(0ms) > m_policy.longestAsked) {
        return false;
    }
    const auto own = std::min(m_policy.firstWait * (1 << std::min(m_tries, 16)), m_policy.longestWait);
    ++m_tries;
    m_arrived = 0;
    wait(asked.value_or(own), m_work);
    return true;
}

void Retry::dataArrived(std::uint64_t bytes)
{
    m_arrived += bytes;
    if (m_arrived >= enoughBytes) {
        m_tries = 0;
    }
}

} // namespace samscope
