#include "core/base/strict_json.h"

#include "core/base/error.h"

#include <unordered_set>
#include <vector>

namespace samscope {

namespace {

constexpr std::size_t maxDepth = 32;

// Builds nothing: only finds what a strict reader refuses before the value itself is parsed.
class Checker final : public nlohmann::json_sax<Json>
{
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }

    bool start_object(std::size_t) override { return enter(); }
    bool start_array(std::size_t) override { return enter(); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }

    bool key(string_t& name) override
    {
        if (!m_keys.back().insert(name).second) {
            m_reason = "key \"" + printable(name) + "\" appears twice";
            return false;
        }
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        m_position = position;
        m_reason = "is not valid JSON";
        return false;
    }

    const std::string& reason() const { return m_reason; }
    std::size_t position() const { return m_position; }

private:
    bool enter()
    {
        if (m_keys.size() == maxDepth) {
            m_reason = "JSON nested deeper than " + std::to_string(maxDepth);
            return false;
        }
        m_keys.emplace_back();
        return true;
    }
    bool leave()
    {
        m_keys.pop_back();
        return true;
    }

    std::vector<std::unordered_set<std::string>> m_keys;
    std::string m_reason;
    std::size_t m_position = 0;
};

} // namespace

Json parseStrictJson(std::string_view text, const std::string& name)
{
    Checker checker;
    if (!Json::sax_parse(text, &checker)) {
        throw Error({.file = name,
                     .place = checker.position() == 0 ? "" : "offset " + std::to_string(checker.position() - 1),
                     .reason = checker.reason()});
    }
    return Json::parse(text);
}

std::string prettyJson(const Json& value)
{
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; // file names need not be UTF-8
}

} // namespace samscope
