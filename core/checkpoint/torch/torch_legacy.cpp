#include "core/checkpoint/torch/torch_legacy.h"

#include "core/base/byte_reader.h"
#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_machine.h"
#include "core/checkpoint/torch/torch_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace samscope {

namespace {

using namespace std::string_view_literals;

/// LONG1 with the ten bytes of 0x1950a86a20f9469cfc6c, and STOP.
constexpr std::string_view magicNumber = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;
constexpr std::size_t protocolSize = 2;
constexpr std::size_t frameSize = 9;
constexpr std::int64_t legacyProtocol = 1001;

/// Bytes of the magic pickle, 0 where there is none.
std::size_t magicSize(const ByteSource& source)
{
    const auto bytes =
        source.read(0, std::min<std::uint64_t>(source.size(), protocolSize + frameSize + magicNumber.size()));
    std::string_view text = asText(bytes);
    if (text.size() < protocolSize || text[0] != '\x80' || text[1] < 2 || text[1] > 5) {
        return 0;
    }
    std::size_t size = protocolSize;
    if (text.substr(size).starts_with('\x95')) {
        size = std::min(text.size(), size + frameSize);
    }
    return text.substr(size).starts_with(magicNumber) ? size + magicNumber.size() : 0;
}

/// Hands one pickle after the other out of the head of the file.
class PickleRow
{
public:
    PickleRow(std::span<const std::byte> bytes, std::string file, std::size_t position)
        : m_bytes(bytes), m_file(std::move(file)), m_position(position)
    {
    }

    PickleName nextName(std::string part) const
    {
        return {.file = m_file, .part = std::move(part), .base = m_position};
    }

    PickleResult next(const std::string& part)
    {
        PickleResult result = PickleMachine(m_bytes.subspan(m_position), nextName(part)).run();
        m_position += result.end;
        return result;
    }

    std::size_t position() const { return m_position; }

private:
    std::span<const std::byte> m_bytes;
    std::string m_file;
    std::size_t m_position;
};

class TorchLegacy
{
public:
    TorchLegacy(std::shared_ptr<const ByteSource> source, std::span<const std::byte> head)
        : m_source(std::move(source)), m_row(head, m_source->name(), magicSize(*m_source))
    {
    }

    Checkpoint read(const std::filesystem::path& path)
    {
        checkProtocol();
        checkSystem();
        const PickleName name = m_row.nextName("object pickle");
        const PickleResult object = m_row.next("object pickle");
        m_checkpoint.path = path;
        m_checkpoint.container = Container::TorchLegacy;
        m_checkpoint.files = {m_source};
        readStorages(object.values, m_row.next("list of storages"));
        const auto find = [&](const PickleStorage& storage) { return findStorage(object.values, storage); };
        collectTensors(object, name, find, m_checkpoint);
        return std::move(m_checkpoint);
    }

private:
    [[noreturn]] void fail(std::string place, std::string reason, std::string advice = {}) const
    {
        throw Error({.file = m_source->name(),
                     .place = std::move(place),
                     .reason = std::move(reason),
                     .advice = std::move(advice)});
    }

    void checkProtocol()
    {
        const PickleResult protocol = m_row.next("protocol number");
        const PickleNode& root = protocol.values.node(protocol.root);
        if (root.kind != PickleKind::Int || root.value != legacyProtocol) {
            fail("protocol number", fmt::format("the second pickle is not the number {}", legacyProtocol));
        }
    }

    void checkSystem()
    {
        const PickleResult system = m_row.next("system pickle");
        const auto items = system.values.items(system.root);
        if (system.values.node(system.root).kind != PickleKind::Dict) {
            fail("system pickle", "the third pickle is not a dictionary");
        }
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const PickleNode& key = system.values.node(items[i]);
            const PickleNode& value = system.values.node(items[i + 1]);
            if (key.kind == PickleKind::Text && system.values.text(key) == "little_endian" &&
                (value.kind != PickleKind::Bool || value.value == 0)) {
                fail("system pickle", "big-endian data are not read", "save it again on a little-endian machine");
            }
        }
    }

