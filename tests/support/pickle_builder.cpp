#include "tests/support/pickle_builder.h"

#include "core/base/byte_reader.h"

namespace samscope {

using namespace std::string_view_literals;

PickleBuilder& PickleBuilder::raw(std::string_view bytes)
{
    m_out += bytes;
    return *this;
}

PickleBuilder& PickleBuilder::op(Op op)
{
    m_out += static_cast<char>(op);
    return *this;
}

PickleBuilder& PickleBuilder::proto(int version)
{
    op(Op::Proto);
    m_out += static_cast<char>(version);
    return *this;
}

PickleBuilder& PickleBuilder::global(std::string_view module, std::string_view name)
{
    return op(Op::Global).raw(module).raw("\n").raw(name).raw("\n");
}

PickleBuilder& PickleBuilder::text(std::string_view value)
{
    op(Op::BinUnicode);
    appendLittleEndian(m_out, static_cast<std::uint32_t>(value.size()));
    return raw(value);
}

PickleBuilder& PickleBuilder::integer(std::int64_t value)
{
    op(Op::Long1);
    m_out += '\x08';
    appendLittleEndian(m_out, static_cast<std::uint64_t>(value));
    return *this;
}

PickleBuilder& PickleBuilder::integers(const std::vector<std::int64_t>& values)
{
    op(Op::Mark);
    for (const std::int64_t value : values) {
        integer(value);
    }
    return op(Op::Tuple);
}

PickleBuilder& PickleBuilder::put(std::uint8_t slot)
{
    op(Op::BinPut);
    m_out += static_cast<char>(slot);
    return *this;
}

PickleBuilder& PickleBuilder::get(std::uint8_t slot)
{
    op(Op::BinGet);
    m_out += static_cast<char>(slot);
    return *this;
}

PickleBuilder& PickleBuilder::orderedDict()
{
    return global("collections", "OrderedDict").op(Op::EmptyTuple).op(Op::Reduce);
}

PickleBuilder& PickleBuilder::persistentId(const PickledTensor& tensor)
{
    op(Op::Mark).text("storage").global("torch", tensor.storageClass).text(tensor.key).text("cpu");
    return integer(tensor.count).op(Op::Tuple).op(Op::BinPersId);
}

PickleBuilder& PickleBuilder::tensor(const PickledTensor& tensor)
{
    global("torch._utils", "_rebuild_tensor_v2").op(Op::Mark).persistentId(tensor).integer(tensor.offset);
    integers(tensor.shape).integers(tensor.strides).op(Op::NewFalse).orderedDict();
    return op(Op::Tuple).op(Op::Reduce);
}

std::string PickleBuilder::stop()
{
    op(Op::Stop);
    return std::move(m_out);
}

std::string oneTensorPickle(const PickledTensor& tensor, std::string_view name)
{
    return PickleBuilder().proto().op(Op::EmptyDict).text(name).tensor(tensor).op(Op::SetItem).stop();
}

std::string legacyHead(std::int64_t protocol, bool isLittleEndian)
{
    std::string head("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv);
    head += PickleBuilder().proto().integer(protocol).stop();
    head += PickleBuilder()
                .proto()
                .op(Op::EmptyDict)
                .text("little_endian")
                .op(isLittleEndian ? Op::NewTrue : Op::NewFalse)
                .op(Op::SetItem)
                .stop();
    return head;
}

std::string legacyFile(const std::string& object, const std::vector<std::string>& keys, const std::string& storages)
{
    PickleBuilder list;
    list.proto().op(Op::EmptyList).op(Op::Mark);
    for (const std::string& key : keys) {
        list.text(key);
    }
    return legacyHead() + object + list.op(Op::Appends).stop() + storages;
}

std::string legacyStorage(std::int64_t count, const std::string& bytes)
{
    std::string out;
    appendLittleEndian(out, static_cast<std::uint64_t>(count));
    return out + bytes;
}

} // namespace samscope
