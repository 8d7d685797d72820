#pragma once

#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/base/work.h"
#include "core/hub/http/hub_settings.h"
#include "core/hub/http/token.h"
#include "core/hub/http/transport.h"

#include <memory>
#include <stop_token>
#include <string>

namespace samscope {

enum class Redirects
{
    WithinOrigin, ///< one that leads elsewhere is the reply
    Anywhere,
};

/// Speaks with one Hub: adds the token (for the Hub's own origin only), follows redirects, refuses plain http except
/// on loopback, tries again and turns refusals into sentences.
class HubClient
{
public:
    HubClient(HubSettings settings, Token token, std::unique_ptr<Transport> transport);

    const HubSettings& settings() const { return m_settings; }
    bool hasToken() const { return !m_token.empty(); }
    /// An absolute URL on the Hub; `path` starts with a slash.
    std::string url(const std::string& path) const { return m_settings.endpoint + path; }

    /// One try. Throws `Error` in offline mode, for a URL that must not be asked, and when stopped.
    HttpReply once(HttpRequest request, Redirects redirects, BodySink* sink, const std::stop_token& stop);
    /// Tries again while that may help; the last reply, whatever it is.
    HttpReply send(const HttpRequest& request, Redirects redirects, const Work& work);
    /// A JSON reply of the Hub. Throws `Error` with `subject` as the file when there is none.
    Json json(const HttpRequest& request, const std::string& subject, const Work& work);

    /// Throws `Error` unless the exchange succeeded: one sentence for each kind of refusal.
    void requireSuccess(const HttpReply& reply, const std::string& subject) const;
    /// The sentence for a reply that did not succeed.
    Problem problemOf(const HttpReply& reply, const std::string& subject) const;

private:
    HubSettings m_settings;
    Token m_token;
    std::unique_ptr<Transport> m_transport;
};

/// Scheme, host and port agree.
bool sameOrigin(const std::string& a, const std::string& b);

/// Throws `Error` unless the URL is https, or http on this machine.
void requireSafeUrl(const std::string& url);

/// A URL without its query and user, which may be secrets.
std::string shownUrl(const std::string& url);

} // namespace samscope
