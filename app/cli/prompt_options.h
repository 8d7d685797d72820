#pragma once

#include "core/base/strict_json.h"
#include "core/inference/predictor.h"
#include "core/inference/prompt.h"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace samscope {

/// --device, --numerics, --decoder-norm, --decoder-heads.
void addPredictorOptions(CLI::App& command, PredictorOptions& options);

/// The prompts of a command line before they are parsed.
struct PromptArguments
{
    std::vector<std::string> points;
    std::string box;
    std::string maskInput;
    bool singleMask = false;
};

/// --point (repeatable), --box, --mask-input, --single-mask.
void addPromptOptions(CLI::App& command, PromptArguments& arguments);

/// Throws `Error` naming the option.
PromptSet parsePrompts(const PromptArguments& arguments);

/// {"points", "labels", "box"} as in the JSON of predict and in reference packs.
Json promptJson(const PromptSet& prompts);

} // namespace samscope
