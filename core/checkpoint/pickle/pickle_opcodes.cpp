#include "core/checkpoint/pickle/pickle_opcodes.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"

#include <fmt/format.h>

namespace samscope {

void PickleName::corrupt(std::size_t offset, const std::string& reason) const
{
    throw Error({.file = file,
                 .place = part,
                 .reason = fmt::format("corrupt at offset {}: {}", base + offset, reason),
                 .advice = "get the file again"});
}

void PickleName::refuse(std::size_t offset, const std::string& reason, const std::string& advice) const
{
    throw Error(
        {.file = file, .place = fmt::format("{}, offset {}", part, base + offset), .reason = reason, .advice = advice});
}

PickleInstruction PickleDecoder::next()
{
    PickleInstruction instruction;
    instruction.offset = m_position;
    if (remaining() == 0) {
        m_name.corrupt(m_position, "the pickle ends without its stop mark");
    }
    instruction.op = static_cast<Op>(number(1));
    readOperand(instruction);
    return instruction;
}

std::string_view PickleDecoder::take(std::uint64_t size)
{
    if (size > remaining()) {
        m_name.corrupt(m_position, "the pickle is cut off");
    }
    const auto text = asText(m_stream.subspan(m_position, static_cast<std::size_t>(size)));
    m_position += static_cast<std::size_t>(size);
    return text;
}

std::uint64_t PickleDecoder::number(std::size_t width)
{
    std::uint64_t value = 0;
    const std::string_view bytes = take(width);
    for (std::size_t i = 0; i < width; ++i) {
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    return value;
}

std::string_view PickleDecoder::countedText(std::uint64_t size)
{
    if (size > kPickleTextLimit) {
        m_name.refuse(m_position, fmt::format("a string of {} bytes is over the limit of {}", size, kPickleTextLimit));
    }
    return take(size);
}

std::string_view PickleDecoder::line()
{
    const std::string_view rest = asText(m_stream.subspan(m_position));
    const auto length = rest.substr(0, kPickleTextLimit).find('\n');
    if (length == std::string_view::npos) {
        m_name.corrupt(m_position, "a line has no end");
    }
    m_position += length + 1;
    return rest.substr(0, length);
}

void PickleDecoder::readOperand(PickleInstruction& instruction)
{
    switch (instruction.op) {
    case Op::BinInt1:
    case Op::BinGet:
    case Op::BinPut:
    case Op::Proto:
    case Op::Ext1:
        instruction.number = number(1);
        return;
    case Op::BinInt2:
    case Op::Ext2:
        instruction.number = number(2);
        return;
    case Op::BinInt:
    case Op::LongBinGet:
    case Op::LongBinPut:
    case Op::Ext4:
        instruction.number = number(4);
        return;
    case Op::BinFloat:
    case Op::Frame:
        instruction.number = number(8);
        return;
    case Op::ShortBinString:
    case Op::ShortBinBytes:
    case Op::ShortBinUnicode:
    case Op::Long1:
        instruction.text = countedText(number(1));
        return;
    case Op::BinString:
    case Op::BinUnicode:
    case Op::BinBytes:
    case Op::Long4:
        instruction.text = countedText(number(4));
        return;
    case Op::BinUnicode8:
    case Op::BinBytes8:
    case Op::ByteArray8:
        instruction.text = countedText(number(8));
        return;
    case Op::Float:
    case Op::Int:
    case Op::Long:
    case Op::PersId:
    case Op::String:
    case Op::Unicode:
    case Op::Get:
    case Op::Put:
        instruction.text = line();
        return;
    case Op::Global:
    case Op::Inst:
        instruction.text = line();
        instruction.second = line();
        return;
    case Op::Mark:
    case Op::Stop:
    case Op::Pop:
    case Op::PopMark:
    case Op::Dup:
    case Op::None:
    case Op::BinPersId:
    case Op::Reduce:
    case Op::Append:
    case Op::Build:
    case Op::Dict:
    case Op::EmptyDict:
    case Op::Appends:
    case Op::List:
    case Op::EmptyList:
    case Op::Obj:
    case Op::SetItem:
    case Op::Tuple:
    case Op::EmptyTuple:
    case Op::SetItems:
    case Op::NewObj:
    case Op::Tuple1:
    case Op::Tuple2:
    case Op::Tuple3:
    case Op::NewTrue:
    case Op::NewFalse:
    case Op::EmptySet:
    case Op::AddItems:
    case Op::FrozenSet:
    case Op::NewObjEx:
    case Op::StackGlobal:
    case Op::Memoize:
    case Op::NextBuffer:
    case Op::ReadonlyBuffer:
        return;
    }
    m_name.corrupt(instruction.offset,
                   fmt::format("0x{:02x} is not a pickle opcode", static_cast<unsigned>(instruction.op)));
}

} // namespace samscope
