#include "core/checkpoint/torch/torch_pickle_writer.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_opcodes.h"

#include <fmt/format.h>

#include <limits>
#include <unordered_map>

namespace samscope {

namespace {

/// Python's pickler sets dictionary items in groups of this many.
constexpr std::size_t batchSize = 1000;

std::string_view storageClass(const TorchTensor& tensor)
{
    switch (tensor.dtype) {
    case DType::F64:
        return "DoubleStorage";
    case DType::F32:
        return "FloatStorage";
    case DType::F16:
        return "HalfStorage";
    case DType::BF16:
        return "BFloat16Storage";
    case DType::I64:
        return "LongStorage";
    case DType::I32:
        return "IntStorage";
    case DType::I16:
        return "ShortStorage";
    case DType::I8:
        return "CharStorage";
    case DType::U8:
        return "ByteStorage";
    case DType::Bool:
        return "BoolStorage";
    case DType::C64:
        return "ComplexFloatStorage";
    default:
        throw Error({.file = {},
                     .place = "tensor " + printable(tensor.name),
                     .reason = fmt::format("torch.save has no storage for {}", torchName(tensor.dtype))});
    }
}

class PickleWriter
{
public:
    std::string write(const std::vector<TorchTensor>& tensors)
    {
        put(Op::Proto);
        m_out += '\x02';
        global("collections", "OrderedDict");
        put(Op::EmptyTuple);
        put(Op::Reduce);
        memoize();
        for (std::size_t begin = 0; begin < tensors.size(); begin += batchSize) {
            const auto batch = std::span(tensors).subspan(begin, std::min(batchSize, tensors.size() - begin));
            writeBatch(batch, begin);
        }
        put(Op::Stop);
        return std::move(m_out);
    }

private:
    void writeBatch(std::span<const TorchTensor> batch, std::size_t first)
    {
        if (batch.size() > 1) {
            put(Op::Mark);
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            text(batch[i].name);
            tensor(batch[i], std::to_string(first + i));
        }
        put(batch.size() > 1 ? Op::SetItems : Op::SetItem);
    }

    void tensor(const TorchTensor& tensor, const std::string& key)
    {
        std::uint64_t count = 1;
        for (const std::uint64_t size : tensor.shape) {
            count *= size;
        }
        global("torch._utils", "_rebuild_tensor_v2");
        put(Op::Mark);
        put(Op::Mark);
        constant("storage");
        global("torch", storageClass(tensor));
        text(key);
        constant("cpu");
        integer(count);
        put(Op::Tuple);
        memoize();
        put(Op::BinPersId);
        integer(0);
        tuple(tensor.shape);
        tuple(contiguousStrides(tensor.shape));
        put(Op::NewFalse);
        global("collections", "OrderedDict");
        put(Op::EmptyTuple);
        put(Op::Reduce);
        memoize();
        put(Op::Tuple);
        memoize();
        put(Op::Reduce);
        memoize();
    }

    void tuple(const std::vector<std::uint64_t>& values)
    {
        if (values.empty()) {
            put(Op::EmptyTuple);
            return;
        }
        if (values.size() > 3) {
            put(Op::Mark);
        }
        for (const std::uint64_t value : values) {
            integer(value);
        }
        put(values.size() > 3 ? Op::Tuple : static_cast<Op>(static_cast<std::size_t>(Op::Tuple1) + values.size() - 1));
        memoize();
    }

    void integer(std::uint64_t value)
    {
        if (value <= std::numeric_limits<std::uint8_t>::max()) {
            put(Op::BinInt1);
            appendLittleEndian(m_out, static_cast<std::uint8_t>(value));
        } else if (value <= std::numeric_limits<std::uint16_t>::max()) {
            put(Op::BinInt2);
            appendLittleEndian(m_out, static_cast<std::uint16_t>(value));
        } else if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
            put(Op::BinInt);
            appendLittleEndian(m_out, static_cast<std::uint32_t>(value));
        } else {
            longInteger(value);
        }
    }

    void longInteger(std::uint64_t value)
    {
        std::string bytes;
        for (; value > 0; value >>= 8) {
            bytes += static_cast<char>(value & 0xff);
        }
        if ((bytes.back() & 0x80) != 0) {
            bytes += '\0';
        }
        put(Op::Long1);
        m_out += static_cast<char>(bytes.size());
        m_out += bytes;
    }

    void text(std::string_view value)
    {
        put(Op::BinUnicode);
        appendLittleEndian(m_out, static_cast<std::uint32_t>(value.size()));
        m_out += value;
        memoize();
    }

    /// A string that Python holds once, so that it is written once.
    void constant(std::string_view value)
    {
        if (!recall(fmt::format("text {}", value))) {
            text(value);
        }
    }

    void global(std::string_view module, std::string_view name)
    {
        if (recall(fmt::format("global {} {}", module, name))) {
            return;
        }
        put(Op::Global);
        m_out += fmt::format("{}\n{}\n", module, name);
        memoize();
    }

    /// Writes a reference to what was memoized under this name, or reserves the next slot for it.
    bool recall(std::string name)
    {
        const auto [place, isNew] = m_slots.emplace(std::move(name), m_nextSlot);
        if (!isNew) {
            slot(Op::BinGet, Op::LongBinGet, place->second);
        }
        return !isNew;
    }

    void memoize() { slot(Op::BinPut, Op::LongBinPut, m_nextSlot++); }

    void slot(Op narrow, Op wide, std::uint32_t number)
    {
        if (number <= std::numeric_limits<std::uint8_t>::max()) {
            put(narrow);
            appendLittleEndian(m_out, static_cast<std::uint8_t>(number));
        } else {
            put(wide);
            appendLittleEndian(m_out, number);
        }
    }

    void put(Op op) { m_out += static_cast<char>(op); }

    std::string m_out;
    std::uint32_t m_nextSlot = 0;
    std::unordered_map<std::string, std::uint32_t> m_slots;
};

} // namespace

std::string stateDictPickle(const std::vector<TorchTensor>& tensors)
{
    return PickleWriter().write(tensors);
}

} // namespace samscope
