#pragma once

#include <QDBusPendingCallWatcher>
#include <QDBusVariant>
#include <QObject>

namespace samscope {

/// Light or dark: the user's choice, otherwise what the desktop wants (the portal's `color-scheme` over D-Bus, live;
/// where there is no portal, the luminance of the palette that the program started with).
class ThemeControl : public QObject
{
    Q_OBJECT
public:
    enum class Choice
    {
        System,
        Light,
        Dark,
    };

    /// The application's one.
    static ThemeControl& instance();

    /// `dark` is what the palette said before the program changed it.
    void start(bool dark);
    Choice choice() const;
    /// Applies and remembers it.
    void choose(Choice choice);
    /// The desktop has changed its mind.
    void setDesktopDark(bool dark);

private Q_SLOTS:
    void changeSetting(const QString& space, const QString& key, const QDBusVariant& value);

private:
    explicit ThemeControl(QObject* parent);

    void askPortal();
    void apply();

    bool m_isDesktopDark = false;
};

} // namespace samscope
