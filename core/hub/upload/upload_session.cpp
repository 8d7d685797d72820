#include "core/hub/upload/upload_session.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/hub/upload/byte_slice.h"

#include <algorithm>

namespace samscope {

namespace {

bool fits(const Multipart& multipart, std::uint64_t size)
{
    return multipart.partSize > 0 && (size + multipart.partSize - 1) / multipart.partSize == multipart.partUrls.size();
}

} // namespace

UploadSession::UploadSession(const Repo& repo, std::uint64_t totalBytes, const Work& work)
    : m_repo(repo), m_total(totalBytes), m_work(work)
{
}

HttpReply UploadSession::put(const std::string& url, std::shared_ptr<const ByteSource> body)
{
    HttpRequest request{.method = "PUT", .url = url, .body = std::move(body)};
    request.patience = m_repo.client().settings().answerPatience;
    request.sent = [this](std::uint64_t bytes) { m_work.report({"uploading", m_done + bytes, m_total, Unit::Bytes}); };
    return m_repo.client().send(request, Redirects::Anywhere, m_work);
}

HttpReply UploadSession::postJson(const std::string& url, const Json& body)
{
    const std::string text = body.dump();
    const auto bytes = asBytes(text);
    return m_repo.client().send(
        {.method = "POST",
         .url = url,
         .headers = {{"Accept", "application/vnd.git-lfs+json"}, {"Content-Type", "application/vnd.git-lfs+json"}},
         .body = memorySource({bytes.begin(), bytes.end()}, "request"),
         .patience = m_repo.client().settings().answerPatience},
        Redirects::Anywhere, m_work);
}

void UploadSession::stored(std::uint64_t bytes)
{
    m_done += bytes;
    m_work.report({"uploading", m_done, m_total, Unit::Bytes});
}

void UploadSession::requireSuccess(const HttpReply& reply, const PlannedFile& file) const
{
    m_repo.client().requireSuccess(reply, m_repo.subject(file.file.path));
}

void UploadSession::storeInParts(const PlannedFile& file, Multipart fresh)
{
    const UploadJournal journal(m_repo.client().settings().home, m_repo.client().url("/" + m_repo.id()), file.sha256);
    const std::uint64_t before = m_done;
    auto earlier = journal.load();
    bool isStored = false;
    if (earlier && fits(*earlier, file.file.source->size())) {
        const HttpReply reply = sendParts(file, *earlier, journal);
        isStored = reply.succeeded();
        if (!reply.failure.empty()) { // the network, not the age of the addresses
            requireSuccess(reply, file);
        }
    }
    if (!isStored) {
        m_done = before;
        requireSuccess(sendParts(file, fresh, journal), file);
    }
    journal.remove();
}

// The reply of the first part that is refused, or of the completion.
HttpReply UploadSession::sendParts(const PlannedFile& file, Multipart& multipart, const UploadJournal& journal)
{
    Json receipts = Json::array();
    for (std::size_t i = 0; i < multipart.partUrls.size(); ++i) {
        const std::uint64_t offset = i * multipart.partSize;
        const std::uint64_t size = std::min(multipart.partSize, file.file.source->size() - offset);
        if (multipart.receipts[i].empty()) {
            HttpReply reply = put(multipart.partUrls[i], byteSlice(file.file.source, offset, size));
            if (!reply.succeeded()) {
                return reply;
            }
            multipart.receipts[i] = reply.header("etag").value_or("");
            journal.save(multipart);
        }
        stored(size);
        receipts.push_back({{"partNumber", i + 1}, {"etag", multipart.receipts[i]}});
    }
    return postJson(multipart.completionUrl, {{"oid", file.sha256}, {"parts", receipts}});
}

} // namespace samscope
