#include "core/checkpoint/pickle/pickle_values.h"

#include <fmt/format.h>

#include <stdexcept>

namespace samscope {

namespace {

void checkLimit(std::size_t count, std::size_t limit, std::string_view what)
{
    if (count >= limit) {
        throw std::length_error(fmt::format("more than {} {}", limit, what));
    }
}

PickleNode reference(PickleKind kind, std::size_t index)
{
    return {.kind = kind, .value = static_cast<std::int64_t>(index)};
}

} // namespace

std::string_view kindName(PickleKind kind)
{
    switch (kind) {
    case PickleKind::None:
        return "None";
    case PickleKind::Bool:
        return "a truth value";
    case PickleKind::Int:
        return "an integer";
    case PickleKind::Float:
        return "a float";
    case PickleKind::Text:
        return "a string";
    case PickleKind::Bytes:
        return "bytes";
    case PickleKind::Tuple:
        return "a tuple";
    case PickleKind::List:
        return "a list";
    case PickleKind::Dict:
    case PickleKind::OrderedDict:
        return "a dictionary";
    case PickleKind::Global:
        return "a global";
    case PickleKind::Storage:
        return "a storage";
    case PickleKind::Tensor:
        return "a tensor";
    case PickleKind::Opaque:
        break;
    }
    return "a value that is left aside";
}

std::span<const PickleIndex> PickleValues::items(PickleIndex index) const
{
    const PickleNode& from = m_nodes[index];
    switch (from.kind) {
    case PickleKind::Tuple:
        return std::span(m_tupleItems).subspan(static_cast<std::size_t>(from.value), from.length);
    case PickleKind::List:
    case PickleKind::Dict:
    case PickleKind::OrderedDict:
        return m_containers[static_cast<std::size_t>(from.value)];
    default:
        return {};
    }
}

PickleIndex PickleValues::add(PickleNode node)
{
    checkLimit(m_nodes.size(), kNodeLimit, "values");
    m_nodes.push_back(node);
    return static_cast<PickleIndex>(m_nodes.size() - 1);
}

PickleIndex PickleValues::addTuple(std::span<const PickleIndex> items)
{
    checkLimit(m_tupleItems.size() + items.size(), kItemLimit, "items in tuples");
    PickleNode tuple = reference(PickleKind::Tuple, m_tupleItems.size());
    tuple.length = static_cast<std::uint32_t>(items.size());
    m_tupleItems.insert(m_tupleItems.end(), items.begin(), items.end());
    return add(tuple);
}

PickleIndex PickleValues::addContainer(PickleKind kind)
{
    checkLimit(m_containers.size(), kContainerLimit, "lists and dictionaries");
    m_containers.emplace_back();
    return add(reference(kind, m_containers.size() - 1));
}

void PickleValues::append(PickleIndex container, std::span<const PickleIndex> items)
{
    m_containerItems += items.size();
    checkLimit(m_containerItems, kItemLimit, "items in lists and dictionaries");
    auto& goal = m_containers[static_cast<std::size_t>(m_nodes[container].value)];
    goal.insert(goal.end(), items.begin(), items.end());
}

PickleIndex PickleValues::addGlobal(PickleGlobal global)
{
    checkLimit(m_globals.size(), kGlobalLimit, "different globals");
    m_globals.push_back(std::move(global));
    return add(reference(PickleKind::Global, m_globals.size() - 1));
}

PickleIndex PickleValues::addStorage(PickleStorage storage)
{
    checkLimit(m_storages.size(), kStorageLimit, "storages");
    m_storages.push_back(storage);
    return add(reference(PickleKind::Storage, m_storages.size() - 1));
}

PickleIndex PickleValues::addTensor(PickleTensor tensor)
{
    checkLimit(m_tensors.size(), kTensorLimit, "tensors");
    m_tensors.push_back(std::move(tensor));
    return add(reference(PickleKind::Tensor, m_tensors.size() - 1));
}

} // namespace samscope
