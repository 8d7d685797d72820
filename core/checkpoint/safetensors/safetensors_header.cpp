#include "core/checkpoint/safetensors/safetensors_header.h"

#include "core/base/byte_reader.h"
#include "core/base/checked.h"
#include "core/base/error.h"
#include "core/base/strict_json.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

namespace samscope {

namespace {

constexpr std::uint64_t maxHeaderBytes = 100'000'000;
constexpr std::size_t maxTensors = 100'000;
constexpr std::size_t maxRank = 8;
constexpr std::size_t lengthBytes = 8;

class HeaderReader
{
public:
    explicit HeaderReader(const ByteSource& source) : m_source(source) {}

    std::vector<SafetensorsHeaderEntry> read()
    {
        const Json header = parse();
        std::vector<SafetensorsHeaderEntry> entries;
        for (const auto& [name, value] : header.items()) {
            if (name == "__metadata__") {
                checkMetadata(value);
            } else {
                entries.push_back(entry(name, value));
            }
        }
        checkChain(entries);
        return entries;
    }

private:
    [[noreturn]] void fail(std::string place, std::string reason, std::string advice = {}) const
    {
        throw Error({.file = m_source.name(),
                     .place = std::move(place),
                     .reason = std::move(reason),
                     .advice = std::move(advice)});
    }

    static std::string placeOf(const std::string& tensor) { return "tensor \"" + printable(tensor) + "\""; }

    Json parse()
    {
        if (m_source.size() < lengthBytes) {
            fail("offset 0", "too short for a safetensors file (" + counted(m_source.size(), "byte") + ")");
        }
        std::array<std::byte, lengthBytes> lengthField;
        m_source.read(0, lengthField);
        const std::uint64_t length = ByteReader(lengthField, m_source.name()).u64();
        if (length > maxHeaderBytes) {
            fail("offset 0", "header of " + counted(length, "byte") + " is above the limit of 100 MB");
        }
        if (!fitsWithin(lengthBytes, length, m_source.size())) {
            fail("offset 0",
                 "header of " + counted(length, "byte") + " does not fit the file of " +
                     counted(m_source.size(), "byte"),
                 "the file is cut off; get it again");
        }
        const auto bytes = m_source.read(lengthBytes, length);
        const std::string_view text = asText(bytes);
        if (!text.starts_with('{')) {
            fail("offset 8", "the header does not start with {");
        }
        if (text.find('\0') != text.npos) { // the JSON library takes it for the end of the text
            fail("offset 8", "the header is not valid JSON (it holds a zero byte)");
        }
        // Bounds the tree before it is built.
        const auto marks = std::count_if(text.begin(), text.end(), [](char c) { return c == '{' || c == '['; });
        if (static_cast<std::size_t>(marks) > 3 * maxTensors + 2) {
            fail("offset 8", "the header lists more than " + counted(maxTensors, "tensor"));
        }
        m_dataStart = lengthBytes + length;
        return parseStrictJson(text, m_source.name());
    }

    void checkMetadata(const Json& value) const
    {
        if (!value.is_object()) {
            fail("__metadata__", "is not an object");
        }
        for (const auto& [key, text] : value.items()) {
            if (!text.is_string()) {
                fail("__metadata__", "the value of \"" + printable(key) + "\" is not a string");
            }
        }
    }

    const Json& field(const std::string& tensor, const Json& value, const char* key) const
    {
        const auto found = value.find(key);
        if (found == value.end()) {
            fail(placeOf(tensor), std::string(key) + " is missing");
        }
        return *found;
    }

    std::vector<std::uint64_t> integers(const std::string& tensor, const Json& value, const char* key) const
    {
        const Json& list = field(tensor, value, key);
        if (!list.is_array()) {
            fail(placeOf(tensor), std::string(key) + " is not a list");
        }
        if (list.size() > maxRank) {
            fail(placeOf(tensor),
                 std::string(key) + " has " + std::to_string(list.size()) + " numbers, at most 8 are read");
        }
        std::vector<std::uint64_t> numbers;
        for (const Json& number : list) {
            if (!number.is_number_unsigned()) {
                fail(placeOf(tensor), std::string(key) + " holds " + printable(number.dump(), 40) +
                                          ", which is not an integer from 0 to 2^64-1");
            }
            numbers.push_back(number.get<std::uint64_t>());
        }
        return numbers;
    }

    SafetensorsHeaderEntry entry(const std::string& name, const Json& value) const
    {
        if (!value.is_object()) {
            fail(placeOf(name), "is not described by an object");
        }
        const Json& dtype = field(name, value, "dtype");
        if (!dtype.is_string()) {
            fail(placeOf(name), "dtype is not a string");
        }
        SafetensorsHeaderEntry entry;
        entry.name = name;
        const auto known = dtypeFromSafetensorsName(dtype.get<std::string>());
        entry.dtype = known.value_or(DType::Unsupported);
        entry.typeName = known ? "" : dtype.get<std::string>();
        entry.shape = integers(name, value, "shape");
        const auto offsets = integers(name, value, "data_offsets");
        if (offsets.size() != 2) {
            fail(placeOf(name), "data_offsets are not two numbers");
        }
        placeData(entry, offsets[0], offsets[1]);
        return entry;
    }

    void placeData(SafetensorsHeaderEntry& entry, std::uint64_t begin, std::uint64_t end) const
    {
        const std::string range = "data_offsets [" + std::to_string(begin) + "," + std::to_string(end) + "]";
        if (begin > end) {
            fail(placeOf(entry.name), range + " are reversed");
        }
        if (end > m_source.size() - m_dataStart) {
            fail(placeOf(entry.name), range + " lie beyond the end of the file", "the file is cut off; get it again");
        }
        const auto bytes = byteCount(entry);
        if (bytes && *bytes != end - begin) {
            fail(placeOf(entry.name), range + " hold " + counted(end - begin, "byte") + ", shape " +
                                          shapeText(entry.shape) + " of " + std::string(safetensorsName(entry.dtype)) +
                                          " needs " + std::to_string(*bytes));
        }
        entry.begin = m_dataStart + begin;
        entry.end = m_dataStart + end;
    }

    // Nothing where the size of an element is not known.
    std::optional<std::uint64_t> byteCount(const SafetensorsHeaderEntry& entry) const
    {
        const bool known = entry.dtype != DType::Unsupported;
        std::optional<std::uint64_t> bytes = known ? itemSize(entry.dtype) : 1;
        for (const std::uint64_t extent : entry.shape) {
            bytes = checkedMul(*bytes, extent);
            if (!bytes) {
                fail(placeOf(entry.name), "shape " + shapeText(entry.shape) + " is more than 64 bits can count");
            }
        }
        return known ? bytes : std::nullopt;
    }

    void checkChain(std::vector<SafetensorsHeaderEntry>& entries) const
    {
        std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
            return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
        });
        std::uint64_t reached = m_dataStart;
        for (const SafetensorsHeaderEntry& entry : entries) {
            if (entry.begin != reached) {
                fail(placeOf(entry.name), entry.begin < reached ? "its data overlap those of another tensor"
                                                                : "there is a gap before its data");
            }
            reached = entry.end;
        }
        if (reached != m_source.size()) {
            fail("offset " + std::to_string(reached),
                 counted(m_source.size() - reached, "byte") + " after the last tensor belong to none");
        }
    }

    const ByteSource& m_source;
    std::uint64_t m_dataStart = 0;
};

} // namespace

std::vector<SafetensorsHeaderEntry> readSafetensorsHeader(const ByteSource& source)
{
    return HeaderReader(source).read();
}

} // namespace samscope
