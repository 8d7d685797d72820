#include "core/checkpoint/pickle/pickle_calls.h"

#include "core/checkpoint/pickle/pickle_tensor.h"

#include <fmt/format.h>

namespace samscope {

void PickleCalls::callOrName(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::Global:
        m_stack.push(nameGlobal(instruction.text, instruction.second));
        return;
    case Op::StackGlobal:
        nameFromStack();
        return;
    case Op::Inst: {
        const auto arguments = m_stack.popToMark();
        call(nameGlobal(instruction.text, instruction.second), m_values.addTuple(arguments));
        return;
    }
    case Op::Obj: {
        const auto items = m_stack.popToMark();
        if (items.empty()) {
            m_place.corrupt("an object without a class");
        }
        call(items.front(), m_values.addTuple(std::span(items).subspan(1)));
        return;
    }
    case Op::NewObjEx:
        m_stack.pop();
        [[fallthrough]];
    case Op::Reduce:
    case Op::NewObj: {
        const PickleIndex arguments = m_stack.pop();
        const PickleIndex callee = m_stack.pop();
        call(callee, arguments);
        return;
    }
    case Op::Ext1:
    case Op::Ext2:
    case Op::Ext4:
        m_stack.push(
            m_values.addGlobal({.role = GlobalRole::Forbidden,
                                .typeName = {},
                                .label = fmt::format("whatever extension code {} means", instruction.number)}));
        return;
    case Op::Build:
        build();
        return;
    case Op::BinPersId:
        resolvePersistentId();
        return;
    default:
        m_place.refuse(fmt::format("the pickle uses opcode 0x{:02x}, which no checkpoint needs",
                                   static_cast<unsigned>(instruction.op)));
    }
}

PickleIndex PickleCalls::nameGlobal(std::string_view module, std::string_view name)
{
    const auto known = m_namedGlobals.find({module, name});
    if (known != m_namedGlobals.end()) {
        return known->second;
    }
    PickleGlobal global = classifyGlobal(module, name);
    if (global.role == GlobalRole::Inert) {
        m_leftAside.push_back(global.label);
    }
    const PickleIndex index = m_values.addGlobal(std::move(global));
    m_namedGlobals.emplace(std::pair(module, name), index);
    return index;
}

void PickleCalls::nameFromStack()
{
    const PickleIndex name = m_stack.pop();
    const PickleIndex module = m_stack.pop();
    if (m_values.kindOf(name) != PickleKind::Text || m_values.kindOf(module) != PickleKind::Text) {
        m_place.refuse("a global's name is not a string");
    }
    m_stack.push(nameGlobal(m_values.text(m_values.node(module)), m_values.text(m_values.node(name))));
}

void PickleCalls::call(PickleIndex callee, PickleIndex arguments)
{
    if (m_values.kindOf(callee) == PickleKind::Opaque) {
        m_stack.pushOpaque();
        return;
    }
    if (m_values.kindOf(callee) != PickleKind::Global) {
        m_place.refuse(fmt::format("{} is called as a function", kindName(m_values.kindOf(callee))));
    }
    callGlobal(m_values.globalOf(m_values.node(callee)), arguments);
}

void PickleCalls::callGlobal(const PickleGlobal& global, PickleIndex arguments)
{
    switch (global.role) {
    case GlobalRole::Plain:
    case GlobalRole::Inert:
    case GlobalRole::Module:
    case GlobalRole::Forbidden:
        m_stack.pushOpaque();
        return;
    default:
        break;
    }
    if (m_values.kindOf(arguments) != PickleKind::Tuple) {
        m_place.refuse(fmt::format("{} is called with {}", global.label, kindName(m_values.kindOf(arguments))));
    }
    const auto items = m_values.items(arguments);
    switch (global.role) {
    case GlobalRole::OrderedDict:
        makeOrderedDict(arguments);
        return;
    case GlobalRole::RebuildTensor:
    case GlobalRole::RebuildTensorV3:
    case GlobalRole::RebuildUnsupported:
        m_stack.push(m_values.addTensor(tensorFromRebuild(m_values, global, items)));
        return;
    case GlobalRole::RebuildParameter:
        if (items.empty() || m_values.kindOf(items[0]) != PickleKind::Tensor) {
            m_place.refuse("a parameter is made of something that is not a tensor");
        }
        m_stack.push(items[0]);
        return;
    case GlobalRole::RebuildFromType:
        makeFromType(arguments);
        return;
    case GlobalRole::Size:
        if (items.size() != 1 || m_values.kindOf(items[0]) != PickleKind::Tuple) {
            m_place.refuse("torch.Size is made of something that is not a tuple");
        }
        m_stack.push(items[0]);
        return;
    default:
        m_place.refuse(fmt::format("{} is called as a function", global.label));
    }
}

/// Python 2 wrote an OrderedDict as a call with a list of pairs.
void PickleCalls::makeOrderedDict(PickleIndex arguments)
{
    std::vector<PickleIndex> items;
    const auto given = m_values.items(arguments);
    if (given.size() > 1 || (given.size() == 1 && m_values.kindOf(given[0]) != PickleKind::List)) {
        m_place.refuse("an OrderedDict is made of something that is not a list of pairs");
    }
    if (!given.empty()) {
        for (const PickleIndex pair : m_values.items(given[0])) {
            const auto both = m_values.items(pair);
            if (both.size() != 2) {
                m_place.refuse("an OrderedDict is made of something that is not a list of pairs");
            }
            items.insert(items.end(), both.begin(), both.end());
        }
    }
    m_stack.push(m_values.addContainer(PickleKind::OrderedDict));
    m_containers.setItems(m_stack.top(), items);
}

/// _rebuild_from_type_v2(function, class, arguments, state): a tensor with Python attributes, which are dropped.
void PickleCalls::makeFromType(PickleIndex arguments)
{
    const auto items = m_values.items(arguments);
    if (items.size() != 4 || m_values.kindOf(items[0]) != PickleKind::Global) {
        m_place.refuse("_rebuild_from_type_v2 is called with unknown arguments");
    }
    const PickleGlobal& function = m_values.globalOf(m_values.node(items[0]));
    if (function.role == GlobalRole::RebuildFromType) {
        m_place.refuse("_rebuild_from_type_v2 is called through itself");
    }
    callGlobal(function, items[2]);
}

void PickleCalls::build()
{
    m_stack.pop();
    const PickleKind kind = m_values.kindOf(m_stack.top());
    if (kind != PickleKind::OrderedDict && kind != PickleKind::Opaque) {
        m_place.refuse(fmt::format("a state is set on {}", kindName(kind)));
    }
}

void PickleCalls::resolvePersistentId()
{
    const PickleIndex id = m_stack.pop();
    const auto items = m_values.kindOf(id) == PickleKind::Tuple ? m_values.items(id) : std::span<const PickleIndex>{};
    const auto tag = items.empty() || m_values.kindOf(items[0]) != PickleKind::Text
                         ? std::string_view{}
                         : m_values.text(m_values.node(items[0]));
    if (tag == "storage") {
        m_stack.push(m_values.addStorage(storageFromId(m_values, items)));
    } else if (tag == "module" && items.size() > 1) {
        m_stack.push(items[1]);
    } else {
        m_place.refuse("a persistent id names no storage");
    }
}

} // namespace samscope
