#include "core/base/save_file.h"

#include "core/base/byte_reader.h"
#include "core/base/temporary_name.h"

namespace samscope {

namespace fs = std::filesystem;

void saveFile(const fs::path& goal, const std::function<void(File&)>& fill)
{
    const fs::path temporary = temporarySibling(goal);
    try {
        File file = File::createNew(temporary);
        fill(file);
        file.sync();
        file.close();
        renamePath(temporary, goal);
    } catch (...) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw;
    }
    syncFolder(temporary.parent_path());
}

void saveFile(const fs::path& goal, std::string_view contents)
{
    saveFile(goal, [&](File& file) { file.write(asBytes(contents)); });
}

} // namespace samscope
