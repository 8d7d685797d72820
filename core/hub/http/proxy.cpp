#include "core/hub/http/proxy.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>
#include <cctype>

namespace samscope {

namespace {

std::string variable(const std::string& name, const EnvironmentLookup& environment)
{
    std::string upper = name;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto lower = environment(name);
    return lower ? *lower : environment(upper).value_or("");
}

/// One entry of NO_PROXY: host, [address], either with :port behind and scheme:// before.
struct Rule
{
    QString scheme; ///< empty: every one
    QString host;
    int port = 0; ///< 0: every one
};

Rule readRule(QString text)
{
    Rule rule;
    if (const qsizetype end = text.indexOf(QLatin1String("://")); end >= 0) {
        rule.scheme = text.left(end);
        text.remove(0, end + 3);
    }
    const bool isBracketed = text.startsWith(QLatin1Char('['));
    const qsizetype colon = text.indexOf(QLatin1Char(':'), isBracketed ? text.indexOf(QLatin1Char(']')) : 0);
    if (colon > 0 && (isBracketed || text.count(QLatin1Char(':')) == 1)) {
        rule.port = text.mid(colon + 1).toInt();
        text.truncate(colon);
    }
    rule.host = isBracketed ? text.mid(1, text.size() - 2) : text;
    return rule;
}

// "example.com" stands for itself and what is below it, ".example.com" only for what is below; addresses and
// localhost stand for themselves.
bool coversHost(QString rule, const QString& host)
{
    if (rule.startsWith(QLatin1String("*."))) {
        rule.remove(0, 1);
    }
    const bool exactOnly = !QHostAddress(rule).isNull() || rule == QLatin1String("localhost");
    if (exactOnly || host == rule) {
        return host == rule;
    }
    return host.endsWith(rule.startsWith(QLatin1Char('.')) ? rule : QLatin1Char('.') + rule);
}

bool isExempt(const QUrl& url, const Rule& rule)
{
    const int port = url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
    return (rule.scheme.isEmpty() || rule.scheme == url.scheme()) && (rule.port == 0 || rule.port == port) &&
           coversHost(rule.host, url.host().toLower());
}

} // namespace

std::string proxyFor(const std::string& url, const EnvironmentLookup& environment)
{
    const QUrl parsed = QUrl::fromEncoded(QByteArray::fromStdString(url));
    const QString scheme = parsed.scheme();
    const QString exempt = QString::fromStdString(variable("no_proxy", environment)).toLower();
    for (const QString& rule : exempt.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (rule.trimmed() == QLatin1String("*") || isExempt(parsed, readRule(rule.trimmed()))) {
            return {};
        }
    }
    std::string proxy = variable(scheme.toStdString() + "_proxy", environment);
    if (proxy.empty()) {
        proxy = variable("all_proxy", environment);
    }
    return proxy.empty() || proxy.find("://") != std::string::npos ? proxy : "http://" + proxy;
}

} // namespace samscope
