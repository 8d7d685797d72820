#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/hub/download/download_target.h"
#include "core/hub/http/hub_session.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct DownloadArguments
{
    DownloadTarget target;
    JsonTarget json;
};

// Standard output gets the path alone, so that a script can go on with it.
int runDownload(DownloadArguments& arguments, CommandContext& context)
{
    const auto client = openHub(processEnvironment(), TokenUse::Implicit);
    const DownloadResult result = downloadTarget(*client, arguments.target, context.work);
    std::ostream& err = context.line.err;
    if (!result.note.empty()) {
        err << "note: " << printable(result.note, 1000) << '\n';
    }
    for (const std::string& name : result.leftOut) {
        err << "note: " << printable(name) << " is not needed and was left out (--all)\n";
    }
    err << fmt::format("{}, {}, commit {}\n", counted(result.files.size(), "file"), humanBytes(result.bytes),
                       result.commit);
    if (arguments.json.printsText()) {
        context.line.out << result.path.string() << '\n';
    }
    arguments.json.write({{"path", result.path.string()},
                          {"commit", result.commit},
                          {"bytes", result.bytes},
                          {"files", result.files},
                          {"left_out", result.leftOut}},
                         context.line.out);
    return 0;
}

} // namespace

void addDownloadCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<DownloadArguments>();
    CLI::App* command =
        parser.add_subcommand("download", "From the Hub into the cache that the Python client shares; prints the path");
    command
        ->add_option("TARGET", arguments->target.name,
                     "namespace/name for a model folder, namespace/name/FILE, or sam_vit_b_01ec64, sam_vit_l_0b3195, "
                     "sam_vit_h_4b8939 for Meta's own files")
        ->option_text("REPO_ID[/FILE] REQUIRED");
    command->get_option("TARGET")->required();
    command->add_option("--revision", arguments->target.revision, "branch, tag or commit (main)");
    command->add_flag("--all", arguments->target.everything,
                      "every file of the repository, not only the model folder's");
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) { return runDownload(*arguments, context); };
    });
}

} // namespace samscope
