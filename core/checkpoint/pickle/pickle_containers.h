#pragma once

#include "core/checkpoint/pickle/pickle_stack.h"

#include <cstddef>
#include <span>

namespace samscope {

/// Builds the tuples, lists, dictionaries and sets of a pickle from the values on its stack.
class PickleContainers
{
public:
    PickleContainers(PickleValues& values, PickleStack& stack, const PicklePlace& place)
        : m_values(values), m_stack(stack), m_place(place)
    {
    }

    /// False, with nothing done, for an instruction that is not about one. Throws `Error` for items that do not fit.
    bool build(const PickleInstruction& instruction);
    /// Keys and values in turn. Throws `Error` when one is left over, and for what is not a dictionary.
    void setItems(PickleIndex dict, std::span<const PickleIndex> items);

private:
    void pushTuple(std::span<const PickleIndex> items) { m_stack.push(m_values.addTuple(items)); }
    void pushTupleOf(std::size_t count);
    void pushDict(std::span<const PickleIndex> items);
    void appendItems(PickleIndex list, std::span<const PickleIndex> items);

    PickleValues& m_values;
    PickleStack& m_stack;
    const PicklePlace& m_place;
};

} // namespace samscope
