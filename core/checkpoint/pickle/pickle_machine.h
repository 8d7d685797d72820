#pragma once

#include "core/checkpoint/pickle/pickle_calls.h"
#include "core/checkpoint/pickle/pickle_scalars.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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
    PickleMachine(std::span<const std::byte> stream, PickleName name);

    PickleResult run();

private:
    void runToStop();
    bool step(const PickleInstruction& instruction);
    bool useMemo(const PickleInstruction& instruction);
    bool moveStack(const PickleInstruction& instruction);
    std::uint64_t slotOfLine(std::string_view line) const;
    void scanRest();

    PickleName m_name;
    PickleDecoder m_decoder;
    PicklePlace m_place;
    PickleResult m_result;
    PickleStack m_stack;
    PickleScalars m_scalars;
    PickleContainers m_containers;
    PickleCalls m_calls;
};

} // namespace samscope
