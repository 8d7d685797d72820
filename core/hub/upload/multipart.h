#pragma once

#include "core/base/strict_json.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// A large file that is stored in parts: where each goes, and the receipts of those that are stored.
struct Multipart
{
    std::string completionUrl;
    std::uint64_t partSize = 0;
    std::vector<std::string> partUrls; ///< signed: secrets as long as they are valid
    std::vector<std::string> receipts; ///< ETag of each stored part; empty where it is missing
};

/// The parts that a server gives for an object of `size` bytes ("chunk_size" and "1", "2", … in the header of the
/// upload action); nothing when it wants the object in one piece. Throws `Error` when they do not fit.
std::optional<Multipart> multipartFrom(const Json& uploadAction, std::uint64_t size);

/// Remembers unfinished multipart uploads on the disk, for nobody but the user, so that the next push of the same
/// contents to the same repository goes on where this one was cut off.
class UploadJournal
{
public:
    /// `target` is endpoint and repository.
    UploadJournal(const std::filesystem::path& home, const std::string& target, const std::string& sha256);

    std::optional<Multipart> load() const;
    void save(const Multipart& multipart) const;
    void remove() const;

private:
    std::filesystem::path m_file;
};

} // namespace samscope
