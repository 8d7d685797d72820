#pragma once

#include "core/base/file.h"
#include "core/base/work.h"
#include "core/hub/download/fetch_blob.h"
#include "core/hub/http/retry.h"

#include <cstdint>
#include <optional>
#include <string>

namespace samscope {

/// Brings the missing rest of a blob into its partial file, over as many exchanges as it takes. Bytes are written at
/// their own offsets, so that a second process in the same file can only write the same.
class BlobTransfer final : private BodySink
{
public:
    BlobTransfer(HubClient& client, const BlobSource& source, File& file, const Work& work);

    /// True when the file holds as many bytes as it should. False when the contents changed on the way, or cannot be
    /// what was announced, and the part is of no use. Throws `Error` when the tries are used up.
    bool run();
    /// How many exchanges it took.
    int exchanges() const { return m_exchanges; }

private:
    bool begin(const HttpReply& head) override;
    void take(std::span<const std::byte> bytes) override;

    HttpRequest nextRequest() const;
    bool isComplete() const { return m_size && m_offset == *m_size; }
    bool isSameVersion(const HttpReply& head);
    void startAt(std::uint64_t offset, std::optional<std::uint64_t> length);
    void finish(HttpReply& reply);

    HubClient& m_client;
    const BlobSource& m_source;
    File& m_file;
    Work m_work;
    Retry m_retry;
    std::optional<std::uint64_t> m_size;
    std::uint64_t m_offset = 0;
    std::string m_version; ///< ETag of the server that sends, once seen
    int m_exchanges = 0;
    bool m_spoiled = false;
};

} // namespace samscope
