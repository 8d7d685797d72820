#include "core/eval/reference_pack.h"

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/inference/segment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace samscope {

namespace fs = std::filesystem;

bool ReferencePack::hasVariant(std::string_view variant) const
{
    return std::ranges::any_of(entries, [&](const ReferenceEntry& entry) { return entry.variant == variant; });
}

RgbImage loadReferenceImage(const ReferencePack& pack)
{
    if (!fs::exists(pack.image)) {
        throw Error({.file = pack.image.string(),
                     .reason = "the picture of the reference pack \"" + pack.name + "\" is missing",
                     .advice = fmt::format("save the {}x{} picture under this name, or put a copy of the pack beside "
                                           "the picture",
                                           pack.width, pack.height)});
    }
    RgbImage image = decodeImage(pack.image);
    const std::string advice = "put the picture of the pack there";
    if (image.width != pack.width || image.height != pack.height) {
        throw Error({.file = pack.image.string(),
                     .reason = fmt::format("is {}x{}, but the reference pack \"{}\" is about a picture of {}x{}",
                                           image.width, image.height, pack.name, pack.width, pack.height),
                     .advice = advice});
    }
    if (!pack.sha256.empty() && sha256(*openByteSource(pack.image)) != pack.sha256) {
        throw Error({.file = pack.image.string(),
                     .reason = "is not the picture of the reference pack \"" + pack.name + "\" (its SHA-256 differs)",
                     .advice = advice});
    }
    return image;
}

std::string_view checkStatusName(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Pass:
        return "pass";
    case CheckStatus::Warn:
        return "warn";
    case CheckStatus::Fail:
        break;
    }
    return "fail";
}

std::string promptText(const PromptSet& prompt)
{
    std::vector<std::string> parts;
    for (const PointPrompt& point : prompt.points) {
        parts.push_back(fmt::format("{} ({}, {})", point.label == 1 ? "point" : "background point", point.x, point.y));
    }
    if (prompt.box) {
        parts.push_back(
            fmt::format("box ({}, {}, {}, {})", prompt.box->x0, prompt.box->y0, prompt.box->x1, prompt.box->y1));
    }
    return parts.empty() ? "no prompt" : fmt::format("{}", fmt::join(parts, ", "));
}

ReferenceRow compareWithReference(const ReferenceEntry& entry, const Prediction& prediction)
{
    ReferenceRow row;
    row.entry = &entry;
    for (std::size_t index = 0; index < prediction.count(); ++index) {
        if (!entry.scoreIndex || static_cast<std::size_t>(*entry.scoreIndex) == index) {
            row.got.push_back(prediction.iouScores[index]);
        }
    }
    row.difference = row.got.size() == entry.expected.size() ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < std::min(row.got.size(), entry.expected.size()); ++i) {
        const double difference = std::abs(row.got[i] - entry.expected[i]);
        row.difference =
            std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(row.difference, difference);
    }
    if (row.difference <= entry.tolerance) {
        row.status = CheckStatus::Pass;
    } else if (row.difference <= 10 * entry.tolerance) {
        row.status = CheckStatus::Warn;
    }
    return row;
}

std::vector<ReferenceRow> runReferencePack(Predictor& predictor, const ReferencePack& pack, const Work& work)
{
    const ModelInfo& info = predictor.info();
    if (!pack.hasVariant(info.variant)) {
        std::set<std::string> variants;
        for (const ReferenceEntry& entry : pack.entries) {
            variants.insert(entry.variant);
        }
        throw Error({.file = info.path.string(),
                     .reason = fmt::format("the reference pack \"{}\" has no entry for {}", pack.name, info.variant),
                     .advice = fmt::format("it has entries for {}", fmt::join(variants, ", "))});
    }
    const EncodedPicture picture = encode(predictor, loadReferenceImage(pack), work);
    std::vector<ReferenceRow> rows;
    for (const ReferenceEntry& entry : pack.entries) {
        work.throwIfStopped();
        if (entry.variant == info.variant) {
            rows.push_back(
                compareWithReference(entry, predictor.decode(picture.embedding, picture.geometry, entry.prompt)));
        }
    }
    return rows;
}

} // namespace samscope
