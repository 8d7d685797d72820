#include "core/checkpoint/pickle/pickle_stack.h"

#include <fmt/format.h>

namespace samscope {

void PickleStack::push(PickleIndex index)
{
    if (m_stack.size() >= kLimit) {
        m_place.refuse(fmt::format("more than {} values on the stack", kLimit));
    }
    m_stack.push_back(index);
}

PickleIndex PickleStack::top() const
{
    if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back())) {
        m_place.corrupt("the stack is empty");
    }
    return m_stack.back();
}

PickleIndex PickleStack::pop()
{
    const PickleIndex index = top();
    m_stack.pop_back();
    return index;
}

void PickleStack::openMark()
{
    if (m_marks.size() >= kLimit) {
        m_place.refuse(fmt::format("more than {} open marks", kLimit));
    }
    m_marks.push_back(m_stack.size());
}

std::vector<PickleIndex> PickleStack::popToMark()
{
    if (m_marks.empty()) {
        m_place.corrupt("a mark is missing");
    }
    const auto begin = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    std::vector<PickleIndex> items(begin, m_stack.end());
    m_stack.erase(begin, m_stack.end());
    m_marks.pop_back();
    return items;
}

void PickleStack::popValueOrMark()
{
    if (!m_marks.empty() && m_marks.back() == m_stack.size()) {
        m_marks.pop_back();
    } else {
        pop();
    }
}

void PickleStack::put(std::uint64_t slot)
{
    if (slot >= kLimit) {
        m_place.refuse(fmt::format("memo slot {} is over the limit of {}", slot, kLimit));
    }
    if (m_memo.size() <= slot) {
        m_memo.resize(static_cast<std::size_t>(slot) + 1);
    }
    auto& place = m_memo[static_cast<std::size_t>(slot)];
    m_memoCount += place ? 0 : 1;
    place = top();
}

void PickleStack::get(std::uint64_t slot)
{
    if (slot >= m_memo.size() || !m_memo[static_cast<std::size_t>(slot)]) {
        m_place.corrupt(fmt::format("memo slot {} was never filled", slot));
    }
    push(*m_memo[static_cast<std::size_t>(slot)]);
}

} // namespace samscope
