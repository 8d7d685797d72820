#pragma once

#include "core/base/work.h"
#include "core/inference/predictor.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// One published or computed expectation.
struct ReferenceEntry
{
    std::string variant; ///< one of the five names or "custom"
    PromptSet prompt;
    std::optional<int> scoreIndex; ///< which of the three scores; nothing: all of them
    std::vector<double> expected;
    double tolerance = 0;
    std::string source; ///< where the number comes from
};

/// Expected scores for one picture, as a file of resources/references states them.
struct ReferencePack
{
    std::string name;
    std::filesystem::path image; ///< absolute, beside the pack
    int width = 0;
    int height = 0;
    std::string sha256; ///< empty where unknown
    std::vector<ReferenceEntry> entries;

    bool hasVariant(std::string_view variant) const;
};

/// The picture of a pack. Throws `Error` when it is missing (how to supply it) or not the one that was meant.
RgbImage loadReferenceImage(const ReferencePack& pack);

enum class CheckStatus
{
    Pass, ///< within the tolerance
    Warn, ///< within ten times the tolerance
    Fail,
};

/// "pass", "warn", "fail".
std::string_view checkStatusName(CheckStatus status);

struct ReferenceRow
{
    const ReferenceEntry* entry = nullptr;
    std::vector<double> got;
    double difference = 0; ///< largest absolute one
    CheckStatus status = CheckStatus::Fail;
};

/// "point (400, 650)", "box (75, 275, 1725, 850)", "no prompt".
std::string promptText(const PromptSet& prompt);

/// One expectation against one prediction.
ReferenceRow compareWithReference(const ReferenceEntry& entry, const Prediction& prediction);

/// Runs every entry of the model's variant. Throws `Error` when there is none.
std::vector<ReferenceRow> runReferencePack(Predictor& predictor, const ReferencePack& pack, const Work& work);

} // namespace samscope
