#include "core/hub/download/blob_transfer.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <charconv>
#include <regex>

namespace samscope {

namespace {

std::optional<std::uint64_t> number(const std::string& text)
{
    std::uint64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// "bytes 100-199/200": where the part begins and how long the whole is.
std::optional<std::pair<std::uint64_t, std::uint64_t>> contentRange(const HttpReply& head)
{
    static const std::regex pattern("bytes ([0-9]{1,19})-[0-9]{1,19}/([0-9]{1,19})");
    std::smatch match;
    const std::string text = head.header("content-range").value_or("");
    if (!std::regex_match(text, match, pattern)) {
        return std::nullopt;
    }
    const auto begin = number(match[1]);
    const auto total = number(match[2]);
    return begin && total ? std::optional(std::pair(*begin, *total)) : std::nullopt;
}

} // namespace

BlobTransfer::BlobTransfer(HubClient& client, const BlobSource& source, File& file, const Work& work)
    : m_client(client), m_source(source), m_file(file), m_work(work), m_retry(client.settings().retry, work),
      m_size(source.size), m_offset(file.size())
{
    if (m_size && m_offset > *m_size) {
        m_offset = 0;
    }
}

bool BlobTransfer::run()
{
    while (!isComplete()) {
        ++m_exchanges;
        HttpReply reply = m_client.once(nextRequest(), Redirects::Anywhere, this, m_work.stop);
        if (m_spoiled) {
            return false;
        }
        if (reply.status == 416 && m_offset > 0) { // what is left is not what the server has
            return false;
        }
        finish(reply);
        if (!isComplete() && !m_retry.waitAfter(reply)) {
            throw Error(m_client.problemOf(reply, m_source.name));
        }
    }
    m_file.sync();
    return true;
}

HttpRequest BlobTransfer::nextRequest() const
{
    HttpRequest request{.url = m_source.url, .patience = m_client.settings().transferPatience};
    if (m_offset > 0) {
        request.headers.emplace_back("Range", fmt::format("bytes={}-", m_offset));
        if (!m_version.empty() && !m_version.starts_with("W/")) {
            request.headers.emplace_back("If-Range", m_version);
        }
    }
    return request;
}

bool BlobTransfer::isSameVersion(const HttpReply& head)
{
    const std::string version = head.header("etag").value_or("");
    const bool same = m_version.empty() || version.empty() || version == m_version;
    m_version = version;
    return same;
}

bool BlobTransfer::begin(const HttpReply& head)
{
    if (head.status != 200 && head.status != 206) {
        return false;
    }
    if (!isSameVersion(head)) {
        m_spoiled = true;
        return false;
    }
    const auto length = number(head.header("content-length").value_or(""));
    if (head.status == 200) { // all of it, whatever was asked for
        startAt(0, length);
    } else {
        const auto range = contentRange(head);
        m_spoiled = !range || range->first != m_offset;
        startAt(m_offset, range ? std::optional(range->second - m_offset) : length);
    }
    return !m_spoiled;
}

void BlobTransfer::startAt(std::uint64_t offset, std::optional<std::uint64_t> length)
{
    m_offset = offset;
    if (!m_size && length) {
        m_size = offset + *length;
    }
    m_spoiled = m_spoiled || (length && offset + *length != *m_size);
}

void BlobTransfer::take(std::span<const std::byte> bytes)
{
    if (m_size && bytes.size() > *m_size - m_offset) {
        throw Error({.file = m_source.name,
                     .reason = fmt::format("the server sends more than the {} bytes that it announced", *m_size),
                     .advice = "try again; if it happens again, tell the owner of the repository"});
    }
    m_file.writeAt(m_offset, bytes);
    m_offset += bytes.size();
    m_retry.dataArrived(bytes.size());
    m_work.report({"downloading", m_offset, m_size.value_or(m_offset), Unit::Bytes});
}

// A body without a length ends where the connection does; one with a length that ends early did not arrive.
void BlobTransfer::finish(HttpReply& reply)
{
    if (!reply.succeeded()) {
        return;
    }
    if (!m_size) {
        m_size = m_offset;
    } else if (!isComplete()) {
        reply.failure = fmt::format("the connection ended after {} of {}", humanBytes(m_offset), humanBytes(*m_size));
    }
}

} // namespace samscope
