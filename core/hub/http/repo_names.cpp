#include "core/hub/http/repo_names.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <regex>
#include <sstream>

namespace samscope {

namespace {

constexpr std::size_t longestPart = 255; // bytes, what every file system takes
constexpr std::array<std::string_view, 4> devices = {"con", "prn", "aux", "nul"};

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::vector<std::string> partsOf(const std::string& path)
{
    std::vector<std::string> parts;
    std::stringstream stream(path + "/");
    for (std::string part; std::getline(stream, part, '/');) {
        parts.push_back(part);
    }
    return parts;
}

// CON, nul.txt, COM1: Windows opens a device whatever the ending.
bool isDevice(const std::string& part)
{
    const std::string stem = lower(part.substr(0, part.find('.')));
    const bool numbered = stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) &&
                          std::isdigit(static_cast<unsigned char>(stem[3])) != 0;
    return numbered || std::ranges::find(devices, stem) != devices.end();
}

std::string problemOf(const std::string& part)
{
    if (part.empty()) {
        return "an empty part";
    }
    if (part == "." || part == "..") {
        return "\"" + part + "\"";
    }
    if (part.size() > longestPart) {
        return fmt::format("a part of {} bytes, and {} are possible", part.size(), longestPart);
    }
    if (isDevice(part)) {
        return "the name of a device";
    }
    if (part.ends_with('.') || part.ends_with(' ')) {
        return "a part that ends with a dot or blank";
    }
    const auto bad = std::ranges::find_if(part, [](unsigned char c) {
        return c < 0x20 || c == 0x7f || std::string_view("\\:*?\"<>|").find(static_cast<char>(c)) != std::string::npos;
    });
    return bad == part.end() ? "" : "the character " + printable(std::string(1, *bad));
}

[[noreturn]] void refuse(const std::string& subject, const std::string& reason, const std::string& advice)
{
    throw Error({.file = subject, .reason = reason, .advice = advice});
}

} // namespace

void requireRepoId(const std::string& repoId)
{
    static const std::regex part("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?");
    const std::vector<std::string> parts = partsOf(repoId);
    const bool wellFormed =
        parts.size() <= 2 && std::ranges::all_of(parts, [](const auto& text) { return std::regex_match(text, part); });
    if (!wellFormed || repoId.find("--") != std::string::npos || repoId.find("..") != std::string::npos ||
        repoId.ends_with(".git")) {
        refuse(repoId, "is not a repository id", "use name or namespace/name of letters, digits, -, _ and .");
    }
}

void requireRevision(const std::string& revision)
{
    const std::vector<std::string> parts = partsOf(revision);
    const auto bad = std::ranges::find_if(parts, [](const auto& part) { return !problemOf(part).empty(); });
    if (bad != parts.end()) {
        refuse(revision, "is not a revision: it has " + problemOf(*bad), "name a branch, a tag or a commit");
    }
}

void requireFileName(const std::string& path)
{
    for (const std::string& part : partsOf(path)) {
        if (const std::string problem = problemOf(part); !problem.empty()) {
            refuse(path, "is not a safe file name: it has " + problem, "ask the owner of the repository to rename it");
        }
    }
}

void requireFileNames(const std::vector<std::string>& paths)
{
    std::map<std::string, std::string> seen;
    for (const std::string& path : paths) {
        requireFileName(path);
        const auto [entry, isNew] = seen.emplace(lower(path), path);
        if (!isNew) {
            refuse(path, "and " + entry->second + " differ only in case, so one would replace the other",
                   "ask the owner of the repository to rename one");
        }
    }
}

bool isCommit(std::string_view text)
{
    return text.size() == 40 && std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string percentEncoded(std::string_view text, bool keepSlashes)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain =
            byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string::npos);
        out += plain || (c == '/' && keepSlashes) ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

} // namespace samscope
