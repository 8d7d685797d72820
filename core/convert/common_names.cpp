#include "core/convert/common_names.h"

#include "core/model/remap.h"
#include "core/model/state_dict.h"

#include <algorithm>
#include <array>

namespace samscope {

namespace {

bool looksLikeSam(const TensorEntry& entry)
{
    constexpr std::array<std::string_view, 3> parts = {"image_encoder.", "vision_encoder.", "mask_decoder."};
    return std::ranges::any_of(parts,
                               [&](std::string_view part) { return entry.name.find(part) != std::string::npos; });
}

} // namespace

std::vector<NamedTensor> commonNames(const Checkpoint& checkpoint)
{
    std::vector<NamedTensor> named;
    if (std::ranges::none_of(checkpoint.tensors, looksLikeSam)) {
        for (const TensorEntry& entry : checkpoint.tensors) {
            named.push_back({entry.scope.empty() ? entry.name : entry.scope + "/" + entry.name, entry});
        }
        return named;
    }
    const StateDict dict = selectStateDict(checkpoint);
    for (const TensorEntry& entry : dict.tensors) {
        named.push_back({dict.layout == Layout::Meta ? renameKey(entry.name) : entry.name, entry});
    }
    return named;
}

std::string_view savedName(std::string_view name)
{
    return name == "prompt_encoder.shared_embedding.positional_embedding"
               ? "shared_image_embedding.positional_embedding"
               : name;
}

} // namespace samscope
