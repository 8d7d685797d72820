#pragma once

#include "core/checkpoint/pickle/pickle_opcodes.h"
#include "core/checkpoint/tensor_entry.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace samscope {

/// What a global named by a pickle stands for. Nothing is ever imported or called: the role says which plain value the
/// reader builds in place of the call.
enum class GlobalRole : std::uint8_t
{
    OrderedDict,
    RebuildTensor,      ///< torch._utils._rebuild_tensor and _v2
    RebuildTensorV3,    ///< untyped storage with a dtype of its own
    RebuildParameter,   ///< torch._utils._rebuild_parameter and _with_state, torch.nn.parameter.Parameter
    RebuildFromType,    ///< torch._tensor._rebuild_from_type_v2
    RebuildUnsupported, ///< a tensor that is listed by its kind and not read: sparse, quantised, nested, …
    Storage,
    DType,
    Size,
    Plain,     ///< harmless values that torch's own restricted loader builds too: device, set, complex, …
    Inert,     ///< training extras: kept out, never called, reported
    Module,    ///< torch.nn.*, torch._utils.*, segment_anything*: a whole module was saved
    Forbidden, ///< anything else
};

struct PickleGlobal
{
    GlobalRole role = GlobalRole::Forbidden;
    DType dtype = DType::Unsupported;
    std::string typeName;           ///< torch's dtype name, or the kind of an unsupported tensor
    std::uint64_t elementBytes = 0; ///< of one element in a storage; 0 where it is not known
    std::string label;              ///< "os.system", for messages
};

/// Looks a global up in the allow-list, the inert list and the families.
PickleGlobal classifyGlobal(std::string_view module, std::string_view name);

/// Throws `Error` for a pickle that names globals which make it no state dictionary: `ForbiddenGlobal` when any is
/// forbidden, `BadInput` when any belongs to a whole module.
void refuseGlobals(std::span<const PickleGlobal> globals, const PickleName& name);

} // namespace samscope
