#pragma once

#include <QString>

namespace samscope {

/// Translates the window into `language` ("en", "zh_CN", …) or the desktop's ("system"); English where there is no
/// translation. Before any widget is made.
void installTranslation(const QString& language);

} // namespace samscope
