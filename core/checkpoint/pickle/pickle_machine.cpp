#include "core/checkpoint/pickle/pickle_machine.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace samscope {

PickleMachine::PickleMachine(std::span<const std::byte> stream, PickleName name)
    : m_name(std::move(name)), m_decoder(stream, m_name)
{
}

PickleResult PickleMachine::run()
{
    try {
        runToStop();
    } catch (const Error&) {
        scanRest();
        refuseGlobals();
        throw;
    }
    refuseGlobals();
    return std::move(m_result);
}

void PickleMachine::runToStop()
{
    try {
        while (true) {
            const PickleInstruction instruction = m_decoder.next();
            m_offset = instruction.offset;
            if (!step(instruction)) {
                break;
            }
        }
        m_result.root = pop();
    } catch (const std::length_error& limit) {
        refuse(fmt::format("the pickle is over a limit: {}", limit.what()));
    } catch (const BadRebuild& bad) {
        refuse(bad.reason);
    }
    if (!m_stack.empty() || !m_marks.empty()) {
        corrupt("values are left over at the end of the pickle");
    }
    m_result.end = m_decoder.position();
}

bool PickleMachine::step(const PickleInstruction& instruction)
{
    if (instruction.op == Op::Stop) {
        return false;
    }
    if (!pushScalar(instruction) && !useMemo(instruction) && !buildContainer(instruction) && !moveStack(instruction)) {
        callOrName(instruction);
    }
    return true;
}

bool PickleMachine::useMemo(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::Put:
        put(slotOfLine(instruction.text));
        return true;
    case Op::BinPut:
    case Op::LongBinPut:
        put(instruction.number);
        return true;
    case Op::Memoize:
        put(m_memoCount);
        return true;
    case Op::Get:
        get(slotOfLine(instruction.text));
        return true;
    case Op::BinGet:
    case Op::LongBinGet:
        get(instruction.number);
        return true;
    default:
        return false;
    }
}

bool PickleMachine::buildContainer(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::EmptyTuple:
    case Op::Tuple1:
    case Op::Tuple2:
    case Op::Tuple3:
        pushTupleOf(instruction.op == Op::EmptyTuple
                        ? 0
                        : static_cast<std::size_t>(instruction.op) - static_cast<std::size_t>(Op::Tuple1) + 1);
        return true;
    case Op::Tuple:
        pushTuple(popToMark());
        return true;
    case Op::EmptyList:
        push(m_result.values.addContainer(PickleKind::List));
        return true;
    case Op::List: {
        const auto items = popToMark();
        push(m_result.values.addContainer(PickleKind::List));
        appendItems(top(), items);
        return true;
    }
    case Op::EmptyDict:
        push(m_result.values.addContainer(PickleKind::Dict));
        return true;
    case Op::Dict:
        pushDict(popToMark());
        return true;
    case Op::EmptySet:
        pushOpaque();
        return true;
    case Op::FrozenSet:
        popToMark();
        pushOpaque();
        return true;
    case Op::Append:
    case Op::Appends:
    case Op::AddItems: {
        const auto items = instruction.op == Op::Append ? std::vector{pop()} : popToMark();
        appendItems(top(), items);
        return true;
    }
    case Op::SetItem: {
        const PickleIndex value = pop();
        const PickleIndex key = pop();
        setItems(top(), std::vector{key, value});
        return true;
    }
    case Op::SetItems: {
        const auto items = popToMark();
        setItems(top(), items);
        return true;
    }
    default:
        return false;
    }
}

