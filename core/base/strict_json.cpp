#include "core/base/strict_json.h"

#include "core/base/error.h"

#include <unordered_set>
#include <utility>
#include <vector>

namespace samscope {

namespace {

constexpr std::size_t maxDepth = 32;
constexpr std::size_t maxValues = 1'200'000; // a header of 100,000 tensors; some 150 MB as a tree

// Builds the value while it checks what the library does not. Keys are appended, not looked up: the library's own
// builder takes quadratic time for objects that keep their order.
class Builder final : public nlohmann::json_sax<Json>
{
public:
    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return refuse("JSON holds binary data"); }

    bool start_object(std::size_t) override { return enter(Json::object()); }
    bool start_array(std::size_t) override { return enter(Json::array()); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }

    bool key(string_t& name) override
    {
        Level& level = m_levels.back();
        if (!level.keys.insert(name).second) {
            return refuse("key \"" + printable(name) + "\" appears twice");
        }
        level.key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        m_position = position;
        return refuse("is not valid JSON");
    }

    Json take() { return std::move(m_root); }
    const std::string& reason() const { return m_reason; }
    std::size_t position() const { return m_position; }

private:
    struct Level
    {
        Json value;
        std::string key; // of the member that comes next
        std::unordered_set<std::string> keys;
    };

    bool refuse(std::string reason)
    {
        m_reason = std::move(reason);
        return false;
    }

    bool add(Json value)
    {
        if (++m_values > maxValues) {
            return refuse("JSON of more than " + std::to_string(maxValues) + " values");
        }
        if (m_levels.empty()) {
            m_root = std::move(value);
            return true;
        }
        Level& level = m_levels.back();
        if (level.value.is_array()) {
            level.value.get_ref<Json::array_t&>().push_back(std::move(value));
        } else {
            level.value.get_ref<Json::object_t&>().emplace_back(std::move(level.key), std::move(value));
        }
        return true;
    }

    bool enter(Json value)
    {
        if (m_levels.size() == maxDepth) {
            return refuse("JSON nested deeper than " + std::to_string(maxDepth));
        }
        m_levels.push_back({std::move(value), {}, {}});
        return true;
    }

    bool leave()
    {
        Json value = std::move(m_levels.back().value);
        m_levels.pop_back();
        return add(std::move(value));
    }

    std::vector<Level> m_levels;
    Json m_root;
    std::size_t m_values = 0;
    std::string m_reason;
    std::size_t m_position = 0;
};

} // namespace

Json parseStrictJson(std::string_view text, const std::string& name)
{
    const std::size_t zero = text.find('\0'); // the library takes it for the end of the text
    if (zero != text.npos) {
        throw Error({.file = name, .place = "offset " + std::to_string(zero), .reason = "is not valid JSON"});
    }
    Builder builder;
    if (!Json::sax_parse(text, &builder)) {
        throw Error({.file = name,
                     .place = builder.position() == 0 ? "" : "offset " + std::to_string(builder.position() - 1),
                     .reason = builder.reason()});
    }
    return builder.take();
}

std::string prettyJson(const Json& value)
{
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; // file names need not be UTF-8
}

} // namespace samscope
