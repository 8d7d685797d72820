#pragma once

#include "core/model/sam_keys.h"

#include <string>

namespace samscope {

/// Relatives of SAM that are recognised; only `Sam` converts.
enum class Family
{
    Sam,
    SamHq,          ///< extra hf_token, compress_vit_feat, embedding_encoder, …
    MobileSam,      ///< another encoder (TinyViT, …) with SAM's prompt encoder and decoder
    SplitQkv,       ///< attn.q/k/v apart (SlimSAM's intermediate files)
    PerBlockWidths, ///< blocks of different widths (SlimSAM's globally pruned files)
    Unknown,
};

struct FamilyFinding
{
    Family family = Family::Sam;
    std::string problem; ///< what it is, why no SamConfig holds it and what can be done; empty for `Sam`
};

/// Tells SAM's relatives by the keys that only they have.
FamilyFinding findFamily(const SamKeys& keys);

} // namespace samscope