bool PickleMachine::moveStack(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::Proto:
        if (instruction.offset != 0) {
            corrupt("a protocol mark in the middle of the pickle");
        }
        if (instruction.number > 5) {
            refuse(fmt::format("pickle protocol {} is not known", instruction.number));
        }
        return true;
    case Op::Frame:
        if (instruction.number > m_decoder.remaining()) {
            corrupt("a frame reaches beyond the end");
        }
        return true;
    case Op::Mark:
        if (m_marks.size() >= kStackLimit) {
            refuse(fmt::format("more than {} open marks", kStackLimit));
        }
        m_marks.push_back(m_stack.size());
        return true;
    case Op::Pop:
        if (!m_marks.empty() && m_marks.back() == m_stack.size()) {
            m_marks.pop_back();
        } else {
            pop();
        }
        return true;
    case Op::PopMark:
        popToMark();
        return true;
    case Op::Dup:
        push(top());
        return true;
    default:
        return false;
    }
}

void PickleMachine::push(PickleIndex index)
{
    if (m_stack.size() >= kStackLimit) {
        refuse(fmt::format("more than {} values on the stack", kStackLimit));
    }
    m_stack.push_back(index);
}

PickleIndex PickleMachine::top()
{
    if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back())) {
        corrupt("the stack is empty");
    }
    return m_stack.back();
}

PickleIndex PickleMachine::pop()
{
    const PickleIndex index = top();
    m_stack.pop_back();
    return index;
}

std::vector<PickleIndex> PickleMachine::popToMark()
{
    if (m_marks.empty()) {
        corrupt("a mark is missing");
    }
    const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    std::vector<PickleIndex> items(begin, m_stack.end());
    m_stack.erase(begin, m_stack.end());
    m_marks.pop_back();
    return items;
}

void PickleMachine::put(std::uint64_t slot)
{
    if (slot >= kStackLimit) {
        refuse(fmt::format("memo slot {} is over the limit of {}", slot, kStackLimit));
    }
    if (m_memo.size() <= slot) {
        m_memo.resize(static_cast<std::size_t>(slot) + 1);
    }
    auto& place = m_memo[static_cast<std::size_t>(slot)];
    m_memoCount += place ? 0 : 1;
    place = top();
}

void PickleMachine::get(std::uint64_t slot)
{
    if (slot >= m_memo.size() || !m_memo[static_cast<std::size_t>(slot)]) {
        corrupt(fmt::format("memo slot {} was never filled", slot));
    }
    push(*m_memo[static_cast<std::size_t>(slot)]);
}

std::uint64_t PickleMachine::slotOfLine(std::string_view line) const
{
    std::uint64_t slot = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), slot);
    if (error != std::errc{} || end != line.data() + line.size()) {
        corrupt("a memo slot is no number");
    }
    return slot;
}

void PickleMachine::pushTupleOf(std::size_t count)
{
    std::array<PickleIndex, 3> items{};
    for (std::size_t i = count; i > 0; --i) {
        items[i - 1] = pop();
    }
    pushTuple(std::span(items).first(count));
}

void PickleMachine::pushDict(std::span<const PickleIndex> items)
{
    push(m_result.values.addContainer(PickleKind::Dict));
    setItems(top(), items);
}

void PickleMachine::setItems(PickleIndex goal, std::span<const PickleIndex> items)
{
    if (items.size() % 2 != 0) {
        corrupt("a dictionary key has no value");
    }
    const PickleKind kind = kindOf(goal);
    if (kind == PickleKind::Dict || kind == PickleKind::OrderedDict) {
        m_result.values.append(goal, items);
    } else if (kind != PickleKind::Opaque) {
        refuse(fmt::format("dictionary items are set on {}", kindName(kind)));
    }
}

void PickleMachine::appendItems(PickleIndex goal, std::span<const PickleIndex> items)
{
    const PickleKind kind = kindOf(goal);
    if (kind == PickleKind::List) {
        m_result.values.append(goal, items);
    } else if (kind != PickleKind::Opaque) {
        refuse(fmt::format("list items are appended to {}", kindName(kind)));
    }
}

void PickleMachine::refuse(const std::string& reason, const std::string& advice) const
{
    m_name.refuse(m_offset, reason, advice);
}

} // namespace samscope
