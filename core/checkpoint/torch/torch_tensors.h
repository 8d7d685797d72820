#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/pickle/pickle_machine.h"

#include <functional>

namespace samscope {

/// Where a storage lies: a run of bytes of a record.
struct StoragePlace
{
    std::uint32_t record = 0; ///< index into Checkpoint::records
    std::uint64_t offset = 0; ///< bytes from the record's start
    std::uint64_t size = 0;   ///< bytes
};

/// Finds a storage of the pickle in the file, or throws `Error`.
using StorageFinder = std::function<StoragePlace(const PickleStorage&)>;

/// Walks over dictionaries, lists and tuples from the root and appends every tensor to `checkpoint`, in the order of
/// the pickle, with its bounds checked; adds a warning per inert global and per dtype that is not read. Throws `Error`
/// when there is no tensor, when one reaches outside its storage, and at the limits of nesting and names.
void collectTensors(const PickleResult& pickle, const PickleName& name, const StorageFinder& find,
                    Checkpoint& checkpoint);

} // namespace samscope
