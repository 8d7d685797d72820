#pragma once

#include <QString>

namespace samscope {

struct DeviceNote;

/// For people: why another device runs than the one asked for, empty where it is the same. What the loader of libraries
/// says stays as it is.
QString deviceNoteText(const DeviceNote& note);

} // namespace samscope
