#pragma once

#include "core/checkpoint/pickle/pickle_opcodes.h"
#include "core/checkpoint/pickle/pickle_values.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace samscope {

/// What a pickle machine has at hand: its stack with the open marks, and its memo. Throws `Error` at a limit, for a
/// value that is not there, and for a mark or a memo slot that is not there.
class PickleStack
{
public:
    /// Values on the stack, open marks, and slots of the memo.
    static constexpr std::size_t kLimit = 1'000'000;

    PickleStack(PickleValues& values, const PicklePlace& place) : m_values(values), m_place(place) {}

    /// Neither values nor marks.
    bool isEmpty() const { return m_stack.empty() && m_marks.empty(); }
    void push(PickleIndex index);
    /// Something that is not looked into.
    void pushOpaque() { push(m_values.add({.kind = PickleKind::Opaque})); }
    /// Of the values above the last mark.
    PickleIndex top() const;
    PickleIndex pop();

    void openMark();
    /// All values above the last mark, which goes.
    std::vector<PickleIndex> popToMark();
    /// The last mark where nothing lies above it.
    void popValueOrMark();

    /// Keeps the top value in a slot of the memo.
    void put(std::uint64_t slot);
    /// In the slot that the count of those in use names.
    void putNext() { put(m_memoCount); }
    /// Pushes what the slot holds.
    void get(std::uint64_t slot);

private:
    PickleValues& m_values;
    const PicklePlace& m_place;
    std::vector<PickleIndex> m_stack;
    std::vector<std::size_t> m_marks;
    std::vector<std::optional<PickleIndex>> m_memo;
    std::size_t m_memoCount = 0;
};

} // namespace samscope
