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
    Sam2,           ///< SAM 2 or later: another architecture
    Unknown,
};

struct FamilyFinding
{
    Family family = Family::Sam;
    std::string problem; ///< what it is and the key that shows it, one clause; empty for `Sam`
    std::string advice;  ///< what can be done with it; empty for `Sam`
};

/// Tells SAM's relatives by the keys that only they have.
FamilyFinding findFamily(const SamKeys& keys);

} // namespace samscope
