#include "ui/settings.h"

#include "core/base/error.h"
#include "ui/text.h"

#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr qsizetype maxRecent = 10;

bool isText(const QVariant& kept)
{
    return kept.typeId() == QMetaType::QString;
}

/// What a file holds as a T; nothing when it is not one. Numbers and truth values come from a file as text.
template <typename T> std::optional<T> readAs(const QVariant& kept);

template <> std::optional<bool> readAs(const QVariant& kept)
{
    const QString text = kept.toString();
    return text == "true"_L1 || text == "false"_L1 ? std::optional(text == "true"_L1) : std::nullopt;
}

template <> std::optional<int> readAs(const QVariant& kept)
{
    bool isNumber = false;
    const int number = kept.toInt(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

template <> std::optional<QByteArray> readAs(const QVariant& kept)
{
    return kept.typeId() == QMetaType::QByteArray ? std::optional(kept.toByteArray()) : std::nullopt;
}

template <> std::optional<QString> readAs(const QVariant& kept)
{
    return isText(kept) ? std::optional(kept.toString()) : std::nullopt;
}

template <> std::optional<QStringList> readAs(const QVariant& kept)
{
    const bool isList = isText(kept) || kept.typeId() == QMetaType::QStringList; // a file does not tell one from a list
    return isList ? std::optional(kept.toStringList()) : std::nullopt;
}

template <> std::optional<std::optional<QKeySequence>> readAs(const QVariant& kept)
{
    if (!isText(kept)) {
        return std::nullopt;
    }
    const QKeySequence keys(kept.toString(), QKeySequence::PortableText);
    for (int i = 0; i < keys.count(); ++i) {
        if (keys[static_cast<uint>(i)].key() == Qt::Key_unknown) {
            return std::nullopt;
        }
    }
    return keys;
}

/// A word that `parse` knows.
template <typename T> std::optional<T> readWord(const QVariant& kept, T (*parse)(std::string_view))
{
    try {
        return parse(kept.toString().toStdString());
    } catch (const Error&) {
        return std::nullopt;
    }
}

template <> std::optional<Device> readAs(const QVariant& kept)
{
    return readWord(kept, parseDevice);
}

template <> std::optional<Numerics> readAs(const QVariant& kept)
{
    return readWord(kept, parseNumerics);
}

template <typename T> QVariant toStore(const T& value)
{
    return QVariant::fromValue(value);
}

QVariant toStore(const std::optional<QKeySequence>& keys)
{
    return keys ? keys->toString(QKeySequence::PortableText) : QVariant();
}

QVariant toStore(const Device& device)
{
    return toQt(deviceName(device));
}

QVariant toStore(Numerics numerics)
{
    return toQt(numericsName(numerics));
}

} // namespace

template <typename T> T Setting<T>::get() const
{
    const std::optional<T> kept = readAs<T>(QSettings().value(m_key));
    return kept && (m_isValid == nullptr || m_isValid(*kept)) ? *kept : m_default;
}

template <typename T> void Setting<T>::set(const T& value) const
{
    const QVariant stored = toStore(value);
    if (stored.isValid()) {
        QSettings().setValue(m_key, stored);
    } else {
        QSettings().remove(m_key);
    }
}

template class Setting<bool>;
template class Setting<int>;
template class Setting<QByteArray>;
template class Setting<QString>;
template class Setting<QStringList>;
template class Setting<std::optional<QKeySequence>>;
template class Setting<Device>;
template class Setting<Numerics>;

void settings::addRecent(const Setting<QStringList>& list, const QString& path)
{
    QStringList paths = list.get();
    paths.removeAll(path);
    paths.prepend(path);
    list.set(paths.mid(0, maxRecent));
}

Setting<QByteArray> settings::panels(const QString& workspace)
{
    return Setting<QByteArray>(u"panels/"_s + workspace);
}

Setting<QByteArray> settings::splitter(const QString& id)
{
    return Setting<QByteArray>(u"splitters/"_s + id);
}

Setting<std::optional<QKeySequence>> settings::keys(const QString& action)
{
    return Setting<std::optional<QKeySequence>>(u"keys/"_s + action);
}

} // namespace samscope