    /// The element size of every storage that the object names.
    std::unordered_map<std::string_view, const PickleStorage*> namedStorages(const PickleValues& values) const
    {
        std::unordered_map<std::string_view, const PickleStorage*> named;
        for (const PickleStorage& storage : values.storages()) {
            const auto [place, isNew] = named.emplace(storage.key, &storage);
            const PickleStorage& first = *place->second;
            if (!isNew && (first.global != storage.global || first.count != storage.count)) {
                fail("object pickle", fmt::format("the storage {} has two types or sizes", printable(storage.key, 60)));
            }
        }
        return named;
    }

    void readStorages(const PickleValues& values, const PickleResult& keys)
    {
        if (keys.values.node(keys.root).kind != PickleKind::List) {
            fail("list of storages", "the fifth pickle is not a list");
        }
        const auto named = namedStorages(values);
        std::uint64_t position = m_row.position();
        for (const PickleIndex index : keys.values.items(keys.root)) {
            const PickleNode& node = keys.values.node(index);
            const auto key = node.kind == PickleKind::Text ? keys.values.text(node) : std::string_view{};
            const auto found = named.find(key);
            if (found == named.end()) {
                fail("list of storages", fmt::format("the storage '{}' is used by no tensor", printable(key, 60)));
            }
            position = readStorage(values, *found->second, position);
        }
        if (m_places.size() != named.size()) {
            fail("list of storages", "a storage that a tensor needs is missing");
        }
        if (position != m_source->size()) {
            fail(fmt::format("offset {}", position),
                 counted(m_source->size() - position, "byte") + " follow the last storage");
        }
    }

    std::uint64_t readStorage(const PickleValues& values, const PickleStorage& storage, std::uint64_t position)
    {
        const std::string place = "storage " + printable(storage.key, 60);
        if (!fitsWithin(position, sizeof(std::uint64_t), m_source->size())) {
            fail(place, "the file is cut off", "download or copy the file again");
        }
        const auto bytes = m_source->read(position, sizeof(std::uint64_t));
        const std::uint64_t count = ByteReader(bytes, m_source->name(), position).u64();
        if (count != storage.count) {
            fail(place, fmt::format("{} elements where the object promises {}", count, storage.count));
        }
        const std::uint64_t start = position + sizeof(std::uint64_t);
        const auto size = checkedMul(count, values.globals()[storage.global].elementBytes);
        if (!size || !fitsWithin(start, *size, m_source->size())) {
            fail(place, "the file is cut off", "download or copy the file again");
        }
        if (!m_places.emplace(storage.key, m_checkpoint.records.size()).second) {
            fail(place, "it stands twice in the list");
        }
        m_checkpoint.records.push_back(
            {.name = std::string(storage.key), .file = 0, .offset = start, .size = *size, .crc32 = {}});
        return start + *size;
    }

    StoragePlace findStorage(const PickleValues& values, const PickleStorage& storage) const
    {
        const std::size_t record = m_places.at(storage.key);
        StoragePlace place{.record = static_cast<std::uint32_t>(record), .offset = 0, .size = 0};
        place.size = m_checkpoint.records[record].size;
        if (!storage.viewCount) {
            return place;
        }
        const std::uint64_t width = values.globals()[storage.global].elementBytes;
        const auto offset = checkedMul(storage.viewOffset, width);
        const auto size = checkedMul(*storage.viewCount, width);
        if (!offset || !size || !fitsWithin(*offset, *size, place.size)) {
            fail("storage " + printable(storage.key, 60), "a view reaches beyond it");
        }
        place.offset = *offset;
        place.size = *size;
        return place;
    }

    std::shared_ptr<const ByteSource> m_source;
    PickleRow m_row;
    std::unordered_map<std::string_view, std::size_t> m_places;
    Checkpoint m_checkpoint;
};

} // namespace

bool looksLikeTorchLegacy(const ByteSource& source)
{
    return magicSize(source) != 0;
}

Checkpoint readTorchLegacy(const std::filesystem::path& path)
{
    const auto source = openByteSource(path);
    // The pickles' length stands nowhere: small heads first, so that a usual file costs little memory.
    constexpr auto headSizes = std::to_array<std::uint64_t>({1'000'000, 8'000'000});
    for (const std::uint64_t size : headSizes) {
        if (size >= source->size()) {
            break;
        }
        try {
            return TorchLegacy(source, source->read(0, size)).read(path);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::ForbiddenGlobal) {
                throw;
            }
        }
    }
    return TorchLegacy(source, source->read(0, std::min(source->size(), kPickleSizeLimit))).read(path);
}

} // namespace samscope
