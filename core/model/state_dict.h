#pragma once

#include "core/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace samscope {

/// Whose names the keys carry.
enum class Layout
{
    Meta, ///< segment_anything: image_encoder.blocks.0…
    Hf,   ///< transformers: vision_encoder.layers.0…
};

/// "meta" or "hf".
std::string_view layoutName(Layout layout);

/// The SAM part of a checkpoint: one dictionary of it, its common prefix removed from the keys.
struct StateDict
{
    Layout layout = Layout::Meta;
    std::string scope;                ///< the dictionary it was found in: "", "model", "state_dict", …
    std::string prefix;               ///< what was removed from every key: "", "module.", "module.sam.", …
    std::vector<TensorEntry> tensors; ///< names without the prefix
    std::vector<std::string> notes;   ///< what was done or left aside, one line each, for log and warnings

    const TensorEntry* find(std::string_view name) const;
};

/// Descends into the one dictionary that holds SAM keys (top level, `model`, `state_dict`, `model_state_dict`, `net`,
/// …) and strips `module.`, `_orig_mod.`, `sam.`, `model.`, `sam_model.` in any combination. Throws `Error` when no
/// dictionary holds SAM keys, when several do and none is plainly the one (EMA copies beside `model` are left aside
/// and noted), or when Meta's and transformers' names are mixed.
StateDict selectStateDict(const Checkpoint& checkpoint);

} // namespace samscope
