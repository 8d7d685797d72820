#include "core/hub/http/qt_transport.h"

#include "core/hub/http/proxy.h"
#include "core/hub/http/qt_exchange.h"
#include "core/hub/http/trusted_certificates.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QUrl>

namespace samscope {

namespace {

QNetworkProxy proxyOf(const std::string& text)
{
    if (text.empty()) {
        return QNetworkProxy::NoProxy;
    }
    const QUrl url(QString::fromStdString(text));
    const bool socks = url.scheme().startsWith(QLatin1String("socks"));
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                         static_cast<quint16>(url.port(socks ? 1080 : 80)), url.userName(), url.password());
}

class QtTransport final : public Transport
{
public:
    explicit QtTransport(EnvironmentLookup environment) : m_environment(std::move(environment)) {}

    HttpReply send(const HttpRequest& request, BodySink* sink, const std::stop_token& stop) override
    {
        if (!m_manager) {
            m_manager = std::make_unique<QNetworkAccessManager>();
        }
        const QNetworkProxy proxy = proxyOf(proxyFor(request.url, m_environment));
        m_manager->setProxy(proxy);
        if (!m_tls && request.url.starts_with("https:")) {
            m_tls = trustedCertificates(m_environment);
        }
        HttpReply reply = QtExchange(*m_manager, m_tls, request, sink, stop).run();
        if (!reply.failure.empty() && proxy.type() != QNetworkProxy::NoProxy) {
            reply.failure += " (through the proxy " + proxy.hostName().toStdString() + ")";
        }
        return reply;
    }

private:
    EnvironmentLookup m_environment;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::optional<QSslConfiguration> m_tls; ///< read at the first https address
};

} // namespace

std::unique_ptr<Transport> qtTransport(EnvironmentLookup environment)
{
    return std::make_unique<QtTransport>(std::move(environment));
}

} // namespace samscope
