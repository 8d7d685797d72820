#pragma once

#include "app/cli/cli.h"
#include "core/base/work.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <iosfwd>

namespace samscope {

/// What a sub-command works with once the arguments are parsed.
struct CommandContext
{
    const CommandLine& line;
    Work work;
};

/// Set by the callback of the sub-command that was named; run after parsing.
using Command = std::function<int(CommandContext&)>;

// Each adds one sub-command to the parser and stores what it does in `chosen` when it is the one. One file each.
void addInspectCommand(CLI::App& parser, Command& chosen);
void addConvertCommand(CLI::App& parser, Command& chosen);
void addVerifyCommand(CLI::App& parser, Command& chosen);
void addCheckCommand(CLI::App& parser, Command& chosen);
void addPredictCommand(CLI::App& parser, Command& chosen);
void addCompareCommand(CLI::App& parser, Command& chosen);
void addEverythingCommand(CLI::App& parser, Command& chosen);
void addDiffCommand(CLI::App& parser, Command& chosen);
void addDownloadCommand(CLI::App& parser, Command& chosen);
void addPushCommand(CLI::App& parser, Command& chosen);
void addDemoCommand(CLI::App& parser, Command& chosen);
void addBenchCommand(CLI::App& parser, Command& chosen);

} // namespace samscope
