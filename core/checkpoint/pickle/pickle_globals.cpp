#include "core/checkpoint/pickle/pickle_globals.h"

#include "core/base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

namespace samscope {

namespace {

struct RoleRow
{
    std::string_view module;
    std::string_view name;
    GlobalRole role;
};

constexpr auto roleRows = std::to_array<RoleRow>({
    {"collections", "OrderedDict", GlobalRole::OrderedDict},
    {"torch._utils", "_rebuild_tensor", GlobalRole::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v2", GlobalRole::RebuildTensor},
    {"torch._utils", "_rebuild_tensor_v3", GlobalRole::RebuildTensorV3},
    {"torch._utils", "_rebuild_parameter", GlobalRole::RebuildParameter},
    {"torch._utils", "_rebuild_parameter_with_state", GlobalRole::RebuildParameter},
    {"torch.nn.parameter", "Parameter", GlobalRole::RebuildParameter},
    {"torch._tensor", "_rebuild_from_type_v2", GlobalRole::RebuildFromType},
    {"torch._utils", "_rebuild_qtensor", GlobalRole::RebuildUnsupported},
    {"torch._utils", "_rebuild_sparse_tensor", GlobalRole::RebuildUnsupported},
    {"torch._utils", "_rebuild_nested_tensor", GlobalRole::RebuildUnsupported},
    {"torch._utils", "_rebuild_meta_tensor_no_storage", GlobalRole::RebuildUnsupported},
    {"torch._utils", "_rebuild_wrapper_subclass", GlobalRole::RebuildUnsupported},
    {"torch._utils", "_rebuild_device_tensor_from_numpy", GlobalRole::RebuildUnsupported},
    {"torch._utils", "_rebuild_device_tensor_from_cpu_tensor", GlobalRole::RebuildUnsupported},
    {"torch", "Size", GlobalRole::Size},
    {"torch", "Tensor", GlobalRole::Plain},
    {"torch", "device", GlobalRole::Plain},
    {"torch", "per_tensor_affine", GlobalRole::Plain},
    {"torch", "per_tensor_symmetric", GlobalRole::Plain},
    {"torch", "per_channel_affine", GlobalRole::Plain},
    {"torch", "per_channel_symmetric", GlobalRole::Plain},
    {"torch", "per_channel_affine_float_qparams", GlobalRole::Plain},
    {"torch.serialization", "_get_layout", GlobalRole::Plain},
    {"collections", "Counter", GlobalRole::Plain},
    {"__builtin__", "set", GlobalRole::Plain},
    {"__builtin__", "bytearray", GlobalRole::Plain},
    {"__builtin__", "complex", GlobalRole::Plain},
    {"__builtin__", "list", GlobalRole::Inert},
    {"_codecs", "encode", GlobalRole::Inert},
    {"argparse", "Namespace", GlobalRole::Inert},
    {"collections", "defaultdict", GlobalRole::Inert},
    {"numpy", "dtype", GlobalRole::Inert},
    {"numpy._core.multiarray", "scalar", GlobalRole::Inert},
    {"numpy.core.multiarray", "scalar", GlobalRole::Inert},
});

struct TypeRow
{
    std::string_view storage; ///< class in torch, without "Storage"
    std::string_view dtype;
    std::uint64_t bytes;
};

constexpr auto typeRows = std::to_array<TypeRow>({
    {"Double", "float64", 8},
    {"Float", "float32", 4},
    {"Half", "float16", 2},
    {"BFloat16", "bfloat16", 2},
    {"Long", "int64", 8},
    {"Int", "int32", 4},
    {"Short", "int16", 2},
    {"Char", "int8", 1},
    {"Byte", "uint8", 1},
    {"Bool", "bool", 1},
    {"ComplexFloat", "complex64", 8},
    {"ComplexDouble", "complex128", 16},
    {"QInt8", "qint8", 1},
    {"QUInt8", "quint8", 1},
    {"QInt32", "qint32", 4},
    {"QUInt4x2", "quint4x2", 1},
    {"QUInt2x4", "quint2x4", 1},
    {"", "uint16", 2},
    {"", "uint32", 4},
    {"", "uint64", 8},
    {"", "complex32", 4},
});

constexpr std::array<std::string_view, 3> moduleFamilies = {"torch.nn.", "torch._utils.", "segment_anything"};

/// A dotted name reaches through a module to something else, so that the family says nothing about it.
bool isModuleFamily(const std::string& label, std::string_view name)
{
    return name.find('.') == std::string_view::npos &&
           std::ranges::any_of(moduleFamilies, [&](std::string_view family) { return label.starts_with(family); });
}

/// Python writes os.system as posix.system and eval as __builtin__.eval: both spellings are shown.
std::string labelOf(std::string_view module, std::string_view name)
{
    if (module == "posix" || module == "nt") {
        return fmt::format("os.{} ({}.{})", name, module, name);
    }
    return fmt::format("{}.{}", module == "__builtin__" ? "builtins" : module, name);
}

void setType(PickleGlobal& global, GlobalRole role, const TypeRow& row)
{
    global.role = role;
    global.dtype = dtypeFromTorchName(row.dtype).value_or(DType::Unsupported);
    global.typeName = row.dtype;
    global.elementBytes = row.bytes;
}

/// torch.FloatStorage, torch.storage.UntypedStorage.
bool classifyStorage(PickleGlobal& global, std::string_view module, std::string_view name)
{
    constexpr std::string_view suffix = "Storage";
    if (!name.ends_with(suffix)) {
        return false;
    }
    if (name == "UntypedStorage" && (module == "torch" || module == "torch.storage")) {
        global.role = GlobalRole::Storage;
        global.typeName = "untyped";
        global.elementBytes = 1;
        return true;
    }
    const std::string_view stem = name.substr(0, name.size() - suffix.size());
    const auto row = std::ranges::find(typeRows, stem, &TypeRow::storage);
    if (module != "torch" || stem.empty() || row == typeRows.end()) {
        return false;
    }
    setType(global, GlobalRole::Storage, *row);
    return true;
}

/// A name made of one of torch's dtype stems and digits, such as float8_e4m3fn: no callable of torch looks like that.
bool isExoticDType(std::string_view name)
{
    constexpr auto stems =
        std::to_array<std::string_view>({"float8_", "float4_", "int", "uint", "qint", "quint", "bits"});
    return std::ranges::any_of(stems, [&](std::string_view stem) {
        return name.starts_with(stem) && name.size() > stem.size() && name[stem.size()] >= '1' &&
               (name[stem.size()] <= '9' || name[stem.size()] == 'e');
    });
}

bool classifyDType(PickleGlobal& global, std::string_view module, std::string_view name)
{
    if (module != "torch") {
        return false;
    }
    const auto row = std::ranges::find(typeRows, name, &TypeRow::dtype);
    if (row != typeRows.end()) {
        setType(global, GlobalRole::DType, *row);
        return true;
    }
    if (isExoticDType(name)) {
        global.role = GlobalRole::DType;
        global.typeName = name;
        return true;
    }
    return false;
}

std::string listed(const std::vector<std::string>& labels)
{
    constexpr std::size_t shown = 5;
    const auto first = std::span(labels).first(std::min(labels.size(), shown));
    std::string text = fmt::format("{}", fmt::join(first, ", "));
    if (labels.size() > shown) {
        text += fmt::format(" and {} more", labels.size() - shown);
    }
    return text;
}

std::vector<std::string> labelsOf(std::span<const PickleGlobal> globals, GlobalRole role)
{
    std::vector<std::string> labels;
    for (const PickleGlobal& global : globals) {
        if (global.role == role) {
            labels.push_back(global.label);
        }
    }
    return labels;
}

} // namespace

PickleGlobal classifyGlobal(std::string_view module, std::string_view name)
{
    PickleGlobal global;
    const std::string_view canonical = module == "builtins" ? "__builtin__" : module;
    global.label = printable(labelOf(canonical, name), 120);
    const auto row = std::ranges::find_if(
        roleRows, [&](const RoleRow& each) { return each.module == canonical && each.name == name; });
    if (row != roleRows.end()) {
        global.role = row->role;
        if (row->role == GlobalRole::RebuildUnsupported) {
            global.typeName = name.substr(std::string_view("_rebuild_").size());
        }
        return global;
    }
    if (classifyStorage(global, module, name) || classifyDType(global, module, name)) {
        return global;
    }
    global.role = isModuleFamily(global.label, name) ? GlobalRole::Module : GlobalRole::Forbidden;
    return global;
}

void refuseGlobals(std::span<const PickleGlobal> globals, const PickleName& name)
{
    const auto forbidden = labelsOf(globals, GlobalRole::Forbidden);
    if (!forbidden.empty()) {
        throw Error(ErrorKind::ForbiddenGlobal,
                    {.file = name.file,
                     .place = name.part,
                     .reason = fmt::format("torch.load would have run {}; nothing was run", listed(forbidden)),
                     .advice = "do not open this file in Python, and ask its author for a plain state_dict"});
    }
    const auto modules = labelsOf(globals, GlobalRole::Module);
    if (modules.empty()) {
        return;
    }
    const bool isSam =
        std::ranges::any_of(modules, [](const auto& label) { return label.starts_with("segment_anything"); });
    throw Error({.file = name.file,
                 .place = name.part,
                 .reason = fmt::format("a whole Python module ({}) and not a state dictionary{}", listed(modules),
                                       isSam ? "; SlimSAM's globally pruned files are of this kind: their blocks have "
                                               "different widths, which no SamConfig can hold"
                                             : ""),
                 .advice = isSam ? "use the uniform SlimSAM file, or save model.state_dict() in Python"
                                 : "save model.state_dict() in Python"});
}

} // namespace samscope
