#include "core/checkpoint/pickle/pickle_scalars.h"

#include <fmt/format.h>

#include <charconv>

namespace samscope {

namespace {

/// Python's own generators of random numbers keep integers of 128 bits in a training state.
constexpr std::size_t longLimit = 32;

} // namespace

bool PickleScalars::push(const PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::None:
        m_stack.push(m_values.add({.kind = PickleKind::None}));
        return true;
    case Op::NewTrue:
    case Op::NewFalse:
        m_stack.push(m_values.add({.kind = PickleKind::Bool, .value = instruction.op == Op::NewTrue}));
        return true;
    case Op::BinInt:
        pushInteger(static_cast<std::int32_t>(instruction.number));
        return true;
    case Op::BinInt1:
    case Op::BinInt2:
        pushInteger(static_cast<std::int64_t>(instruction.number));
        return true;
    case Op::Long1:
    case Op::Long4:
        pushLong(instruction.text);
        return true;
    case Op::BinFloat:
        m_stack.push(m_values.add({.kind = PickleKind::Float}));
        return true;
    case Op::Float:
    case Op::Int:
    case Op::Long:
        pushNumberLine(instruction);
        return true;
    case Op::String:
        pushQuoted(instruction.text, PickleKind::Text);
        return true;
    case Op::BinString:
    case Op::ShortBinString:
    case Op::Unicode:
    case Op::BinUnicode:
    case Op::ShortBinUnicode:
    case Op::BinUnicode8:
        pushText(instruction.text, PickleKind::Text);
        return true;
    case Op::BinBytes:
    case Op::ShortBinBytes:
    case Op::BinBytes8:
    case Op::ByteArray8:
        pushText(instruction.text, PickleKind::Bytes);
        return true;
    default:
        return false;
    }
}

void PickleScalars::pushInteger(std::int64_t value)
{
    // Sizes, strides and offsets repeat: sharing them keeps large checkpoints far from the limit on values.
    if (value < 0 || value > 0xffff) {
        m_stack.push(m_values.add({.kind = PickleKind::Int, .value = value}));
        return;
    }
    const auto [place, isNew] = m_smallIntegers.try_emplace(value, 0);
    if (isNew) {
        place->second = m_values.add({.kind = PickleKind::Int, .value = value});
    }
    m_stack.push(place->second);
}

void PickleScalars::pushLong(std::string_view bytes)
{
    if (bytes.size() > longLimit) {
        m_place.refuse(fmt::format("an integer of {} bytes is over the limit of {}", bytes.size(), longLimit));
    }
    if (bytes.size() > sizeof(std::int64_t)) {
        m_stack.pushOpaque();
        return;
    }
    const bool isNegative = !bytes.empty() && (bytes.back() & 0x80) != 0;
    std::uint64_t value = isNegative ? ~std::uint64_t{0} : 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = (value << 8) | static_cast<unsigned char>(bytes[i - 1]);
    }
    pushInteger(static_cast<std::int64_t>(value));
}

void PickleScalars::pushNumberLine(const PickleInstruction& instruction)
{
    std::string_view line = instruction.text;
    if (instruction.op == Op::Float) {
        m_stack.push(m_values.add({.kind = PickleKind::Float}));
        return;
    }
    if (instruction.op == Op::Int && (line == "00" || line == "01")) {
        m_stack.push(m_values.add({.kind = PickleKind::Bool, .value = line == "01"}));
        return;
    }
    if (instruction.op == Op::Long && line.ends_with('L')) {
        line.remove_suffix(1);
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    if (error != std::errc{} || end != line.data() + line.size()) {
        m_place.corrupt("a line that should hold an integer does not");
    }
    pushInteger(value);
}

void PickleScalars::pushQuoted(std::string_view line, PickleKind kind)
{
    const bool isQuoted =
        line.size() >= 2 && line.front() == line.back() && (line.front() == '\'' || line.front() == '"');
    if (!isQuoted) {
        m_place.corrupt("a string has no quotes");
    }
    pushText(line.substr(1, line.size() - 2), kind);
}

void PickleScalars::pushText(std::string_view text, PickleKind kind)
{
    m_stack.push(m_values.add({.kind = kind, .length = static_cast<std::uint32_t>(text.size()), .text = text.data()}));
}

} // namespace samscope
