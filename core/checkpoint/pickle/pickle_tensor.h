#pragma once

#include "core/checkpoint/pickle/pickle_values.h"

#include <span>
#include <string>

namespace samscope {

/// Why a rebuild call cannot be a tensor's; the machine adds where.
struct BadRebuild
{
    std::string reason;
};

/// The tensor that a call of a rebuild function describes. Throws `BadRebuild` on arguments of the wrong number, type,
/// sign or rank.
PickleTensor tensorFromRebuild(const PickleValues& values, const PickleGlobal& function,
                               std::span<const PickleIndex> arguments);

/// The storage that ("storage", class, key, location, count[, view]) describes. Throws `BadRebuild`.
PickleStorage storageFromId(const PickleValues& values, std::span<const PickleIndex> id);

} // namespace samscope
