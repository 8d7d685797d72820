#include "core/hub/upload/multipart.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/sha256.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace samscope {

namespace fs = std::filesystem;

namespace {

std::optional<std::uint64_t> number(const std::string& text)
{
    std::uint64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string textOf(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

std::optional<Multipart> multipartFrom(const Json& uploadAction, std::uint64_t size)
{
    const Json header = uploadAction.value("header", Json::object());
    if (!header.contains("chunk_size")) {
        return std::nullopt;
    }
    Multipart multipart;
    multipart.completionUrl = uploadAction.at("href").get<std::string>();
    multipart.partSize = number(textOf(header.at("chunk_size"))).value_or(0);
    std::map<std::uint64_t, std::string> urls;
    for (const auto& [key, value] : header.items()) {
        if (const auto part = number(key)) {
            urls[*part] = textOf(value);
        }
    }
    for (const auto& [part, url] : urls) {
        multipart.partUrls.push_back(url);
    }
    multipart.receipts.resize(urls.size());
    if (multipart.partSize == 0 || (size + multipart.partSize - 1) / multipart.partSize != urls.size()) {
        throw Error(
            {.file = "LFS batch", .reason = "the server's parts do not make up the file", .advice = "try again later"});
    }
    return multipart;
}

UploadJournal::UploadJournal(const fs::path& home, const std::string& target, const std::string& sha256)
    : m_file(home / "samscope" / "uploads" / (samscope::sha256(asBytes(target + " " + sha256)).substr(0, 32) + ".json"))
{
}

std::optional<Multipart> UploadJournal::load() const
{
    std::error_code code;
    if (!fs::is_regular_file(m_file, code)) {
        return std::nullopt;
    }
    try {
        const auto source = openByteSource(m_file);
        const Json json = parseStrictJson(asText(source->read(0, source->size())), m_file.string());
        Multipart multipart{json.at("completion"), json.at("part_size"), json.at("parts"), json.at("receipts")};
        return multipart.partUrls.size() == multipart.receipts.size() ? std::optional(multipart) : std::nullopt;
    } catch (const std::exception&) { // begin anew
        return std::nullopt;
    }
}

void UploadJournal::save(const Multipart& multipart) const
{
    std::error_code code;
    fs::create_directories(m_file.parent_path(), code);
    const Json json = {{"completion", multipart.completionUrl},
                       {"part_size", multipart.partSize},
                       {"parts", multipart.partUrls},
                       {"receipts", multipart.receipts}};
    saveFile(m_file, [&](File& out) {
        fs::permissions(out.path(), fs::perms::owner_read | fs::perms::owner_write);
        const std::string text = prettyJson(json);
        out.write(asBytes(text));
    });
}

void UploadJournal::remove() const
{
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

} // namespace samscope
