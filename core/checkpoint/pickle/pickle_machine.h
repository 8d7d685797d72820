#pragma once

#include "core/checkpoint/pickle/pickle_opcodes.h"
#include "core/checkpoint/pickle/pickle_values.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samscope {

/// Longest pickle stream that is read, in bytes.
inline constexpr std::uint64_t kPickleSizeLimit = 64'000'000;

/// A pickle that was read. Texts of `values` point into the stream, which must outlive it.
struct PickleResult
{
    PickleValues values;
    PickleIndex root = 0;
    std::size_t end = 0;                ///< bytes up to and with the stop mark
    std::vector<std::string> leftAside; ///< labels of the inert globals, each once
};

/// Reads pickles of protocols 0 to 5 without importing or calling anything: only plain values, dictionaries and
/// descriptions of tensors come out. Throws `Error`: `ForbiddenGlobal` when anything outside the allow-list and the
/// inert list is named anywhere in the stream, `BadInput` for whole modules, damage and limits.
class PickleMachine
{
public:
    /// Values on the stack, open marks, and slots of the memo.
    static constexpr std::size_t kStackLimit = 1'000'000;

    PickleMachine(std::span<const std::byte> stream, PickleName name);

    PickleResult run();

private:
    void runToStop();
    bool step(const PickleInstruction& instruction);
    bool pushScalar(const PickleInstruction& instruction);
    bool useMemo(const PickleInstruction& instruction);
    bool buildContainer(const PickleInstruction& instruction);
    bool moveStack(const PickleInstruction& instruction);
    void callOrName(const PickleInstruction& instruction);

    void push(PickleIndex index);
    PickleIndex pop();
    PickleIndex top();
    std::vector<PickleIndex> popToMark();
    PickleKind kindOf(PickleIndex index) const { return m_result.values.node(index).kind; }

    void pushInteger(std::int64_t value);
    void pushLong(std::string_view bytes);
    void pushNumberLine(const PickleInstruction& instruction);
    void pushQuoted(std::string_view line, PickleKind kind);
    void pushText(std::string_view text, PickleKind kind);
    void pushOpaque() { push(m_result.values.add({.kind = PickleKind::Opaque})); }
    void put(std::uint64_t slot);
    void get(std::uint64_t slot);
    std::uint64_t slotOfLine(std::string_view line) const;

    void pushTuple(std::span<const PickleIndex> items) { push(m_result.values.addTuple(items)); }
    void pushTupleOf(std::size_t count);
    void pushDict(std::span<const PickleIndex> items);
    void setItems(PickleIndex goal, std::span<const PickleIndex> items);
    void appendItems(PickleIndex goal, std::span<const PickleIndex> items);

    PickleIndex nameGlobal(std::string_view module, std::string_view name);
    void nameFromStack();
    void call(PickleIndex callee, PickleIndex arguments);
    void callGlobal(const PickleGlobal& global, PickleIndex arguments);
    void makeOrderedDict(PickleIndex arguments);
    void makeFromType(PickleIndex arguments);
    void build();
    void resolvePersistentId();
    void addStorage(std::span<const PickleIndex> id);

    void scanRest();
    void refuseGlobals() const;
    [[noreturn]] void refuse(const std::string& reason, const std::string& advice = {}) const;
    [[noreturn]] void corrupt(const std::string& reason) const { m_name.corrupt(m_offset, reason); }

    PickleName m_name;
    PickleDecoder m_decoder;
    PickleResult m_result;
    std::size_t m_offset = 0; ///< of the instruction at work
    std::vector<PickleIndex> m_stack;
    std::vector<std::size_t> m_marks;
    std::vector<std::optional<PickleIndex>> m_memo;
    std::size_t m_memoCount = 0;
    std::map<std::int64_t, PickleIndex> m_smallIntegers;
    std::map<std::pair<std::string_view, std::string_view>, PickleIndex> m_namedGlobals;
};

} // namespace samscope
