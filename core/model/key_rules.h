#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// transformers' two names of the positional embedding, tied to one tensor; the second is the one that is saved.
inline constexpr std::string_view tiedEmbeddingName = "prompt_encoder.shared_embedding.positional_embedding";
inline constexpr std::string_view sharedEmbeddingName = "shared_image_embedding.positional_embedding";

/// The name under which transformers saves the tensor that it calls `name`.
constexpr std::string_view savedName(std::string_view name)
{
    return name == tiedEmbeddingName ? sharedEmbeddingName : name;
}

/// One row of KEYS_TO_MODIFY_MAPPING in transformers' convert_sam_to_hf.py, tied to the place in the module tree where
/// it is meant: it changes a key only when the original key starts with `where`, whole components at a time.
struct KeyRule
{
    int number;             ///< 1 to 21 in the order of that mapping; 22 is the hypernetwork rule
    std::string_view where; ///< components of the original key, `#` stands for a number
    std::string_view find;
    std::string_view replace; ///< for the first `find` in the key as the rules above left it
};

/// In the order in which they are applied; a rule that is meant in several places has a row for each.
std::span<const KeyRule> keyRules();

/// One key through the 21 rules and the hypernetwork rule of transformers' convert_sam_to_hf.py, anchored; `rules`
/// collects the numbers of those that matched.
std::string renameKey(const std::string& metaKey, std::vector<int>* rules = nullptr);

/// True when the dotted `key` starts with the components of `pattern`, where `#` stands for a number:
/// "neck.1" starts "neck.1.weight" and not "neck.10.weight".
bool startsWithComponents(std::string_view key, std::string_view pattern);

} // namespace samscope
