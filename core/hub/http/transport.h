#pragma once

#include "core/base/byte_source.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samscope {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest
{
    std::string method = "GET"; ///< GET, HEAD, POST or PUT
    std::string url;            ///< absolute, percent-encoded
    HttpHeaders headers = {};
    std::shared_ptr<const ByteSource> body = {};
    std::chrono::milliseconds patience{10'000};   ///< the exchange fails when less than 1 kB moved for so long
    bool neverTwice = false;                      ///< must not be sent again, not even on a connection that broke
    std::function<void(std::uint64_t)> sent = {}; ///< hears how much of the body has gone out; may be empty
};

struct HttpReply
{
    int status = 0;           ///< 0 when none arrived
    std::string failure = {}; ///< why the exchange is not complete, in one clause; empty when it is
    bool untrusted = false;   ///< the failure: a certificate that nothing here vouches for
    HttpHeaders headers = {}; ///< names in lower case
    std::string body = {};    ///< unless a sink took it
    std::string url = {};     ///< that the reply came from

    bool succeeded() const { return failure.empty() && status >= 200 && status < 300; }
    std::optional<std::string> header(std::string_view lowerCaseName) const;
};

/// Takes the body of a reply piece by piece.
class BodySink
{
public:
    virtual ~BodySink() = default;
    /// Status and headers are there. False: the body is not wanted, it becomes `HttpReply::body`.
    virtual bool begin(const HttpReply& head) = 0;
    /// An exception ends the exchange and is passed on.
    virtual void take(std::span<const std::byte> bytes) = 0;
};

/// One HTTP exchange at a time, without redirects and without a second try. Network faults are told in the reply;
/// throws `Error` only when stopped, or when the certificates to trust cannot be read. Used from the thread of its
/// first exchange.
class Transport
{
public:
    virtual ~Transport() = default;
    virtual HttpReply send(const HttpRequest& request, BodySink* sink, const std::stop_token& stop) = 0;
};

} // namespace samscope
