#include "core/checkpoint/pickle/pickle_machine.h"

#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_tensor.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <utility>

namespace samscope {

PickleMachine::PickleMachine(std::span<const std::byte> stream, PickleName name)
    : m_name(std::move(name)), m_decoder(stream, m_name), m_place{m_name}, m_stack(m_result.values, m_place),
      m_scalars(m_result.values, m_stack, m_place), m_containers(m_result.values, m_stack, m_place),
      m_calls(m_result.values, m_stack, m_containers, m_place)
{
}

PickleResult PickleMachine::run()
{
    try {
        runToStop();
    } catch (const Error&) {
        scanRest();
        refuseGlobals(m_result.values.globals(), m_name);
        throw;
    }
    refuseGlobals(m_result.values.globals(), m_name);
    return std::move(m_result);
}

void PickleMachine::runToStop()
{
    try {
        while (true) {
            const PickleInstruction instruction = m_decoder.next();
            m_place.offset = instruction.offset;
            if (!step(instruction)) {
                break;
            }
        }
        m_result.root = m_stack.pop();
    } catch (const std::length_error& limit) {
        m_place.refuse(fmt::format("the pickle is over a limit: {}", limit.what()));
    } catch (const BadRebuild& bad) {
        m_place.refuse(bad.reason);
    }
    if (!m_stack.isEmpty()) {
        m_place.corrupt("values are left over at the end of the pickle");
    }
    m_result.end = m_decoder.position();
    m_result.leftAside = m_calls.leftAside();
}

bool PickleMachine::step(const PickleInstruction& instruction)
{
    if (instruction.op == Op::Stop) {
        return false;
    }
    if (!m_scalars.push(instruction) && !useMemo(instruction) && !m_containers.build(instruction) &&
        !moveStack(instruction)) {
        m_calls.callOrName(instruction);
    }
    return true;
}

bool PickleMachine::useMemo(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::Put:
        m_stack.put(slotOfLine(instruction.text));
        return true;
    case Op::BinPut:
    case Op::LongBinPut:
        m_stack.put(instruction.number);
        return true;
    case Op::Memoize:
        m_stack.putNext();
        return true;
    case Op::Get:
        m_stack.get(slotOfLine(instruction.text));
        return true;
    case Op::BinGet:
    case Op::LongBinGet:
        m_stack.get(instruction.number);
        return true;
    default:
        return false;
    }
}

bool PickleMachine::moveStack(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::Proto:
        if (instruction.offset != 0) {
            m_place.corrupt("a protocol mark in the middle of the pickle");
        }
        if (instruction.number > 5) {
            m_place.refuse(fmt::format("pickle protocol {} is not known", instruction.number));
        }
        return true;
    case Op::Frame:
        if (instruction.number > m_decoder.remaining()) {
            m_place.corrupt("a frame reaches beyond the end");
        }
        return true;
    case Op::Mark:
        m_stack.openMark();
        return true;
    case Op::Pop:
        m_stack.popValueOrMark();
        return true;
    case Op::PopMark:
        m_stack.popToMark();
        return true;
    case Op::Dup:
        m_stack.push(m_stack.top());
        return true;
    default:
        return false;
    }
}

std::uint64_t PickleMachine::slotOfLine(std::string_view line) const
{
    std::uint64_t slot = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), slot);
    if (error != std::errc{} || end != line.data() + line.size()) {
        m_place.corrupt("a memo slot is not a number");
    }
    return slot;
}

void PickleMachine::scanRest()
{
    // The names of globals stand in the stream itself, so that they are found behind any damage that can be decoded.
    try {
        std::string_view before;
        std::string_view last;
        while (true) {
            const PickleInstruction instruction = m_decoder.next();
            if (instruction.op == Op::Global || instruction.op == Op::Inst) {
                m_calls.nameGlobal(instruction.text, instruction.second);
            } else if (instruction.op == Op::StackGlobal) {
                m_calls.nameGlobal(before, last);
            } else if (instruction.op == Op::Stop) {
                return;
            } else if (!instruction.text.empty()) {
                before = std::exchange(last, instruction.text);
            }
        }
    } catch (const Error&) {
        return;
    } catch (const std::length_error&) {
        return;
    }
}

} // namespace samscope
