#include "core/hub/http/hub_client.h"

#include "core/base/error.h"
#include "core/hub/http/hub_problem.h"
#include "core/hub/http/retry.h"

#include <QHostAddress>
#include <QUrl>

namespace samscope {

namespace {

constexpr int mostRedirects = 5;

QUrl parsed(const std::string& url)
{
    return QUrl::fromEncoded(QByteArray::fromStdString(url), QUrl::StrictMode);
}

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool isLoopback(const QUrl& url)
{
    return url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
}

} // namespace

bool sameOrigin(const std::string& a, const std::string& b)
{
    const QUrl left = parsed(a);
    const QUrl right = parsed(b);
    const int port = left.scheme() == QLatin1String("https") ? 443 : 80;
    return left.scheme() == right.scheme() && left.host() == right.host() && left.port(port) == right.port(port);
}

std::string shownUrl(const std::string& url)
{
    return parsed(url).toString(QUrl::RemoveQuery | QUrl::RemoveUserInfo | QUrl::RemoveFragment).toStdString();
}

void requireSafeUrl(const std::string& url)
{
    const QUrl target = parsed(url);
    const bool safe =
        target.scheme() == QLatin1String("https") || (target.scheme() == QLatin1String("http") && isLoopback(target));
    if (!safe || target.host().isEmpty()) {
        throw Error({.file = shownUrl(url),
                     .reason = "is not an https address, so nothing is asked of it",
                     .advice = "check HF_ENDPOINT"});
    }
}

HubClient::HubClient(HubSettings settings, Token token, std::unique_ptr<Transport> transport)
    : m_settings(std::move(settings)), m_token(std::move(token)), m_transport(std::move(transport))
{
}

HttpReply HubClient::once(HttpRequest request, Redirects redirects, BodySink* sink, const std::stop_token& stop)
{
    if (m_settings.offline) {
        throw Error({.file = shownUrl(request.url),
                     .reason = "offline mode is on, so the network is not asked",
                     .advice = "unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE"});
    }
    for (int hop = 0;; ++hop) {
        requireSafeUrl(request.url);
        HttpRequest signedRequest = request;
        if (!m_token.empty() && sameOrigin(request.url, m_settings.endpoint)) {
            signedRequest.headers.emplace_back("Authorization", m_token.authorization());
        }
        HttpReply reply = m_transport->send(signedRequest, sink, stop);
        const std::string location = reply.header("location").value_or("");
        if (!reply.failure.empty() || !isRedirect(reply.status) || location.empty() || hop == mostRedirects) {
            return reply;
        }
        const std::string target = parsed(request.url).resolved(parsed(location)).toEncoded().toStdString();
        if (redirects == Redirects::WithinOrigin && !sameOrigin(request.url, target)) {
            return reply;
        }
        request.url = target;
    }
}

HttpReply HubClient::send(const HttpRequest& request, Redirects redirects, const Work& work)
{
    Retry retry(m_settings.retry, work);
    while (true) {
        HttpReply reply = once(request, redirects, nullptr, work.stop);
        if (reply.succeeded() || request.neverTwice || !retry.waitAfter(reply)) {
            return reply;
        }
    }
}

Json HubClient::json(const HttpRequest& request, const std::string& subject, const Work& work)
{
    const HttpReply reply = send(request, Redirects::Anywhere, work);
    requireSuccess(reply, subject);
    return parseStrictJson(reply.body, shownUrl(reply.url));
}

void HubClient::requireSuccess(const HttpReply& reply, const std::string& subject) const
{
    if (!reply.succeeded()) {
        throw Error(problemOf(reply, subject));
    }
}

Problem HubClient::problemOf(const HttpReply& reply, const std::string& subject) const
{
    return hubProblem(reply, subject, m_token);
}

} // namespace samscope
