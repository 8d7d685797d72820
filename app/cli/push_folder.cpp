#include "app/cli/push_folder.h"

#include "app/cli/output.h"
#include "core/base/error.h"

#include <fmt/format.h>

#include <ostream>

namespace samscope {

namespace {

std::string_view stateName(PushState state)
{
    switch (state) {
    case PushState::New:
        return "new";
    case PushState::Changed:
        return "changed";
    case PushState::Same:
        break;
    }
    return "same";
}

void printPlan(const PushPlan& plan, const PushOptions& options, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    for (const PlannedFile& file : plan.files) {
        rows.push_back({printable(file.file.path), std::string(stateName(file.state)),
                        std::to_string(file.file.source->size()), file.sha256});
    }
    printTable(out, {"file", "on the Hub", ">bytes", "SHA-256"}, rows);
    out << (plan.head.empty()
                ? fmt::format("{}: to be created, {}\n", plan.repoId, options.isPrivate ? "private" : "public")
                : fmt::format("{}: {} is at {}\n", plan.repoId, options.revision, plan.head));
}

} // namespace

int pushFolder(HubClient& client, const FolderPush& folderPush, bool dryRun, CommandContext& context)
{
    const FolderPushPlan plan = planFolderPush(client, folderPush, context.work);
    for (const std::string& note : plan.notes) {
        context.line.err << "note: " << note << '\n';
    }
    printPlan(plan.plan, plan.options, context.line.out);
    if (plan.options.isPrivate && !plan.plan.head.empty()) {
        context.line.err << "note: the repository is there already; --private does not change who sees it\n";
    }
    if (dryRun) {
        return 0;
    }
    const PushResult result = push(client, plan.plan, plan.options, context.work);
    for (const std::string& name : result.ignored) {
        context.line.err << "note: the repository's .gitignore keeps " << printable(name) << " out\n";
    }
    context.line.out << (result.committed ? fmt::format("committed {}: {}\n", result.commit, result.url)
                                          : "nothing to do: everything is there\n");
    return 0;
}

} // namespace samscope
