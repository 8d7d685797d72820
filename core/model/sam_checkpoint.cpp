#include "core/model/sam_checkpoint.h"

#include "core/checkpoint/open_checkpoint.h"
#include "core/model/hf_config_reader.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace samscope {

namespace {

/// `text` cut to `limit` bytes as it is printed.
std::string cut(std::string_view text, std::size_t limit)
{
    return printable(printable(text, 1000), limit);
}

/// With a count behind it a sentence stays below 300 bytes after the name of its file, whatever a stranger calls a key.
Problem shortened(Problem problem)
{
    constexpr std::size_t limit = 250;
    problem.place = cut(problem.place, 80);
    problem.reason = cut(problem.reason, limit - problem.place.size() - problem.advice.size());
    return problem;
}

/// The first of `details` stands for all of them.
SamProblem firstOf(SamFault fault, Problem problem, std::vector<std::string> details)
{
    problem = shortened(std::move(problem));
    if (details.size() > 1) {
        problem.reason += fmt::format(" ({} problems in all)", details.size());
    }
    return {fault, std::move(problem), std::move(details)};
}

SamProblem asProblem(SamFault fault, const Error& error)
{
    const Problem& problem = error.problem();
    return {
        fault, shortened(problem), {problem.place.empty() ? problem.reason : problem.place + ": " + problem.reason}};
}

bool selectDictionary(SamCheckpoint& sam)
{
    try {
        sam.dict = selectStateDict(sam.checkpoint);
    } catch (const Error& error) {
        sam.problems.push_back(asProblem(SamFault::NoSam, error));
        return false;
    }
    sam.warnings.insert(sam.warnings.end(), sam.dict.notes.begin(), sam.dict.notes.end());
    return true;
}

/// What config.json states; nothing where there is none or it cannot be used, which is a problem.
std::optional<SamConfig> statedConfig(SamCheckpoint& sam)
{
    if (sam.checkpoint.config.empty()) {
        return std::nullopt;
    }
    try {
        return readSamConfig(sam.checkpoint.config, (sam.checkpoint.path / "config.json").string());
    } catch (const Error& error) {
        sam.problems.push_back(asProblem(SamFault::Config, error));
        return std::nullopt;
    }
}

void detect(SamCheckpoint& sam, const SamOptions& options)
{
    const std::optional<SamConfig> stated = statedConfig(sam);
    sam.detection = stated ? detectVariant(sam.dict, *stated) : detectVariant(sam.dict, options.decoderHeads);
    const Detection& detection = sam.detection;
    if (detection.problems.empty()) {
        return;
    }
    SamFault fault = stated ? SamFault::Config : SamFault::Shapes;
    if (detection.family != Family::Sam && detection.family != Family::Unknown) {
        fault = SamFault::OtherFamily;
        sam.problems.clear(); // the config.json of another family is right not to be a SAM's
    }
    sam.problems.push_back(firstOf(
        fault, {.file = sam.checkpoint.path.string(), .reason = detection.problems.front(), .advice = detection.advice},
        detection.problems));
}

void plan(SamCheckpoint& sam)
{
    sam.remap = planRemap(sam.dict, *sam.detection.config);
    const RemapRow* first = nullptr;
    std::vector<std::string> details;
    for (const RemapRow& row : sam.remap.rows) {
        if (!row.problem.empty()) {
            details.push_back(row.source.empty() ? row.problem : printable(row.source) + ": " + row.problem);
            first = first == nullptr ? &row : first;
        }
    }
    if (first == nullptr) {
        return;
    }
    const bool missing = first->action == RemapAction::Missing;
    const std::string advice = details.size() > 1 ? "`samscope inspect` lists them"
                               : missing          ? "get the complete checkpoint"
                                                  : "";
    sam.problems.push_back(firstOf(
        SamFault::Keys,
        {.file = sam.checkpoint.path.string(), .place = first->source, .reason = first->problem, .advice = advice},
        std::move(details)));
}

void requireNothingUpTo(SamFault last, const SamCheckpoint& sam)
{
    if (!sam.problems.empty() && sam.problems.front().fault <= last) {
        throw Error(sam.problems.front().problem);
    }
}

} // namespace

SamCheckpoint openSam(const std::filesystem::path& path, const SamOptions& options)
{
    SamCheckpoint sam;
    sam.checkpoint = openCheckpoint(path);
    sam.warnings = sam.checkpoint.warnings;
    if (selectDictionary(sam)) {
        detect(sam, options);
        if (sam.detection.config) {
            plan(sam);
        }
    }
    return sam;
}

void requireSam(const SamCheckpoint& sam)
{
    requireNothingUpTo(SamFault::NoSam, sam);
}

const SamConfig& requireConfig(const SamCheckpoint& sam)
{
    requireNothingUpTo(SamFault::Shapes, sam);
    return *sam.detection.config;
}

void requireComplete(const SamCheckpoint& sam)
{
    requireNothingUpTo(SamFault::Keys, sam);
}

} // namespace samscope
