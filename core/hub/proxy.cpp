#include "core/hub/proxy.h"

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

// "example.com" stands for itself and what is below it, ".example.com" only for what is below; addresses and
// localhost stand for themselves. A port narrows either.
bool isExempt(const QString& host, int port, QString rule)
{
    const qsizetype colon = rule.lastIndexOf(QLatin1Char(':'));
    if (colon > 0 && rule.count(QLatin1Char(':')) == 1) {
        if (rule.mid(colon + 1).toInt() != port) {
            return false;
        }
        rule.truncate(colon);
    }
    if (rule.startsWith(QLatin1String("*."))) {
        rule.remove(0, 1);
    }
    const bool exactOnly = !QHostAddress(rule).isNull() || rule == QLatin1String("localhost");
    if (exactOnly || host == rule) {
        return host == rule;
    }
    return host.endsWith(rule.startsWith(QLatin1Char('.')) ? rule : QLatin1Char('.') + rule);
}

} // namespace

std::string proxyFor(const std::string& url, const EnvironmentLookup& environment)
{
    const QUrl parsed = QUrl::fromEncoded(QByteArray::fromStdString(url));
    const QString scheme = parsed.scheme();
    const int port = parsed.port(scheme == QLatin1String("https") ? 443 : 80);
    const QString exempt = QString::fromStdString(variable("no_proxy", environment)).toLower();
    for (const QString& rule : exempt.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (rule.trimmed() == QLatin1String("*") || isExempt(parsed.host().toLower(), port, rule.trimmed())) {
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
