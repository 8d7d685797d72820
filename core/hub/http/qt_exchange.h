#pragma once

#include "core/hub/http/transport.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QNetworkReply>
#include <QSslConfiguration>

#include <exception>
#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace samscope {

/// One request on its way through a QNetworkAccessManager, and the event loop that waits for it.
class QtExchange
{
public:
    QtExchange(QNetworkAccessManager& manager, const std::optional<QSslConfiguration>& tls, const HttpRequest& request,
               BodySink* sink, std::stop_token stop);
    QtExchange(const QtExchange&) = delete;
    QtExchange& operator=(const QtExchange&) = delete;
    ~QtExchange();

    HttpReply run();

private:
    void start();
    void takeHead();
    void takeBody();
    void keep(std::span<const std::byte> bytes);
    void moved(std::uint64_t bytes) { m_movedInWindow += bytes; }
    void checkPace();
    void end(std::string failure);

    QNetworkAccessManager& m_manager;
    const std::optional<QSslConfiguration>& m_tls;
    const HttpRequest& m_request;
    BodySink* m_sink;
    std::stop_token m_stop;
    std::unique_ptr<QIODevice> m_body;
    std::unique_ptr<QNetworkReply> m_reply;
    HttpReply m_result;
    QEventLoop m_loop;
    QElapsedTimer m_window;
    std::uint64_t m_movedInWindow = 0;
    std::uint64_t m_sent = 0;
    bool m_headTaken = false;
    std::exception_ptr m_thrown;
};

} // namespace samscope
