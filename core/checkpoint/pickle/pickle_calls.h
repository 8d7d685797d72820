#pragma once

#include "core/checkpoint/pickle/pickle_containers.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samscope {

/// The globals that a pickle names and what it would call. Nothing is imported or called: a call of the allow-list
/// pushes the plain value or the description of a tensor that it stands for, any other something that is not looked
/// into.
class PickleCalls
{
public:
    PickleCalls(PickleValues& values, PickleStack& stack, PickleContainers& containers, const PicklePlace& place)
        : m_values(values), m_stack(stack), m_containers(containers), m_place(place)
    {
    }

    /// Throws `Error` for an instruction that is not about globals or calls either, and for arguments that no
    /// checkpoint has.
    void callOrName(const PickleInstruction& instruction);
    /// Its index among the values; classified when it is named for the first time.
    PickleIndex nameGlobal(std::string_view module, std::string_view name);
    /// Labels of the inert globals, each once.
    const std::vector<std::string>& leftAside() const { return m_leftAside; }

private:
    void nameFromStack();
    void call(PickleIndex callee, PickleIndex arguments);
    void callGlobal(const PickleGlobal& global, PickleIndex arguments);
    void makeOrderedDict(PickleIndex arguments);
    void makeFromType(PickleIndex arguments);
    void build();
    void resolvePersistentId();

    PickleValues& m_values;
    PickleStack& m_stack;
    PickleContainers& m_containers;
    const PicklePlace& m_place;
    std::map<std::pair<std::string_view, std::string_view>, PickleIndex> m_namedGlobals;
    std::vector<std::string> m_leftAside;
};

} // namespace samscope
