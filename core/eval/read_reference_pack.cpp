#include "core/eval/read_reference_pack.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/base/strict_json.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t maxPackSize = 10'000'000;

/// A JSON value of the pack and where it lies in it, for messages: "entries[2].prompt.box".
class Field
{
public:
    Field(const Json& json, std::string file, std::string place = {})
        : m_json(json), m_file(std::move(file)), m_place(std::move(place))
    {
    }

    [[noreturn]] void fail(const std::string& reason) const
    {
        throw Error({.file = m_file, .place = m_place, .reason = reason, .advice = "correct the reference pack"});
    }

    /// Fails unless this is an object with all of `required` and no others than these and `optional`.
    void requireKeys(std::initializer_list<std::string_view> required,
                     std::initializer_list<std::string_view> optional = {}) const
    {
        if (!m_json.is_object()) {
            fail("is not an object");
        }
        for (const std::string_view key : required) {
            if (!m_json.contains(key)) {
                fail("has no \"" + std::string(key) + "\"");
            }
        }
        for (const auto& [key, value] : m_json.items()) {
            if (std::ranges::find(required, key) == required.end() &&
                std::ranges::find(optional, key) == optional.end()) {
                fail("has an unknown key \"" + printable(key) + "\"");
            }
        }
    }

    bool has(std::string_view key) const { return m_json.contains(key) && !m_json.at(key).is_null(); }

    Field operator[](const char* key) const
    {
        return {m_json.at(key), m_file, m_place.empty() ? key : m_place + "." + key};
    }

    std::vector<Field> items() const
    {
        if (!m_json.is_array()) {
            fail("is not a list");
        }
        std::vector<Field> fields;
        for (std::size_t i = 0; i < m_json.size(); ++i) {
            fields.emplace_back(m_json[i], m_file, m_place + "[" + std::to_string(i) + "]");
        }
        return fields;
    }

    std::string text() const
    {
        if (!m_json.is_string()) {
            fail("is not a text");
        }
        return m_json.get<std::string>();
    }

    double number() const
    {
        if (!m_json.is_number() || !std::isfinite(m_json.get<double>())) {
            fail("is not a number");
        }
        return m_json.get<double>();
    }

    int integer(int least, int most) const
    {
        if (!m_json.is_number_integer() || m_json.get<double>() < least || m_json.get<double>() > most) {
            fail("is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        }
        return m_json.get<int>();
    }

    std::vector<double> numbers(std::size_t count) const
    {
        std::vector<double> values;
        for (const Field& item : items()) {
            values.push_back(item.number());
        }
        if (values.size() != count) {
            fail("has not " + counted(count, "number"));
        }
        return values;
    }

private:
    const Json& m_json;
    std::string m_file;
    std::string m_place;
};

void readImage(ReferencePack& pack, const Field& image, const fs::path& packFile)
{
    image.requireKeys({"file", "width", "height"}, {"sha256"});
    const fs::path file = image["file"].text();
    const bool leavesFolder = std::ranges::any_of(file, [](const fs::path& part) { return part == ".."; });
    if (file.empty() || file.is_absolute() || leavesFolder) {
        image["file"].fail("is not a path below the pack's folder");
    }
    pack.image = fs::absolute(packFile).parent_path() / file;
    pack.width = image["width"].integer(1, std::numeric_limits<int>::max());
    pack.height = image["height"].integer(1, std::numeric_limits<int>::max());
    if (image.has("sha256")) {
        pack.sha256 = image["sha256"].text();
    }
    if (!pack.sha256.empty() &&
        (pack.sha256.size() != 64 || pack.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)) {
        image["sha256"].fail("is not 64 lower-case hex digits");
    }
}

PromptSet readPrompt(const Field& json, const ReferencePack& pack)
{
    json.requireKeys({}, {"points", "labels", "box"});
    PromptSet prompt;
    if (json.has("points")) {
        for (const Field& point : json["points"].items()) {
            const std::vector<double> xy = point.numbers(2);
            prompt.points.push_back({.x = xy[0], .y = xy[1]});
        }
    }
    if (json.has("labels")) {
        const std::vector<Field> labels = json["labels"].items();
        if (labels.size() != prompt.points.size()) {
            json["labels"].fail("has not " + counted(prompt.points.size(), "label"));
        }
        for (std::size_t i = 0; i < labels.size(); ++i) {
            prompt.points[i].label = labels[i].integer(0, 1);
        }
    }
    if (json.has("box")) {
        const std::vector<double> corners = json["box"].numbers(4);
        prompt.box = Rect<double>{.x0 = corners[0], .y0 = corners[1], .x1 = corners[2], .y1 = corners[3]};
    }
    try {
        checkPrompts(prompt, pack.width, pack.height);
    } catch (const Error& error) {
        json.fail(error.problem().reason);
    }
    return prompt;
}

ReferenceEntry readEntry(const Field& json, const ReferencePack& pack)
{
    json.requireKeys({"variant", "prompt", "score_index", "expected", "tolerance", "source"});
    ReferenceEntry entry;
    entry.variant = json["variant"].text();
    if (entry.variant != "custom" && findVariant(entry.variant) == nullptr) {
        json["variant"].fail("is neither a known model name nor \"custom\"");
    }
    entry.prompt = readPrompt(json["prompt"], pack);
    if (json.has("score_index")) {
        entry.scoreIndex = json["score_index"].integer(0, 2);
    }
    entry.expected = json["expected"].numbers(entry.scoreIndex ? 1 : 3);
    entry.tolerance = json["tolerance"].number();
    if (entry.tolerance < 0) {
        json["tolerance"].fail("is negative");
    }
    entry.source = json["source"].text();
    return entry;
}

} // namespace

ReferencePack loadReferencePack(const fs::path& path)
{
    const auto source = openByteSource(path);
    if (source->size() > maxPackSize) {
        throw Error({.file = path.string(), .reason = "is too large for a reference pack"});
    }
    const std::vector<std::byte> bytes = source->read(0, source->size());
    const Json json = parseStrictJson(asText(bytes), path.string());
    const Field root(json, path.string());
    root.requireKeys({"name", "image", "entries"});
    ReferencePack pack;
    pack.name = root["name"].text();
    readImage(pack, root["image"], path);
    for (const Field& entry : root["entries"].items()) {
        pack.entries.push_back(readEntry(entry, pack));
    }
    if (pack.entries.empty()) {
        root["entries"].fail("is empty");
    }
    return pack;
}

} // namespace samscope
