#pragma once

#include "core/model/state_dict.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace samscope {

/// The keys of a state dict, asked for by their original (Meta) names whatever its layout is.
class SamKeys
{
public:
    /// `dict` must outlive the object.
    explicit SamKeys(const StateDict& dict);

    /// The name in the dictionary's own layout.
    std::string nameOf(const std::string& metaName) const;
    const TensorEntry* find(const std::string& metaName) const;
    /// Any key of the dictionary's own layout that starts with `start`; null when there is none.
    const TensorEntry* findStart(std::string_view start) const;

    /// How many numbers follow `metaPrefix` ("image_encoder.blocks" of "image_encoder.blocks.11.norm1.weight": 12);
    /// 0 when there is none, nothing when the numbers have a hole.
    std::optional<int> countNumbered(const std::string& metaPrefix) const;

private:
    const StateDict& m_dict;
    std::unordered_map<std::string_view, const TensorEntry*> m_byName;
};

} // namespace samscope
