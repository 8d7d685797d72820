#include "core/convert/common_names.h"

#include "core/model/key_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace samscope {

namespace {

bool looksLikeSam(const TensorEntry& entry)
{
    constexpr std::array<std::string_view, 3> parts = {"image_encoder.", "vision_encoder.", "mask_decoder."};
    return std::ranges::any_of(parts,
                               [&](std::string_view part) { return entry.name.find(part) != std::string::npos; });
}

} // namespace

std::vector<NamedTensor> commonNames(const StateDict& dict)
{
    std::vector<NamedTensor> named;
    for (const TensorEntry& entry : dict.tensors) {
        named.push_back({dict.layout == Layout::Meta ? renameKey(entry.name) : entry.name, entry});
    }
    return named;
}

std::vector<NamedTensor> commonNames(const Checkpoint& checkpoint)
{
    if (std::ranges::any_of(checkpoint.tensors, looksLikeSam)) {
        return commonNames(selectStateDict(checkpoint));
    }
    std::vector<NamedTensor> named;
    for (const TensorEntry& entry : checkpoint.tensors) {
        named.push_back({entry.scope.empty() ? entry.name : entry.scope + "/" + entry.name, entry});
    }
    return named;
}

} // namespace samscope
