#pragma once

#include <QString>

#include <filesystem>
#include <string>
#include <string_view>

namespace samscope {

/// Text of the core (UTF-8) for the window.
inline QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline QString toQt(const std::string& text)
{
    return QString::fromStdString(text);
}

inline QString toQt(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

inline std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdString());
}

/// One of two texts with %1 for the count.
inline QString plural(std::size_t count, const QString& one, const QString& several)
{
    return (count == 1 ? one : several).arg(static_cast<qulonglong>(count));
}

} // namespace samscope
