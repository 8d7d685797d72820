#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace samscope {

// What may be written into a URL and onto the disk. Each throws `Error` that names the offender.

/// "name" or "namespace/name", each of 1 to 96 letters, digits, "-", "_" and ".", as validate_repo_id of the Python
/// client has it.
void requireRepoId(const std::string& repoId);

/// A branch, tag, "refs/pr/1" or commit.
void requireRevision(const std::string& revision);

/// A path inside a repository that stays inside a folder on every system: no "..", drive, backslash, device name
/// (CON, NUL, …) or control character; at most 255 bytes per part.
void requireFileName(const std::string& path);

/// The same for all files of a repository, of which no two may differ only in case.
void requireFileNames(const std::vector<std::string>& paths);

/// Forty hex digits.
bool isCommit(std::string_view text);

/// Percent-encoded; slashes too unless they are kept.
std::string percentEncoded(std::string_view text, bool keepSlashes);

} // namespace samscope
