#pragma once

#include "core/model/key_rules.h"
#include "core/model/meta_tensors.h"
#include "core/model/sam_config.h"
#include "core/model/state_dict.h"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace samscope {

enum class RemapAction
{
    Rename,
    Keep,
    Duplicate,  ///< the positional embedding, once more as shared_image_embedding.positional_embedding
    Drop,       ///< pixel_mean, pixel_std: constants that transformers keeps in the processor
    Missing,    ///< the config asks for it and the checkpoint does not have it
    Unexpected, ///< the checkpoint has it and the config does not ask for it, or its shape is another, or its dtype no
                ///< floating-point one
};

/// "rename", "keep", …: the words of the remap log.
std::string_view actionName(RemapAction action);

/// What happens to one key.
struct RemapRow
{
    std::string source; ///< empty for `Missing`
    std::string target; ///< empty for `Drop` and `Unexpected`
    RemapAction action = RemapAction::Keep;
    std::vector<int> rules; ///< numbers of the rules that changed it (1 to 21, 22 for the hypernetworks), in order
    bool written = false;   ///< whether the target goes into model.safetensors (the tied positional embedding: once)
    std::optional<TensorEntry> tensor; ///< the source's entry; nothing for `Missing`
    std::string problem;               ///< collision, wrong shape (with both shapes), …; empty when all is well
};

struct RemapCounts
{
    std::size_t source = 0, renamed = 0, kept = 0, duplicated = 0, dropped = 0, missing = 0, unexpected = 0,
                written = 0;
};

/// Every key of a conversion before anything is written, in the checkpoint's order, missing keys last.
struct RemapPlan
{
    std::vector<RemapRow> rows;
    RemapCounts counts;
    std::size_t problems = 0; ///< rows that stop the conversion

    bool canConvert() const { return problems == 0; }
    /// Indexes into `rows` of what is written, by target name.
    std::unordered_map<std::string, std::size_t> writtenRows() const;
};

/// The plan for a dictionary in Meta's layout. A key in transformers' layout is never renamed a second time: for
/// `Layout::Hf` the rows are identities of the expected transformers names.
RemapPlan planRemap(const StateDict& dict, const SamConfig& config);

} // namespace samscope
