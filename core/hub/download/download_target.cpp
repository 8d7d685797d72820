#include "core/hub/download/download_target.h"

#include "core/hub/download/official_file.h"

namespace samscope {

DownloadResult downloadTarget(HubClient& client, const DownloadTarget& target, ProgressSink& progress,
                              const std::stop_token& stop)
{
    if (const OfficialFile* official = findOfficialFile(target.name)) {
        DownloadResult result;
        result.path = downloadOfficialFile(client, *official, progress, stop);
        result.commit = official->commit;
        result.bytes = official->size;
        result.files = {official->path()};
        return result;
    }
    DownloadOptions options = parseDownloadTarget(target.name);
    options.revision = target.revision;
    options.everything = target.everything;
    return download(client, options, progress, stop);
}

} // namespace samscope
