#include "core/convert/model_name.h"

#include "core/base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace samscope {

namespace {

std::string knownNames()
{
    std::vector<std::string_view> names;
    for (const Variant& variant : namedVariants()) {
        names.push_back(variant.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// "hidden_size is 168, not 768 (image_encoder.pos_embed 1x64x64x168), and 2 more differences"
std::string differences(const Detection& detection, const SamConfig& expected)
{
    const auto found = configFields(*detection.config);
    const auto wanted = configFields(expected);
    std::string text;
    std::size_t more = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] == wanted[i]) {
            continue;
        }
        if (!text.empty()) {
            ++more;
            continue;
        }
        const auto shown = std::ranges::find(detection.evidence, found[i].first, &Evidence::what);
        text = fmt::format("{} is {}, not {}", found[i].first, found[i].second, wanted[i].second);
        text += shown == detection.evidence.end() ? "" : fmt::format(" ({})", shown->source);
    }
    return more == 0 ? text : fmt::format("{}, and {}", text, counted(more, "more difference"));
}

} // namespace

void requireModelName(const std::string& modelName, const SamCheckpoint& sam)
{
    if (modelName.empty()) {
        return;
    }
    const Variant* expected = findVariant(modelName);
    if (expected == nullptr) {
        throw Error({.reason = fmt::format("unknown model name \"{}\"", printable(modelName, 60)),
                     .advice = "use one of " + knownNames()});
    }
    if (requireConfig(sam) == expected->config) {
        return;
    }
    throw Error({.file = sam.checkpoint.path.string(),
                 .reason = fmt::format("is {}, not {}: {}", sam.detection.variant, modelName,
                                       differences(sam.detection, expected->config)),
                 .advice = "leave the model name out to convert what the file holds"});
}

} // namespace samscope
