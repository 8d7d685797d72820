#include "ui/settings.h"

#include "core/base/error.h"
#include "ui/text.h"

#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr qsizetype maxRecent = 10;

QString key(Settings::Recent list)
{
    switch (list) {
    case Settings::Recent::Checkpoints:
        return u"recent/checkpoints"_s;
    case Settings::Recent::Models:
        return u"recent/models"_s;
    case Settings::Recent::Images:
        return u"recent/images"_s;
    case Settings::Recent::Packs:
        break;
    }
    return u"recent/packs"_s;
}

/// What a saved word means; the default where it is none that `parse` knows.
template <typename T> T saved(const QString& name, T (*parse)(std::string_view))
{
    try {
        return parse(QSettings().value(name).toString().toStdString());
    } catch (const Error&) {
        return {};
    }
}

} // namespace

QStringList Settings::recent(Recent list)
{
    return QSettings().value(key(list)).toStringList();
}

void Settings::addRecent(Recent list, const QString& path)
{
    QStringList paths = recent(list);
    paths.removeAll(path);
    paths.prepend(path);
    QSettings().setValue(key(list), QStringList(paths.mid(0, maxRecent)));
}

QByteArray Settings::windowGeometry()
{
    return QSettings().value(u"window/geometry"_s).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray& geometry)
{
    QSettings().setValue(u"window/geometry"_s, geometry);
}

int Settings::workspace()
{
    return QSettings().value(u"window/workspace"_s, 0).toInt();
}

void Settings::setWorkspace(int index)
{
    QSettings().setValue(u"window/workspace"_s, index);
}

QByteArray Settings::panels(const QString& workspace)
{
    return QSettings().value(u"panels/"_s + workspace).toByteArray();
}

void Settings::setPanels(const QString& workspace, const QByteArray& state)
{
    QSettings().setValue(u"panels/"_s + workspace, state);
}

QByteArray Settings::splitter(const QString& id)
{
    return QSettings().value(u"splitters/"_s + id).toByteArray();
}

void Settings::setSplitter(const QString& id, const QByteArray& state)
{
    QSettings().setValue(u"splitters/"_s + id, state);
}

int Settings::maskOpacity()
{
    return QSettings().value(u"mask/opacity"_s, 44).toInt();
}

void Settings::setMaskOpacity(int percent)
{
    QSettings().setValue(u"mask/opacity"_s, percent);
}

bool Settings::maskOutline()
{
    return QSettings().value(u"mask/outline"_s, true).toBool();
}

void Settings::setMaskOutline(bool shown)
{
    QSettings().setValue(u"mask/outline"_s, shown);
}

bool Settings::hoverPreview()
{
    return QSettings().value(u"segment/hover"_s, false).toBool();
}

void Settings::setHoverPreview(bool wanted)
{
    QSettings().setValue(u"segment/hover"_s, wanted);
}

Device Settings::device()
{
    return saved(u"segment/device"_s, parseDevice);
}

void Settings::setDevice(const Device& device)
{
    QSettings().setValue(u"segment/device"_s, toQt(deviceName(device)));
}

Numerics Settings::numerics()
{
    return saved(u"segment/numerics"_s, parseNumerics);
}

void Settings::setNumerics(Numerics numerics)
{
    QSettings().setValue(u"segment/numerics"_s, toQt(numericsName(numerics)));
}

QString Settings::theme()
{
    return QSettings().value(u"window/theme"_s, u"system"_s).toString();
}

void Settings::setTheme(const QString& theme)
{
    QSettings().setValue(u"window/theme"_s, theme);
}

QString Settings::language()
{
    return QSettings().value(u"window/language"_s, u"system"_s).toString();
}

void Settings::setLanguage(const QString& language)
{
    QSettings().setValue(u"window/language"_s, language);
}

bool Settings::firstStepsSeen()
{
    return QSettings().value(u"window/firstStepsSeen"_s, false).toBool();
}

void Settings::setFirstStepsSeen(bool seen)
{
    QSettings().setValue(u"window/firstStepsSeen"_s, seen);
}

std::optional<QKeySequence> Settings::keys(const QString& action)
{
    const QVariant kept = QSettings().value(u"keys/"_s + action);
    return kept.isValid() ? std::optional(QKeySequence(kept.toString(), QKeySequence::PortableText)) : std::nullopt;
}

void Settings::setKeys(const QString& action, const std::optional<QKeySequence>& keys)
{
    if (keys) {
        QSettings().setValue(u"keys/"_s + action, keys->toString(QKeySequence::PortableText));
    } else {
        QSettings().remove(u"keys/"_s + action);
    }
}

} // namespace samscope
