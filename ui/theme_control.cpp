#include "ui/theme_control.h"

#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingReply>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString portalPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString settingsInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colourScheme = QStringLiteral("color-scheme");
constexpr uint prefersDark = 1;

} // namespace

ThemeControl::ThemeControl(QObject* parent) : QObject(parent) {}

ThemeControl& ThemeControl::instance()
{
    auto* control = qApp->findChild<ThemeControl*>(QString(), Qt::FindDirectChildrenOnly);
    return control != nullptr ? *control : *new ThemeControl(qApp);
}

void ThemeControl::start(bool dark)
{
    m_isDesktopDark = dark;
    apply();
    askPortal();
}

void ThemeControl::askPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(service, portalPath, settingsInterface, u"SettingChanged"_s, this,
                SLOT(changeSetting(QString, QString, QDBusVariant)));
    QDBusMessage message = QDBusMessage::createMethodCall(service, portalPath, settingsInterface, u"Read"_s);
    message << appearance << colourScheme;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        watcher->deleteLater();
        if (!reply.isError()) {
            changeSetting(appearance, colourScheme, reply.value());
        }
    });
}

void ThemeControl::changeSetting(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space != appearance || key != colourScheme) {
        return;
    }
    QVariant content = value.variant();
    if (content.canConvert<QDBusVariant>()) { // Read wraps twice
        content = content.value<QDBusVariant>().variant();
    }
    setDesktopDark(content.toUInt() == prefersDark);
}

void ThemeControl::setDesktopDark(bool dark)
{
    m_isDesktopDark = dark;
    apply();
}

ThemeControl::Choice ThemeControl::choice() const
{
    const QString forced = qEnvironmentVariable("SAMSCOPE_THEME");
    const QString name = forced.isEmpty() ? settings::theme.get() : forced;
    return name == "dark"_L1 ? Choice::Dark : name == "light"_L1 ? Choice::Light : Choice::System;
}

void ThemeControl::choose(Choice choice)
{
    settings::theme.set(choice == Choice::Dark ? u"dark"_s : choice == Choice::Light ? u"light"_s : u"system"_s);
    apply();
}

void ThemeControl::apply()
{
    const Choice wanted = choice();
    const bool dark = wanted == Choice::System ? m_isDesktopDark : wanted == Choice::Dark;
    setDark(dark);
    refreshColours();
}

} // namespace samscope
