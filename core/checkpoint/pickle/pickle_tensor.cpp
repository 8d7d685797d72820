#include "core/checkpoint/pickle/pickle_tensor.h"

#include <fmt/format.h>

namespace samscope {

namespace {

constexpr std::size_t rankLimit = 8;

const PickleNode& expect(const PickleValues& values, PickleIndex index, PickleKind kind, std::string_view what)
{
    const PickleNode& node = values.node(index);
    if (node.kind != kind) {
        throw BadRebuild{fmt::format("{} is {} where {} belongs", what, kindName(node.kind), kindName(kind))};
    }
    return node;
}

std::uint64_t expectCount(const PickleValues& values, PickleIndex index, std::string_view what)
{
    const std::int64_t value = expect(values, index, PickleKind::Int, what).value;
    if (value < 0) {
        throw BadRebuild{fmt::format("{} is negative ({})", what, value)};
    }
    return static_cast<std::uint64_t>(value);
}

std::vector<std::uint64_t> expectCounts(const PickleValues& values, PickleIndex index, std::string_view what)
{
    expect(values, index, PickleKind::Tuple, what);
    const auto items = values.items(index);
    if (items.size() > rankLimit) {
        throw BadRebuild{fmt::format("a tensor of rank {} is over the limit of {}", items.size(), rankLimit)};
    }
    std::vector<std::uint64_t> counts;
    for (const PickleIndex item : items) {
        counts.push_back(expectCount(values, item, what));
    }
    return counts;
}

void expectArguments(std::size_t got, std::size_t least, std::size_t most, const std::string& function)
{
    if (got < least || got > most) {
        throw BadRebuild{fmt::format("{} is called with {} arguments", function, got)};
    }
}

/// storage, offset, size, stride: the first four arguments of all rebuild functions that are read.
PickleTensor placedTensor(const PickleValues& values, std::span<const PickleIndex> arguments)
{
    const PickleNode& storage = expect(values, arguments[0], PickleKind::Storage, "a tensor's storage");
    PickleTensor tensor;
    tensor.storage = static_cast<PickleIndex>(storage.value);
    const PickleGlobal& type = values.globals()[values.storages()[*tensor.storage].global];
    tensor.dtype = type.dtype;
    tensor.typeName = type.typeName;
    tensor.elementBytes = type.elementBytes;
    tensor.offset = expectCount(values, arguments[1], "a tensor's offset");
    tensor.shape = expectCounts(values, arguments[2], "a tensor's size");
    tensor.strides = expectCounts(values, arguments[3], "a tensor's stride");
    if (tensor.shape.size() != tensor.strides.size()) {
        throw BadRebuild{
            fmt::format("a tensor has {} sizes and {} strides", tensor.shape.size(), tensor.strides.size())};
    }
    return tensor;
}

void expectExtras(const PickleValues& values, std::span<const PickleIndex> arguments)
{
    if (arguments.size() > 4) {
        expect(values, arguments[4], PickleKind::Bool, "a tensor's requires_grad");
    }
    if (arguments.size() > 5 && values.node(arguments[5]).kind != PickleKind::None) {
        expect(values, arguments[5], PickleKind::OrderedDict, "a tensor's hooks");
    }
}

PickleTensor unreadTensor(const PickleValues& values, const PickleGlobal& function,
                          std::span<const PickleIndex> arguments)
{
    PickleTensor tensor;
    tensor.typeName = function.typeName;
    if (function.typeName == "qtensor" && arguments.size() > 4) {
        PickleTensor placed = placedTensor(values, arguments);
        tensor.typeName = placed.typeName;
        tensor.shape = std::move(placed.shape);
        tensor.strides = std::move(placed.strides);
    }
    return tensor;
}

} // namespace

PickleTensor tensorFromRebuild(const PickleValues& values, const PickleGlobal& function,
                               std::span<const PickleIndex> arguments)
{
    if (function.role == GlobalRole::RebuildUnsupported) {
        return unreadTensor(values, function, arguments);
    }
    const bool hasType = function.role == GlobalRole::RebuildTensorV3;
    expectArguments(arguments.size(), hasType ? 7 : 4, hasType ? 8 : 7, function.label);
    PickleTensor tensor = placedTensor(values, arguments);
    expectExtras(values, arguments);
    if (hasType) {
        const PickleGlobal& type =
            values.globalOf(expect(values, arguments[6], PickleKind::Global, "a tensor's dtype"));
        if (type.role != GlobalRole::DType) {
            throw BadRebuild{fmt::format("a tensor's dtype is {}", type.label)};
        }
        tensor.dtype = type.dtype;
        tensor.typeName = type.typeName;
        tensor.elementBytes = type.elementBytes;
    }
    return tensor;
}

PickleStorage storageFromId(const PickleValues& values, std::span<const PickleIndex> id)
{
    if (id.size() != 5 && id.size() != 6) {
        throw BadRebuild{fmt::format("a persistent id has {} items", id.size())};
    }
    const PickleNode& type = expect(values, id[1], PickleKind::Global, "a storage's class");
    if (values.globalOf(type).role != GlobalRole::Storage) {
        throw BadRebuild{fmt::format("a storage's class is {}", values.globalOf(type).label)};
    }
    PickleStorage storage;
    storage.global = static_cast<PickleIndex>(type.value);
    storage.key = values.text(expect(values, id[2], PickleKind::Text, "a storage's key"));
    expect(values, id[3], PickleKind::Text, "a storage's location");
    storage.count = expectCount(values, id[4], "a storage's length");
    if (id.size() == 6 && values.node(id[5]).kind != PickleKind::None) {
        expect(values, id[5], PickleKind::Tuple, "a storage's view");
        const auto view = values.items(id[5]);
        if (view.size() != 3) {
            throw BadRebuild{fmt::format("a storage's view has {} items", view.size())};
        }
        expect(values, view[0], PickleKind::Text, "a view's key");
        storage.viewOffset = expectCount(values, view[1], "a view's offset");
        storage.viewCount = expectCount(values, view[2], "a view's length");
    }
    return storage;
}

} // namespace samscope
