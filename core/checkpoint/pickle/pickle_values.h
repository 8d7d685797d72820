#pragma once

#include "core/checkpoint/pickle/pickle_globals.h"
#include "core/checkpoint/tensor_entry.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace samscope {

enum class PickleKind : std::uint8_t
{
    None,
    Bool,
    Int,
    Float,
    Text,
    Bytes,
    Tuple,
    List,
    Dict,
    OrderedDict,
    Global,  ///< an index into PickleValues::globals
    Storage, ///< an index into PickleValues::storages
    Tensor,  ///< an index into PickleValues::tensors
    Opaque,  ///< something that is not looked into: the result of an inert or forbidden call, a set, a huge integer
};

/// "a dictionary", for messages.
std::string_view kindName(PickleKind kind);

using PickleIndex = std::uint32_t;

struct PickleNode
{
    PickleKind kind = PickleKind::None;
    std::uint32_t length = 0;   ///< bytes of a text, items of a tuple
    std::int64_t value = 0;     ///< Bool, Int; else the index of the thing in its own list
    const char* text = nullptr; ///< Text and Bytes: into the stream
};

/// What a persistent id promises: a storage by its key.
struct PickleStorage
{
    PickleIndex global = 0;
    std::string_view key;
    std::uint64_t count = 0;                ///< elements of the storage class
    std::uint64_t viewOffset = 0;           ///< legacy storage views: first element within the storage `key`
    std::optional<std::uint64_t> viewCount; ///< elements of the view; nothing when it is the whole storage
};

/// The arguments of a tensor's rebuild function, checked for type and sign only.
struct PickleTensor
{
    std::optional<PickleIndex> storage; ///< nothing for kinds that are not read
    DType dtype = DType::Unsupported;
    std::string typeName;
    std::uint64_t elementBytes = 0; ///< 0 where not known
    std::uint64_t offset = 0;       ///< elements from the storage's start
    Shape shape;
    std::vector<std::uint64_t> strides; ///< elements
};

/// Every value that a pickle built, in flat lists that refer to each other by index: nesting and self-references cost
/// no recursion, neither to build nor to destroy. Growth is bounded by the limits below.
class PickleValues
{
public:
    static constexpr std::size_t kNodeLimit = 2'000'000;
    static constexpr std::size_t kItemLimit = 4'000'000;
    static constexpr std::size_t kContainerLimit = 500'000;
    static constexpr std::size_t kTensorLimit = 100'000;
    static constexpr std::size_t kStorageLimit = 200'000;
    static constexpr std::size_t kGlobalLimit = 10'000;

    const PickleNode& node(PickleIndex index) const { return m_nodes[index]; }
    PickleKind kindOf(PickleIndex index) const { return m_nodes[index].kind; }
    std::string_view text(const PickleNode& node) const { return {node.text, node.length}; }
    /// Items of a tuple or a list; keys and values in turn of a dictionary; nothing for anything else.
    std::span<const PickleIndex> items(PickleIndex index) const;

    const std::vector<PickleGlobal>& globals() const { return m_globals; }
    const std::vector<PickleStorage>& storages() const { return m_storages; }
    const std::vector<PickleTensor>& tensors() const { return m_tensors; }
    const PickleGlobal& globalOf(const PickleNode& node) const
    {
        return m_globals[static_cast<std::size_t>(node.value)];
    }

    /// These throw std::length_error when a limit is reached.
    PickleIndex add(PickleNode node);
    PickleIndex addTuple(std::span<const PickleIndex> items);
    PickleIndex addContainer(PickleKind kind);
    void append(PickleIndex container, std::span<const PickleIndex> items);
    PickleIndex addGlobal(PickleGlobal global);
    PickleIndex addStorage(PickleStorage storage);
    PickleIndex addTensor(PickleTensor tensor);

private:
    std::deque<PickleNode> m_nodes;
    std::vector<PickleIndex> m_tupleItems;
    std::vector<std::vector<PickleIndex>> m_containers;
    std::size_t m_containerItems = 0;
    std::vector<PickleGlobal> m_globals;
    std::vector<PickleStorage> m_storages;
    std::vector<PickleTensor> m_tensors;
};

} // namespace samscope
