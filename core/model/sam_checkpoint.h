#pragma once

#include "core/base/error.h"
#include "core/checkpoint/checkpoint.h"
#include "core/model/remap.h"
#include "core/model/state_dict.h"
#include "core/model/variant_detect.h"

#include <filesystem>
#include <string>
#include <vector>

namespace samscope {

/// What may stand between a checkpoint and a whole SAM, the gravest first.
enum class SamFault
{
    NoSam,       ///< no one dictionary holds a SAM's keys
    OtherFamily, ///< a relative of SAM
    Config,      ///< config.json is not a SAM's, or says other numbers than the shapes
    Shapes,      ///< shapes that no SamConfig has
    Keys,        ///< keys that are missing, unexpected or of another shape or dtype
};

/// One fault of a checkpoint.
struct SamProblem
{
    SamFault fault = SamFault::NoSam;
    Problem problem;                  ///< the same from every command: the first of `details` and how many there are
    std::vector<std::string> details; ///< one line each, never empty
};

struct SamOptions
{
    int decoderHeads = MaskDecoderConfig{}.heads; ///< where no config.json says how many
};

/// A SAM that was opened, or what was found in its place.
struct SamCheckpoint
{
    Checkpoint checkpoint;
    StateDict dict;                    ///< no tensors with `SamFault::NoSam`
    Detection detection;               ///< the config of config.json where the folder has one, otherwise of the shapes
    RemapPlan remap;                   ///< no rows without a config
    std::vector<SamProblem> problems;  ///< the gravest first; empty for a whole SAM
    std::vector<std::string> warnings; ///< of the reader and the selection, one line each
};

/// Opens a checkpoint or folder and describes it; no tensor is read. Throws what openCheckpoint throws for a file that
/// cannot be read; everything else is in `problems`.
SamCheckpoint openSam(const std::filesystem::path& path, const SamOptions& options = {});

/// Throws the gravest problem as `Error` unless one dictionary holds a SAM's keys.
void requireSam(const SamCheckpoint& sam);
/// The same unless its config is known, too.
const SamConfig& requireConfig(const SamCheckpoint& sam);
/// The same unless nothing at all is wrong with it.
void requireComplete(const SamCheckpoint& sam);

} // namespace samscope
