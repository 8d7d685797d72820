#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace samscope {

struct ServerRequest
{
    std::string method;
    std::string path;                           ///< decoded, without the query
    std::string query;                          ///< after the question mark
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
};

/// A reply, and how badly it is sent.
struct ServerReply
{
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    std::optional<std::size_t> dropAfter = {}; ///< bytes of the body, then the connection is closed
    std::size_t pieceSize = 0;                 ///< bytes every few milliseconds; 0 sends all at once
    /// Asked in the server's thread before each piece, with the bytes that have been sent; false: later.
    std::function<bool(std::size_t)> mayGoOn = {};
    bool silent = false; ///< nothing is sent at all
    bool closed = false; ///< nothing is sent, and the connection is closed

    void setHeader(const std::string& name, const std::string& value);
};

/// HTTP/1.1 on a free port of 127.0.0.1, in a thread of its own; one exchange per connection. The handler runs in that
/// thread.
class HttpServer
{
public:
    using Handler = std::function<ServerReply(ServerRequest)>;

    explicit HttpServer(Handler handler, int port = 0);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    /// "http://127.0.0.1:12345"
    const std::string& url() const { return m_url; }

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
    std::string m_url;
};

} // namespace samscope
