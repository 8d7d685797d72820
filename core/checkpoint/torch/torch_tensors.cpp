#include "core/checkpoint/torch/torch_tensors.h"

#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/checkpoint/utf8.h"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

namespace samscope {

namespace {

constexpr std::size_t depthLimit = 32;
constexpr std::size_t visitLimit = 4'000'000;
constexpr std::size_t keyLimit = 1'000;
constexpr std::size_t namesLimit = 32'000'000;
/// Repeated elements (stride 0) may make a tensor larger than its storage, up to this many bytes.
constexpr std::uint64_t expansionLimit = 256'000'000;

struct Frame
{
    std::span<const PickleIndex> items;
    bool isDictionary = false;
    std::size_t next = 0;
    std::string scope;
    std::unordered_set<std::string_view> texts; ///< keys so far
    std::unordered_set<std::int64_t> integers;  ///< keys so far
};

class TensorWalk
{
public:
    TensorWalk(const PickleResult& pickle, const PickleName& name, const StorageFinder& find, Checkpoint& checkpoint)
        : m_values(pickle.values), m_name(name), m_find(find), m_checkpoint(checkpoint)
    {
    }

    void run(PickleIndex root)
    {
        if (m_values.node(root).kind == PickleKind::Tensor) {
            fail({}, "a single tensor without a name, not a dictionary of tensors");
        }
        enter(root, {});
        while (!m_frames.empty()) {
            Frame& frame = m_frames.back();
            if (frame.next >= frame.items.size()) {
                m_frames.pop_back();
                continue;
            }
            visitNext(frame);
        }
        if (m_checkpoint.tensors.empty()) {
            fail({}, "the file holds no tensors");
        }
        warnAboutTypes();
    }

private:
    void enter(PickleIndex index, std::string scope)
    {
        const PickleKind kind = m_values.node(index).kind;
        const bool isDictionary = kind == PickleKind::Dict || kind == PickleKind::OrderedDict;
        if (!isDictionary && kind != PickleKind::List && kind != PickleKind::Tuple) {
            return;
        }
        if (m_frames.size() >= depthLimit) {
            fail(scope, fmt::format("dictionaries and lists are nested deeper than {}", depthLimit));
        }
        Frame& frame = m_frames.emplace_back();
        frame.items = m_values.items(index);
        frame.isDictionary = isDictionary;
        frame.scope = std::move(scope);
    }

    void visitNext(Frame& frame)
    {
        if (++m_visits > visitLimit) {
            fail(frame.scope, fmt::format("more than {} values in dictionaries and lists", visitLimit));
        }
        const std::size_t step = frame.isDictionary ? 2 : 1;
        const std::size_t position = frame.next;
        frame.next += step;
        const PickleIndex value = frame.items[position + step - 1];
        const PickleKind kind = m_values.node(value).kind;
        if (frame.isDictionary) {
            noteKey(frame, m_values.node(frame.items[position]));
        }
        if (kind != PickleKind::Tensor && m_values.items(value).empty()) {
            return;
        }
        const std::string key = usableKey(frame, position);
        m_nameBytes += key.size() + frame.scope.size();
        if (m_nameBytes > namesLimit) {
            fail(frame.scope, "the names of the tensors are over the limit");
        }
        if (kind == PickleKind::Tensor) {
            addTensor(m_values.tensors()[static_cast<std::size_t>(m_values.node(value).value)], key, frame.scope);
        } else {
            enter(value, frame.scope.empty() ? key : frame.scope + "/" + key);
        }
    }

    /// Two equal keys would leave it to the reader which of the values counts.
    void noteKey(Frame& frame, const PickleNode& key)
    {
        const bool isNew = key.kind == PickleKind::Text  ? frame.texts.insert(m_values.text(key)).second
                           : key.kind == PickleKind::Int ? frame.integers.insert(key.value).second
                                                         : true;
        if (!isNew) {
            fail(frame.scope, fmt::format("the key {} stands twice in one dictionary", keyText(key)));
        }
    }

    std::string keyText(const PickleNode& key) const
    {
        if (key.kind == PickleKind::Text) {
            return std::string(m_values.text(key));
        }
        return key.kind == PickleKind::Int ? std::to_string(key.value) : std::string{};
    }

    std::string usableKey(const Frame& frame, std::size_t position) const
    {
        if (!frame.isDictionary) {
            return std::to_string(position);
        }
        const PickleNode& node = m_values.node(frame.items[position]);
        if (node.kind != PickleKind::Text && node.kind != PickleKind::Int) {
            fail(frame.scope, fmt::format("{} is the key of a tensor", kindName(node.kind)));
        }
        std::string key = keyText(node);
        if (key.size() > keyLimit || !isUtf8(key)) {
            fail(frame.scope, fmt::format("the key {} is too long or not UTF-8", printable(key, 40)));
        }
        return key;
    }

