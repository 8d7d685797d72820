#pragma once

#include "core/base/work.h"
#include "core/hub/http/hub_client.h"

#include <filesystem>
#include <string>
#include <vector>

namespace samscope {

struct DownloadOptions
{
    std::string repoId;            ///< "namespace/name"
    std::string file;              ///< path inside the repository; empty for the model folder
    std::string revision = "main"; ///< branch, tag or commit
    bool everything = false;       ///< with an empty `file`: not only what a model folder needs
};

struct DownloadResult
{
    std::filesystem::path path; ///< in the shared cache: the file, or the folder of the snapshot
    std::string commit;
    std::uint64_t bytes = 0;          ///< of all files together
    std::vector<std::string> files;   ///< names in the repository
    std::vector<std::string> leftOut; ///< of a folder, because a model folder does not need them
    std::string note;                 ///< why the network was not asked, or in vain; else empty
};

/// Downloads into the cache that the Python client shares, or finds it there: a commit that is complete needs no
/// network, offline mode and a Hub that does not answer make do with what was downloaded last. Throws `Error`.
DownloadResult download(HubClient& client, const DownloadOptions& options, const Work& work);

/// "org/name/file", "org/name" or "name" taken apart.
DownloadOptions parseDownloadTarget(const std::string& text);

} // namespace samscope
