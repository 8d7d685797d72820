#pragma once

#include "core/checkpoint/pickle/pickle_stack.h"

#include <cstdint>
#include <map>
#include <string_view>

namespace samscope {

/// Pushes the plain values of a pickle: None, booleans, numbers and texts.
class PickleScalars
{
public:
    PickleScalars(PickleValues& values, PickleStack& stack, const PicklePlace& place)
        : m_values(values), m_stack(stack), m_place(place)
    {
    }

    /// False, with nothing done, for an instruction that is not about one. Throws `Error` for a value that is damaged
    /// or over a limit.
    bool push(const PickleInstruction& instruction);

private:
    void pushInteger(std::int64_t value);
    void pushLong(std::string_view bytes);
    void pushNumberLine(const PickleInstruction& instruction);
    void pushQuoted(std::string_view line, PickleKind kind);
    void pushText(std::string_view text, PickleKind kind);

    PickleValues& m_values;
    PickleStack& m_stack;
    const PicklePlace& m_place;
    std::map<std::int64_t, PickleIndex> m_smallIntegers;
};

} // namespace samscope
