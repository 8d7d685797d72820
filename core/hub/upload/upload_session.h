#pragma once

#include "core/base/work.h"
#include "core/hub/http/repo.h"
#include "core/hub/upload/multipart.h"
#include "core/hub/upload/push_plan.h"

#include <cstdint>
#include <memory>
#include <string>

namespace samscope {

/// What all uploads of one push share: whom they speak with, and how far they have come together.
class UploadSession
{
public:
    UploadSession(const Repo& repo, std::uint64_t totalBytes, const Work& work);

    const Repo& repo() const { return m_repo; }
    /// PUTs without a token where the URL is not the Hub's; it is signed.
    HttpReply put(const std::string& url, std::shared_ptr<const ByteSource> body);
    HttpReply postJson(const std::string& url, const Json& body);
    /// Bytes that are stored and need not be sent again.
    void stored(std::uint64_t bytes);
    void requireSuccess(const HttpReply& reply, const PlannedFile& file) const;

    /// Stores a file in parts, going on where an earlier push to the same repository was cut off.
    void storeInParts(const PlannedFile& file, Multipart fresh);

private:
    HttpReply sendParts(const PlannedFile& file, Multipart& multipart, const UploadJournal& journal);

    Repo m_repo;
    std::uint64_t m_total;
    Work m_work;
    std::uint64_t m_done = 0;
};

} // namespace samscope
