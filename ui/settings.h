#pragma once

#include "core/inference/device.h"
#include "core/inference/numerics.h"

#include <QByteArray>
#include <QKeySequence>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace samscope {

/// One value that the window remembers between runs (QSettings of the application). What has not been stored yet, or
/// is stored but not a valid T, counts as the default.
template <typename T> class Setting
{
public:
    /// `isValid` null: every T is.
    explicit Setting(QString key, T byDefault = {}, bool (*isValid)(const T&) = nullptr)
        : m_key(std::move(key)), m_default(std::move(byDefault)), m_isValid(isValid)
    {
    }

    T get() const;
    void set(const T& value) const;

private:
    QString m_key;
    T m_default;
    bool (*m_isValid)(const T&);
};

extern template class Setting<bool>;
extern template class Setting<int>;
extern template class Setting<QByteArray>;
extern template class Setting<QString>;
extern template class Setting<QStringList>;
extern template class Setting<std::optional<QKeySequence>>;
extern template class Setting<Device>;
extern template class Setting<Numerics>;

namespace settings {

/// Paths that were opened: newest first, at most ten.
inline const Setting<QStringList> recentCheckpoints{QStringLiteral("recent/checkpoints")};
inline const Setting<QStringList> recentModels{QStringLiteral("recent/models")};
inline const Setting<QStringList> recentImages{QStringLiteral("recent/images")};
inline const Setting<QStringList> recentPacks{QStringLiteral("recent/packs")};
void addRecent(const Setting<QStringList>& list, const QString& path);

inline const Setting<QByteArray> windowGeometry{QStringLiteral("window/geometry")};
/// A MainWindow::Workspace.
inline const Setting<int> workspace{QStringLiteral("window/workspace"), 0,
                                    [](const int& index) { return index >= 0 && index <= 2; }};
/// Where the panels of a workspace are (QMainWindow::saveState); empty for the layout that it starts with.
Setting<QByteArray> panels(const QString& workspace);
/// Where the border of a splitter is (QSplitter::saveState); empty for the place that it starts with.
Setting<QByteArray> splitter(const QString& id);

/// Of the fill of masks, percent.
inline const Setting<int> maskOpacity{QStringLiteral("mask/opacity"), 44,
                                      [](const int& percent) { return percent >= 0 && percent <= 100; }};
inline const Setting<bool> maskOutline{QStringLiteral("mask/outline"), true};
inline const Setting<bool> hoverPreview{QStringLiteral("segment/hover"), false};

/// Of the models in Segment.
inline const Setting<Device> device{QStringLiteral("segment/device")};
inline const Setting<Numerics> numerics{QStringLiteral("segment/numerics")};

/// "system", "light" or "dark".
inline const Setting<QString> theme{QStringLiteral("window/theme"), QStringLiteral("system"), [](const QString& name) {
                                        return name == u"system" || name == u"light" || name == u"dark";
                                    }};
/// "system", "en" or "zh_CN"; counts from the next start.
inline const Setting<QString> language{
    QStringLiteral("window/language"), QStringLiteral("system"),
    [](const QString& name) { return name == u"system" || name == u"en" || name == u"zh_CN"; }};
inline const Setting<bool> firstStepsSeen{QStringLiteral("window/firstStepsSeen"), false};

/// The keys that the user gave to an action; nothing: those of the program.
Setting<std::optional<QKeySequence>> keys(const QString& action);

} // namespace settings

} // namespace samscope
