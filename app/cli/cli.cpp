#include "app/cli/cli.h"

#include "app/cli/command.h"
#include "app/cli/console_progress.h"
#include "core/base/error.h"

#include <algorithm>
#include <ostream>

namespace samscope {

namespace {

// CLI11's own message is already one clause; the sub-command's help is the place to look.
int usageError(const CLI::App& parser, const CLI::ParseError& error, std::ostream& err)
{
    const auto chosen = parser.get_subcommands();
    const std::string command = chosen.empty() ? "samscope" : "samscope " + chosen.front()->get_name();
    err << Error({.file = command, .reason = error.what(), .advice = "see " + command + " --help"}).what() << '\n';
    return exitCode(ErrorKind::BadInput);
}

int parseAndRun(const std::vector<std::string>& arguments, const CommandLine& line)
{
    CLI::App parser("Converts SAM and SlimSAM checkpoints for transformers, and shows what they segment.", "samscope");
    parser.set_version_flag("--version", "samscope " SAMSCOPE_VERSION);
    WindowRequest window;
    std::vector<std::string> opened;
    parser.add_option("MODEL", opened, "a model and pictures to open in the window")
        ->option_text("[MODEL] [IMAGE ...]");
    Command command;
    for (const auto add :
         {addInspectCommand, addConvertCommand, addVerifyCommand, addCheckCommand, addPredictCommand, addCompareCommand,
          addEverythingCommand, addDiffCommand, addDownloadCommand, addPushCommand, addDemoCommand, addBenchCommand}) {
        add(parser, command);
    }
    try {
        parser.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::Success& wanted) { // --help, --version
        return parser.exit(wanted, line.out, line.err);
    } catch (const CLI::ParseError& error) {
        return usageError(parser, error, line.err);
    }
    if (command) {
        ConsoleProgress progress(line.err, line.progressBar);
        CommandContext context{line, {progress, line.stop}};
        return command(context);
    }
    if (!opened.empty()) {
        window.model = opened.front();
        window.images.assign(opened.begin() + 1, opened.end());
    }
    return line.openWindow(window);
}

} // namespace

int runCommandLine(const std::vector<std::string>& arguments, const CommandLine& surroundings)
{
    try {
        return parseAndRun(arguments, surroundings);
    } catch (...) {
        const Error error = currentError();
        surroundings.err << error.what() << '\n';
        return exitCode(error.kind());
    }
}

} // namespace samscope
