#pragma once

#include "core/inference/device.h"
#include "core/inference/numerics.h"

#include <QByteArray>
#include <QKeySequence>
#include <QString>
#include <QStringList>

#include <optional>

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

    /// Where the panels of a workspace are (QMainWindow::saveState); empty for the layout that it starts with.
    static QByteArray panels(const QString& workspace);
    static void setPanels(const QString& workspace, const QByteArray& state);

    /// Where the border of a splitter is (QSplitter::saveState); empty for the place that it starts with.
    static QByteArray splitter(const QString& id);
    static void setSplitter(const QString& id, const QByteArray& state);

    /// Of the fill of masks, percent.
    static int maskOpacity();
    static void setMaskOpacity(int percent);
    static bool maskOutline();
    static void setMaskOutline(bool shown);
    static bool hoverPreview();
    static void setHoverPreview(bool wanted);

    /// Of the models in Segment.
    static Device device();
    static void setDevice(const Device& device);
    static Numerics numerics();
    static void setNumerics(Numerics numerics);

    /// "system", "light" or "dark".
    static QString theme();
    static void setTheme(const QString& theme);
    /// "system", "en" or "zh_CN"; counts from the next start.
    static QString language();
    static void setLanguage(const QString& language);
    static bool firstStepsSeen();
    static void setFirstStepsSeen(bool seen);

    /// The keys that the user gave to an action; nothing: those of the program.
    static std::optional<QKeySequence> keys(const QString& action);
    static void setKeys(const QString& action, const std::optional<QKeySequence>& keys);
};

} // namespace samscope
