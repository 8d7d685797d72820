#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace samscope {

/// What the window remembers between runs (QSettings of the application).
class Settings
{
public:
    enum class Recent
    {
        Checkpoints, ///< opened in Convert
        Models,      ///< opened in Segment
        Images,
        Packs,
    };

    /// Newest first, at most ten.
    static QStringList recent(Recent list);
    static void addRecent(Recent list, const QString& path);

    static QByteArray windowGeometry();
    static void setWindowGeometry(const QByteArray& geometry);

    static int workspace();
    static void setWorkspace(int index);
};

} // namespace samscope
