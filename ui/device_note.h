#pragma once

#include <QString>

#include <string>

namespace samscope {

/// For people: why another device runs than the one asked for, as ModelInfo::deviceNote says it. What the loader of
/// libraries says stays as it is.
QString deviceNoteText(const std::string& note);

} // namespace samscope
