#include "core/hub/http/qt_exchange.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/progress.h"

#include <QNetworkAccessManager>
#include <QSslError>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace samscope {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t leastBytes = 1000; // that must move within the request's patience
constexpr qint64 readAhead = 4 << 20;
constexpr std::size_t longestBody = 64 << 20; // of a reply that no sink takes

/// The body of a request, read where it lies. One that must not be sent twice cannot be rewound, so that Qt's own
/// second try on a broken connection fails.
class SourceDevice final : public QIODevice
{
public:
    SourceDevice(std::shared_ptr<const ByteSource> source, bool onlyOnce)
        : m_source(std::move(source)), m_onlyOnce(onlyOnce)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    qint64 size() const override { return static_cast<qint64>(m_source->size()); }
    bool seek(qint64 position) override
    {
        return !(m_onlyOnce && m_begun && position == 0) && QIODevice::seek(position);
    }

protected:
    qint64 readData(char* data, qint64 size) override
    {
        const auto count = std::min(size, this->size() - pos());
        try {
            m_begun = m_begun || count > 0;
            m_source->read(static_cast<std::uint64_t>(pos()),
                           std::as_writable_bytes(std::span(data, static_cast<std::size_t>(count))));
        } catch (const Error& error) {
            setErrorString(QString::fromUtf8(error.what()));
            return -1;
        }
        return count;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    std::shared_ptr<const ByteSource> m_source;
    bool m_onlyOnce;
    bool m_begun = false;
};

// Replies with an error status are complete exchanges; everything else that Qt calls an error is not.
bool isNetworkFault(QNetworkReply::NetworkError code, int status)
{
    return code != QNetworkReply::NoError && (status == 0 || code < 200 || code == QNetworkReply::ContentReSendError ||
                                              code == QNetworkReply::ProtocolFailure);
}

} // namespace

QtExchange::QtExchange(QNetworkAccessManager& manager, const std::optional<QSslConfiguration>& tls,
                       const HttpRequest& request, BodySink* sink, std::stop_token stop)
    : m_manager(manager), m_tls(tls), m_request(request), m_sink(sink), m_stop(std::move(stop))
{
    m_result.url = request.url;
}

QtExchange::~QtExchange()
{
    if (m_reply) {
        m_reply->disconnect();
        m_reply->abort();
    }
}

void QtExchange::start()
{
    QNetworkRequest request(QUrl::fromEncoded(QByteArray::fromStdString(m_request.url), QUrl::StrictMode));
    if (m_tls) {
        request.setSslConfiguration(*m_tls);
    }
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setRawHeader("Accept-Encoding", "identity"); // sizes and ranges count the file's own bytes
    request.setRawHeader("User-Agent", "samscope");
    for (const auto& [name, value] : m_request.headers) {
        request.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    if (m_request.body) {
        m_body = std::make_unique<SourceDevice>(m_request.body, m_request.neverTwice);
    }
    m_reply.reset(m_request.method == "HEAD"   ? m_manager.head(request)
                  : m_request.method == "POST" ? m_manager.post(request, m_body.get())
                  : m_request.method == "PUT"  ? m_manager.put(request, m_body.get())
                                               : m_manager.get(request));
    m_reply->setReadBufferSize(readAhead);
}

HttpReply QtExchange::run()
{
    throwIfStopped(m_stop);
    start();
    QObject::connect(m_reply.get(), &QNetworkReply::readyRead, &m_loop, [this] { takeBody(); });
    QObject::connect(m_reply.get(), &QNetworkReply::finished, &m_loop, &QEventLoop::quit);
    QObject::connect(m_reply.get(), &QNetworkReply::uploadProgress, &m_loop, [this](qint64 done, qint64) {
        const std::uint64_t sent = static_cast<std::uint64_t>(std::max<qint64>(done, 0));
        moved(sent > m_sent ? sent - m_sent : 0);
        m_sent = sent;
        if (m_request.sent && sent > 0) {
            m_request.sent(sent);
        }
    });
    QObject::connect(m_reply.get(), &QNetworkReply::sslErrors, &m_loop, [this](const QList<QSslError>& errors) {
        m_result.untrusted = true;
        m_result.failure = errors.first().errorString().toStdString();
    });
    QTimer pace;
    QObject::connect(&pace, &QTimer::timeout, &m_loop, [this] { checkPace(); });
    pace.start(std::clamp<std::chrono::milliseconds>(m_request.patience / 10, 10ms, 500ms));
    m_window.start();
    const std::stop_callback wake(
        m_stop, [this] { QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection); });
    if (!m_reply->isFinished()) {
        m_loop.exec();
    }
    throwIfStopped(m_stop);
    if (m_result.failure.empty() && !m_thrown) {
        takeBody();
        takeHead();
    }
    if (m_thrown) {
        std::rethrow_exception(m_thrown);
    }
    if (m_result.failure.empty() && isNetworkFault(m_reply->error(), m_result.status)) {
        m_result.failure = m_reply->errorString().toStdString();
    }
    return std::move(m_result);
}

void QtExchange::takeHead()
{
    if (std::exchange(m_headTaken, true)) {
        return;
    }
    m_result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto& [name, value] : m_reply->rawHeaderPairs()) {
        m_result.headers.emplace_back(name.toLower().toStdString(), value.toStdString());
    }
    if (m_sink != nullptr && !m_sink->begin(m_result)) {
        m_sink = nullptr;
    }
}

void QtExchange::takeBody()
{
    try {
        while (m_reply->bytesAvailable() > 0 && m_result.failure.empty()) {
            throwIfStopped(m_stop);
            takeHead();
            const QByteArray bytes = m_reply->read(1 << 20);
            moved(static_cast<std::uint64_t>(bytes.size()));
            keep(asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
        }
    } catch (...) {
        m_thrown = std::current_exception();
        m_loop.quit();
    }
}

void QtExchange::keep(std::span<const std::byte> bytes)
{
    if (m_sink != nullptr) {
        m_sink->take(bytes);
    } else if (m_result.body.size() + bytes.size() > longestBody) {
        end("the reply is longer than " + humanBytes(longestBody));
    } else {
        m_result.body += asText(bytes);
    }
}

void QtExchange::checkPace()
{
    if (std::chrono::milliseconds(m_window.elapsed()) < m_request.patience) {
        return;
    }
    if (m_movedInWindow < leastBytes) {
        end(m_movedInWindow == 0 ? "the server does not answer" : "the server sends almost nothing");
    }
    m_movedInWindow = 0;
    m_window.restart();
}

void QtExchange::end(std::string failure)
{
    m_result.failure = std::move(failure);
    m_loop.quit();
}

} // namespace samscope