    void addTensor(const PickleTensor& tensor, const std::string& key, const std::string& scope)
    {
        if (m_checkpoint.tensors.size() >= PickleValues::kTensorLimit) {
            fail(scope, fmt::format("more than {} tensors", PickleValues::kTensorLimit));
        }
        TensorEntry entry;
        entry.name = key;
        entry.scope = scope;
        entry.dtype = tensor.dtype;
        entry.shape = tensor.shape;
        entry.strides = tensor.strides;
        if (tensor.dtype == DType::Unsupported) {
            entry.typeName = tensor.typeName;
            ++m_unsupported[tensor.typeName];
        }
        if (tensor.storage) {
            place(tensor, entry);
        }
        m_checkpoint.tensors.push_back(std::move(entry));
    }

    /// Checks that every element lies within the storage.
    void place(const PickleTensor& tensor, TensorEntry& entry)
    {
        const StoragePlace storage = m_find(m_values.storages()[*tensor.storage]);
        entry.record = storage.record;
        entry.offset = storage.offset;
        if (tensor.elementBytes == 0) {
            return;
        }
        const auto bytes = byteCount(tensor);
        const auto end = endOfLastElement(tensor);
        if (!bytes || *bytes > INT64_MAX) {
            failTensor(entry, fmt::format("the shape {} overflows", shapeText(entry.shape)));
        }
        if (*bytes == 0) {
            return;
        }
        if (!end || *end > storage.size) {
            failTensor(entry, fmt::format("shape {}, offset {} and strides reach beyond its storage of {} bytes",
                                          shapeText(entry.shape), tensor.offset, storage.size));
        }
        if (*bytes > storage.size && *bytes > expansionLimit) {
            failTensor(entry, fmt::format("a storage of {} bytes is expanded to {}", storage.size, *bytes));
        }
        entry.offset += tensor.offset * tensor.elementBytes;
    }

    static std::optional<std::uint64_t> byteCount(const PickleTensor& tensor)
    {
        std::optional<std::uint64_t> bytes = tensor.elementBytes;
        bool isEmpty = false;
        for (const std::uint64_t size : tensor.shape) {
            isEmpty |= size == 0;
            bytes = bytes ? checkedMul(*bytes, size) : std::nullopt;
        }
        return isEmpty ? 0 : bytes;
    }

    static std::optional<std::uint64_t> endOfLastElement(const PickleTensor& tensor)
    {
        std::optional<std::uint64_t> last = tensor.offset;
        for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
            if (tensor.shape[i] == 0) {
                return 0;
            }
            const auto reach = checkedMul(tensor.shape[i] - 1, tensor.strides[i]);
            last = last && reach ? checkedAdd(*last, *reach) : std::nullopt;
        }
        const auto count = last ? checkedAdd(*last, 1) : std::nullopt;
        return count ? checkedMul(*count, tensor.elementBytes) : std::nullopt;
    }

    void warnAboutTypes()
    {
        for (const auto& [type, count] : m_unsupported) {
            m_checkpoint.warnings.push_back(
                fmt::format("{} of type {} can be listed but not read", counted(count, "tensor"), type));
        }
    }

    [[noreturn]] void fail(const std::string& scope, std::string reason) const
    {
        throw Error({.file = m_name.file,
                     .place = scope.empty() ? m_name.part : fmt::format("{}, {}", m_name.part, printable(scope)),
                     .reason = std::move(reason)});
    }

    [[noreturn]] void failTensor(const TensorEntry& entry, std::string reason) const
    {
        throw Error({.file = m_name.file, .place = "tensor " + printable(entry.name), .reason = std::move(reason)});
    }

    const PickleValues& m_values;
    const PickleName& m_name;
    const StorageFinder& m_find;
    Checkpoint& m_checkpoint;
    std::vector<Frame> m_frames;
    std::size_t m_visits = 0;
    std::size_t m_nameBytes = 0;
    std::map<std::string, std::size_t> m_unsupported;
};

} // namespace

void collectTensors(const PickleResult& pickle, const PickleName& name, const StorageFinder& find,
                    Checkpoint& checkpoint)
{
    TensorWalk(pickle, name, find, checkpoint).run(pickle.root);
    for (const std::string& label : pickle.leftAside) {
        checkpoint.warnings.push_back(fmt::format("left aside: {} (training extras are not looked into)", label));
    }
}

} // namespace samscope
