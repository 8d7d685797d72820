#pragma once

#include "core/base/work.h"
#include "core/hub/upload/push_plan.h"

#include <string>
#include <vector>

namespace samscope {

struct PushResult
{
    std::string commit; ///< of the push, or the head when there was nothing to do
    std::string url;    ///< page of the commit or pull request
    bool committed = false;
    std::vector<std::string> ignored; ///< files that the repository's .gitignore keeps out
};

/// Creates the repository if need be, stores the large files (a part that is stored is not sent again, not even after
/// an interruption) and makes one commit of everything that is new or changed. Throws `Error` that says whether
/// something was committed.
PushResult push(HubClient& client, const PushPlan& plan, const PushOptions& options, const Work& work);

} // namespace samscope
