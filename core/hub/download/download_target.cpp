#include "core/hub/download/download_target.h"

#include "core/hub/download/official_file.h"

namespace samscope {

DownloadResult downloadTarget(HubClient& client, const DownloadTarget& target, const Work& work)
{
    if (const OfficialFile* official = findOfficialFile(target.name)) {
        DownloadResult result;
        result.path = downloadOfficialFile(client, *official, work);
        result.commit = official->commit;
        result.bytes = official->size;
        result.files = {official->path()};
        return result;
    }
    DownloadOptions options = parseDownloadTarget(target.name);
    options.revision = target.revision;
    options.everything = target.everything;
    return download(client, options, work);
}

} // namespace samscope
