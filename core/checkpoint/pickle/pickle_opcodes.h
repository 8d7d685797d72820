#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace samscope {

/// The opcodes of pickle protocols 0 to 5, by their byte (Python's pickletools).
enum class Op : std::uint8_t
{
    Mark = '(',
    Stop = '.',
    Pop = '0',
    PopMark = '1',
    Dup = '2',
    Float = 'F',
    Int = 'I',
    BinInt = 'J',
    BinInt1 = 'K',
    Long = 'L',
    BinInt2 = 'M',
    None = 'N',
    PersId = 'P',
    BinPersId = 'Q',
    Reduce = 'R',
    String = 'S',
    BinString = 'T',
    ShortBinString = 'U',
    Unicode = 'V',
    BinUnicode = 'X',
    Append = 'a',
    Build = 'b',
    Global = 'c',
    Dict = 'd',
    EmptyDict = '}',
    Appends = 'e',
    Get = 'g',
    BinGet = 'h',
    Inst = 'i',
    LongBinGet = 'j',
    List = 'l',
    EmptyList = ']',
    Obj = 'o',
    Put = 'p',
    BinPut = 'q',
    LongBinPut = 'r',
    SetItem = 's',
    Tuple = 't',
    EmptyTuple = ')',
    SetItems = 'u',
    BinFloat = 'G',
    BinBytes = 'B',
    ShortBinBytes = 'C',
    Proto = 0x80,
    NewObj = 0x81,
    Ext1 = 0x82,
    Ext2 = 0x83,
    Ext4 = 0x84,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    Long4 = 0x8b,
    ShortBinUnicode = 0x8c,
    BinUnicode8 = 0x8d,
    BinBytes8 = 0x8e,
    EmptySet = 0x8f,
    AddItems = 0x90,
    FrozenSet = 0x91,
    NewObjEx = 0x92,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
    ByteArray8 = 0x96,
    NextBuffer = 0x97,
    ReadonlyBuffer = 0x98,
};

/// One instruction with its operand still raw: nothing is interpreted, so that decoding needs no stack.
struct PickleInstruction
{
    Op op = Op::Stop;
    std::size_t offset = 0;   ///< of the opcode in the stream
    std::uint64_t number = 0; ///< fixed-width operand, unsigned little-endian
    std::string_view text;    ///< counted bytes, or the first line
    std::string_view second;  ///< the second line of GLOBAL and INST
};

/// Longest string, byte string or line in a pickle, in bytes.
inline constexpr std::uint64_t kPickleTextLimit = 1'000'000;

/// Where a pickle stream stands, for messages.
struct PickleName
{
    std::string file;       ///< the checkpoint
    std::string part;       ///< "data.pkl", "object pickle"
    std::uint64_t base = 0; ///< offset of the stream in what `part` names

    /// Throws `Error`: "file: part: corrupt at offset N: reason".
    [[noreturn]] void corrupt(std::size_t offset, const std::string& reason) const;
    /// Throws `Error` for a stream that is whole but over one of the reading limits, or not of a kind that is read.
    [[noreturn]] void refuse(std::size_t offset, const std::string& reason, const std::string& advice = {}) const;
};

/// The instruction at work, for messages.
struct PicklePlace
{
    const PickleName& name;
    std::size_t offset = 0; ///< in the stream

    [[noreturn]] void corrupt(const std::string& reason) const { name.corrupt(offset, reason); }
    [[noreturn]] void refuse(const std::string& reason, const std::string& advice = {}) const
    {
        name.refuse(offset, reason, advice);
    }
};

/// Cuts a pickle stream into instructions. Throws `Error` at a byte that is not an opcode, at an operand over the limit
/// and at the end of the stream.
class PickleDecoder
{
public:
    PickleDecoder(std::span<const std::byte> stream, const PickleName& name) : m_stream(stream), m_name(name) {}

    PickleInstruction next();
    std::size_t position() const { return m_position; }
    std::size_t remaining() const { return m_stream.size() - m_position; }

private:
    void readOperand(PickleInstruction& instruction);
    std::string_view take(std::uint64_t size);
    std::uint64_t number(std::size_t width);
    std::string_view countedText(std::uint64_t size);
    std::string_view line();

    std::span<const std::byte> m_stream;
    const PickleName& m_name;
    std::size_t m_position = 0;
};

} // namespace samscope
