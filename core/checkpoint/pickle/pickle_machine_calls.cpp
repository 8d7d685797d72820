#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_machine.h"
#include "core/checkpoint/pickle/pickle_tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace samscope {

namespace {

std::string listed(const std::vector<std::string>& labels)
{
    constexpr std::size_t shown = 5;
    const auto first = std::span(labels).first(std::min(labels.size(), shown));
    std::string text = fmt::format("{}", fmt::join(first, ", "));
    if (labels.size() > shown) {
        text += fmt::format(" and {} more", labels.size() - shown);
    }
    return text;
}

std::vector<std::string> labelsOf(const PickleValues& values, GlobalRole role)
{
    std::vector<std::string> labels;
    for (const PickleGlobal& global : values.globals()) {
        if (global.role == role) {
            labels.push_back(global.label);
        }
    }
    return labels;
}

} // namespace

void PickleMachine::callOrName(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::Global:
        push(nameGlobal(instruction.text, instruction.second));
        return;
    case Op::StackGlobal:
        nameFromStack();
        return;
    case Op::Inst: {
        const auto arguments = popToMark();
        call(nameGlobal(instruction.text, instruction.second), m_result.values.addTuple(arguments));
        return;
    }
    case Op::Obj: {
        const auto items = popToMark();
        if (items.empty()) {
            corrupt("an object without a class");
        }
        call(items.front(), m_result.values.addTuple(std::span(items).subspan(1)));
        return;
    }
    case Op::NewObjEx:
        pop();
        [[fallthrough]];
    case Op::Reduce:
    case Op::NewObj: {
        const PickleIndex arguments = pop();
        const PickleIndex callee = pop();
        call(callee, arguments);
        return;
    }
    case Op::Ext1:
    case Op::Ext2:
    case Op::Ext4:
        push(m_result.values.addGlobal({.role = GlobalRole::Forbidden,
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
        refuse(fmt::format("the pickle uses opcode 0x{:02x}, which no checkpoint needs",
                           static_cast<unsigned>(instruction.op)));
    }
}

PickleIndex PickleMachine::nameGlobal(std::string_view module, std::string_view name)
{
    const auto known = m_namedGlobals.find({module, name});
    if (known != m_namedGlobals.end()) {
        return known->second;
    }
    PickleGlobal global = classifyGlobal(module, name);
    if (global.role == GlobalRole::Inert) {
        m_result.leftAside.push_back(global.label);
    }
    const PickleIndex index = m_result.values.addGlobal(std::move(global));
    m_namedGlobals.emplace(std::pair(module, name), index);
    return index;
}

void PickleMachine::nameFromStack()
{
    const PickleIndex name = pop();
    const PickleIndex module = pop();
    if (kindOf(name) != PickleKind::Text || kindOf(module) != PickleKind::Text) {
        refuse("a global's name is not a string");
    }
    const PickleValues& values = m_result.values;
    push(nameGlobal(values.text(values.node(module)), values.text(values.node(name))));
}

void PickleMachine::call(PickleIndex callee, PickleIndex arguments)
{
    if (kindOf(callee) == PickleKind::Opaque) {
        pushOpaque();
        return;
    }
    if (kindOf(callee) != PickleKind::Global) {
        refuse(fmt::format("{} is called as a function", kindName(kindOf(callee))));
    }
    callGlobal(m_result.values.globalOf(m_result.values.node(callee)), arguments);
}

void PickleMachine::callGlobal(const PickleGlobal& global, PickleIndex arguments)
{
    PickleValues& values = m_result.values;
    switch (global.role) {
    case GlobalRole::Plain:
    case GlobalRole::Inert:
    case GlobalRole::Module:
    case GlobalRole::Forbidden:
        pushOpaque();
        return;
    default:
        break;
    }
    if (kindOf(arguments) != PickleKind::Tuple) {
        refuse(fmt::format("{} is called with {}", global.label, kindName(kindOf(arguments))));
    }
    const auto items = values.items(arguments);
    switch (global.role) {
    case GlobalRole::OrderedDict:
        makeOrderedDict(arguments);
        return;
    case GlobalRole::RebuildTensor:
    case GlobalRole::RebuildTensorV3:
    case GlobalRole::RebuildUnsupported:
        push(values.addTensor(tensorFromRebuild(values, global, items)));
        return;
    case GlobalRole::RebuildParameter:
        if (items.empty() || kindOf(items[0]) != PickleKind::Tensor) {
            refuse("a parameter is made of something that is no tensor");
        }
        push(items[0]);
        return;
    case GlobalRole::RebuildFromType:
        makeFromType(arguments);
        return;
    case GlobalRole::Size:
        if (items.size() != 1 || kindOf(items[0]) != PickleKind::Tuple) {
            refuse("torch.Size is made of something that is no tuple");
        }
        push(items[0]);
        return;
    default:
        refuse(fmt::format("{} is called as a function", global.label));
    }
}

/// Python 2 wrote an OrderedDict as a call with a list of pairs.
void PickleMachine::makeOrderedDict(PickleIndex arguments)
{
    PickleValues& values = m_result.values;
    std::vector<PickleIndex> items;
    const auto given = values.items(arguments);
    if (given.size() > 1 || (given.size() == 1 && kindOf(given[0]) != PickleKind::List)) {
        refuse("an OrderedDict is made of something that is no list of pairs");
    }
    if (!given.empty()) {
        for (const PickleIndex pair : values.items(given[0])) {
            const auto both = values.items(pair);
            if (both.size() != 2) {
                refuse("an OrderedDict is made of something that is no list of pairs");
            }
            items.insert(items.end(), both.begin(), both.end());
        }
    }
    push(values.addContainer(PickleKind::OrderedDict));
    setItems(top(), items);
}

/// _rebuild_from_type_v2(function, class, arguments, state): a tensor with Python attributes, which are dropped.
void PickleMachine::makeFromType(PickleIndex arguments)
{
    const PickleValues& values = m_result.values;
    const auto items = values.items(arguments);
    if (items.size() != 4 || kindOf(items[0]) != PickleKind::Global) {
        refuse("_rebuild_from_type_v2 is called with unknown arguments");
    }
    const PickleGlobal& function = values.globalOf(values.node(items[0]));
    if (function.role == GlobalRole::RebuildFromType) {
        refuse("_rebuild_from_type_v2 is called through itself");
    }
    callGlobal(function, items[2]);
}

void PickleMachine::build()
{
    pop();
    const PickleKind kind = kindOf(top());
    if (kind != PickleKind::OrderedDict && kind != PickleKind::Opaque) {
        refuse(fmt::format("a state is set on {}", kindName(kind)));
    }
}

void PickleMachine::resolvePersistentId()
{
    const PickleIndex id = pop();
    const PickleValues& values = m_result.values;
    const auto items = kindOf(id) == PickleKind::Tuple ? values.items(id) : std::span<const PickleIndex>{};
    const auto tag =
        items.empty() || kindOf(items[0]) != PickleKind::Text ? std::string_view{} : values.text(values.node(items[0]));
    if (tag == "storage") {
        push(m_result.values.addStorage(storageFromId(values, items)));
    } else if (tag == "module" && items.size() > 1) {
        push(items[1]);
    } else {
        refuse("a persistent id names no storage");
    }
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
                nameGlobal(instruction.text, instruction.second);
            } else if (instruction.op == Op::StackGlobal) {
                nameGlobal(before, last);
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

void PickleMachine::refuseGlobals() const
{
    const auto forbidden = labelsOf(m_result.values, GlobalRole::Forbidden);
    if (!forbidden.empty()) {
        throw Error(ErrorKind::ForbiddenGlobal,
                    {.file = m_name.file,
                     .place = m_name.part,
                     .reason = fmt::format("torch.load would have run {}; nothing was run", listed(forbidden)),
                     .advice = "do not open this file in Python, and ask its author for a plain state_dict"});
    }
    const auto modules = labelsOf(m_result.values, GlobalRole::Module);
    if (modules.empty()) {
        return;
    }
    const bool isSam =
        std::ranges::any_of(modules, [](const auto& label) { return label.starts_with("segment_anything"); });
    throw Error({.file = m_name.file,
                 .place = m_name.part,
                 .reason = fmt::format("a whole Python module ({}) and not a state dictionary{}", listed(modules),
                                       isSam ? "; SlimSAM's globally pruned files are of this kind: their blocks have "
                                               "different widths, which no SamConfig can hold"
                                             : ""),
                 .advice = isSam ? "use the uniform SlimSAM file, or save model.state_dict() in Python"
                                 : "save model.state_dict() in Python"});
}

} // namespace samscope
