#include "core/checkpoint/pickle/pickle_containers.h"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace samscope {

bool PickleContainers::build(const PickleInstruction& instruction)
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
        pushTuple(m_stack.popToMark());
        return true;
    case Op::EmptyList:
        m_stack.push(m_values.addContainer(PickleKind::List));
        return true;
    case Op::List: {
        const auto items = m_stack.popToMark();
        m_stack.push(m_values.addContainer(PickleKind::List));
        appendItems(m_stack.top(), items);
        return true;
    }
    case Op::EmptyDict:
        m_stack.push(m_values.addContainer(PickleKind::Dict));
        return true;
    case Op::Dict:
        pushDict(m_stack.popToMark());
        return true;
    case Op::EmptySet:
        m_stack.pushOpaque();
        return true;
    case Op::FrozenSet:
        m_stack.popToMark();
        m_stack.pushOpaque();
        return true;
    case Op::Append:
    case Op::Appends:
    case Op::AddItems: {
        const auto items = instruction.op == Op::Append ? std::vector{m_stack.pop()} : m_stack.popToMark();
        appendItems(m_stack.top(), items);
        return true;
    }
    case Op::SetItem: {
        const PickleIndex value = m_stack.pop();
        const PickleIndex key = m_stack.pop();
        setItems(m_stack.top(), std::vector{key, value});
        return true;
    }
    case Op::SetItems: {
        const auto items = m_stack.popToMark();
        setItems(m_stack.top(), items);
        return true;
    }
    default:
        return false;
    }
}

void PickleContainers::pushTupleOf(std::size_t count)
{
    std::array<PickleIndex, 3> items{};
    for (std::size_t i = count; i > 0; --i) {
        items[i - 1] = m_stack.pop();
    }
    pushTuple(std::span(items).first(count));
}

void PickleContainers::pushDict(std::span<const PickleIndex> items)
{
    m_stack.push(m_values.addContainer(PickleKind::Dict));
    setItems(m_stack.top(), items);
}

void PickleContainers::setItems(PickleIndex dict, std::span<const PickleIndex> items)
{
    if (items.size() % 2 != 0) {
        m_place.corrupt("a dictionary key has no value");
    }
    const PickleKind kind = m_values.kindOf(dict);
    if (kind == PickleKind::Dict || kind == PickleKind::OrderedDict) {
        m_values.append(dict, items);
    } else if (kind != PickleKind::Opaque) {
        m_place.refuse(fmt::format("dictionary items are set on {}", kindName(kind)));
    }
}

void PickleContainers::appendItems(PickleIndex list, std::span<const PickleIndex> items)
{
    const PickleKind kind = m_values.kindOf(list);
    if (kind == PickleKind::List) {
        m_values.append(list, items);
    } else if (kind != PickleKind::Opaque) {
        m_place.refuse(fmt::format("list items are appended to {}", kindName(kind)));
    }
}

} // namespace samscope
