#pragma once

#include "core/model/family.h"
#include "core/model/sam_config.h"
#include "core/model/state_dict.h"

#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// One number of the config and the tensor that shows it.
struct Evidence
{
    std::string what;   ///< "hidden_size"; names as in configFields()
    std::string value;  ///< "768"
    std::string source; ///< "image_encoder.pos_embed 1x64x64x768", or why it is assumed
    bool assumed = false;
};

/// What the shapes say.
struct Detection
{
    Family family = Family::Unknown;
    std::optional<SamConfig> config; ///< for `Sam` only, and only without problems
    std::string variant;             ///< one of the five names, "custom", or empty
    std::vector<Evidence> evidence;
    std::vector<std::string> problems; ///< why there is no config, one clause each; empty with a config
    std::string advice;                ///< what can be done, or the nearest named variant; empty with a config
};

/// Reads the architecture from tensor shapes alone. `decoderHeads` is what no shape reveals (8 in every published SAM).
/// Does not throw for foreign checkpoints: they are described by `family` and `problems`.
Detection detectVariant(const StateDict& dict, int decoderHeads = 8);

/// The same for a folder with a config.json: what no shape reveals is taken from `stated`, and a number that
/// disagrees with the shapes is a problem. A tensor that is missing is none: the config is known without it.
Detection detectVariant(const StateDict& dict, const SamConfig& stated);

} // namespace samscope
