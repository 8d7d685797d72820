#include "ui/settings.h"

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

} // namespace samscope
