#include "core/checkpoint/torch/torch_archive.h"

#include "core/base/byte_reader.h"
#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_machine.h"
#include "core/checkpoint/torch/torch_tensors.h"
#include "core/checkpoint/zip/zip_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace samscope {

namespace {

/// versions that torch itself accepts in `version`.
constexpr int oldestVersion = 1;
constexpr int newestVersion = 10;
constexpr std::uint64_t smallMemberLimit = 64;

class TorchArchive
{
public:
    explicit TorchArchive(std::shared_ptr<const ByteSource> source) : m_source(std::move(source))
    {
        ZipDirectory directory = readCentralDirectory(*m_source);
        recogniseKind(directory.entries);
        m_members = checkZipMembers(*m_source, std::move(directory));
        for (const ZipMember& member : m_members) {
            addMember(member);
        }
    }

    Checkpoint read(const std::filesystem::path& path)
    {
        checkVersion();
        checkByteOrder();
        checkFormatVersion();
        const PickleName name{.file = m_source->name(), .part = "data.pkl"};
        const auto stream = readZipMember(*m_source, *m_byName.at("data.pkl"), kPickleSizeLimit);
        const PickleResult pickle = PickleMachine(stream, name).run();
        if (pickle.end != stream.size()) {
            name.corrupt(pickle.end,
                         fmt::format("{} follow the end of the pickle", counted(stream.size() - pickle.end, "byte")));
        }
        m_checkpoint.path = path;
        m_checkpoint.container = Container::TorchZip;
        m_checkpoint.files = {m_source};
        const auto find = [&](const PickleStorage& storage) { return findStorage(pickle.values, storage); };
        collectTensors(pickle, name, find, m_checkpoint);
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

    /// Tells torch.save's archives by their names from others, which are often compressed, and finds the top folder.
    void recogniseKind(const std::vector<ZipEntry>& entries)
    {
        for (const ZipEntry& entry : entries) {
            const std::string_view name = entry.name;
            const auto slash = std::min(name.find('/'), name.size());
            const auto inner = name.substr(slash);
            if (inner == "/constants.pkl" || inner.starts_with("/code/")) {
                fail("zip entry " + printable(name), "a TorchScript archive, which holds code to be run",
                     "save model.state_dict() with torch.save in Python");
            }
            if (inner != "/data.pkl") {
                continue;
            }
            if (!m_folder.empty()) {
                fail("zip directory", fmt::format("two pickles: {}data.pkl and {}", m_folder, printable(name)));
            }
            m_folder = name.substr(0, slash + 1);
        }
        if (m_folder.empty()) {
            refuseOtherArchive(entries);
        }
    }

    [[noreturn]] void refuseOtherArchive(const std::vector<ZipEntry>& entries) const
    {
        for (const ZipEntry& entry : entries) {
            const std::string_view name = entry.name;
            if (name.ends_with(".pth") || name.ends_with(".pt") || name.ends_with(".safetensors")) {
                fail({}, fmt::format("a zip archive around the checkpoint {}", printable(name)),
                     "unpack it and open what is inside");
            }
            if (name.ends_with(".npy")) {
                fail({}, "an archive of NumPy arrays (.npz), not a checkpoint");
            }
        }
        fail({}, "a zip archive without data.pkl, not written by torch.save");
    }

    void addMember(const ZipMember& member)
    {
        if (!member.name.starts_with(m_folder)) {
            fail("zip entry " + printable(member.name), fmt::format("it lies outside the folder {}", m_folder));
        }
        const std::string_view name = std::string_view(member.name).substr(m_folder.size());
        const bool isFolder = name.empty() || name.back() == '/';
        const bool isCode = name.ends_with(".py") || (name.ends_with(".pkl") && name != "data.pkl");
        if (isCode) {
            fail("zip entry " + printable(member.name), "code or a second pickle, which no checkpoint holds");
        }
        if (!isFolder) {
            m_byName.emplace(name, &member);
        }
        const bool isKnown = isFolder || name.starts_with("data/") || name.starts_with(".data/") ||
                             name == "data.pkl" || name == "version" || name == "byteorder" ||
                             name == ".format_version" || name == ".storage_alignment";
        if (!isKnown) {
            m_checkpoint.warnings.push_back(fmt::format("left aside: the archive's entry {}", printable(name)));
        }
    }

    /// Contents of a small known member, empty when it is missing.
    std::string smallText(std::string_view name) const
    {
        const auto member = m_byName.find(name);
        if (member == m_byName.end()) {
            return {};
        }
        const auto bytes = readZipMember(*m_source, *member->second, smallMemberLimit);
        return std::string(asText(bytes));
    }

    void checkVersion() const
    {
        std::string text = smallText("version");
        if (text.ends_with('\n')) {
            text.pop_back();
        }
        int version = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
        if (error != std::errc{} || end != text.data() + text.size() || version < oldestVersion ||
            version > newestVersion) {
            fail("version", fmt::format("unknown file version '{}' (known are {} to {})", printable(text, 20),
                                        oldestVersion, newestVersion));
        }
    }

    void checkByteOrder() const
    {
        const std::string order = smallText("byteorder");
        if (order == "big") {
            fail("byteorder", "big-endian data are not read", "save it again on a little-endian machine");
        }
        if (!order.empty() && order != "little") {
            fail("byteorder", fmt::format("unknown byte order '{}'", printable(order, 20)));
        }
    }

    void checkFormatVersion() const
    {
        const std::string version = smallText(".format_version");
        if (!version.empty() && version != "1") {
            fail(".format_version", fmt::format("unknown format version '{}'", printable(version, 20)));
        }
    }

    StoragePlace findStorage(const PickleValues& values, const PickleStorage& storage)
    {
        const std::string name = fmt::format("data/{}", storage.key);
        const auto member = m_byName.find(std::string_view(name));
        const bool isPlain = storage.key.find_first_of("/\\") == std::string_view::npos;
        if (!isPlain || member == m_byName.end()) {
            fail("data.pkl", fmt::format("the storage {} is not in the archive", printable(storage.key, 60)));
        }
        if (storage.viewCount) {
            fail("data.pkl", "a storage view, which only files before torch 1.6 have");
        }
        const PickleGlobal& type = values.globals()[storage.global];
        const ZipMember& record = *member->second;
        if (checkedMul(storage.count, type.elementBytes) != record.size) {
            fail("zip entry " + printable(record.name), fmt::format("{} bytes where {} elements of {} are promised",
                                                                    record.size, storage.count, type.typeName));
        }
        const auto [place, isNew] =
            m_records.try_emplace(member->first, static_cast<std::uint32_t>(m_checkpoint.records.size()));
        if (isNew) {
            m_checkpoint.records.push_back(
                {.name = name, .file = 0, .offset = record.offset, .size = record.size, .crc32 = record.crc32});
        }
        return {.record = place->second, .offset = 0, .size = record.size};
    }

    std::shared_ptr<const ByteSource> m_source;
    std::vector<ZipMember> m_members;
    std::string m_folder;                                            ///< with its slash
    std::unordered_map<std::string_view, const ZipMember*> m_byName; ///< without the folder
    std::unordered_map<std::string_view, std::uint32_t> m_records;
    Checkpoint m_checkpoint;
};

} // namespace

Checkpoint readTorchArchive(const std::filesystem::path& path)
{
    return TorchArchive(openByteSource(path)).read(path);
}

} // namespace samscope
