#include "tests/support/http_server.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <memory>

namespace samscope {

namespace {

/// Bytes of one connection until a request is complete.
class RequestParser
{
public:
    std::optional<ServerRequest> feed(const QByteArray& bytes)
    {
        m_bytes += bytes;
        const qsizetype end = m_bytes.indexOf("\r\n\r\n");
        if (end < 0) {
            return std::nullopt;
        }
        const QList<QByteArray> lines = m_bytes.left(end).replace("\r\n", "\n").split('\n');
        ServerRequest request;
        for (const QByteArray& line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            request.headers[line.left(colon).toLower().toStdString()] = line.mid(colon + 1).trimmed().toStdString();
        }
        const QByteArray rest = m_bytes.mid(end + 4);
        const auto body = request.headers["transfer-encoding"] == "chunked"
                              ? chunkedBody(rest)
                              : plainBody(rest, std::atoll(request.headers["content-length"].c_str()));
        if (!body) {
            return std::nullopt;
        }
        const QList<QByteArray> words = lines.first().split(' ');
        const qsizetype mark = words.value(1).indexOf('?');
        request.method = words.value(0).toStdString();
        request.path =
            QByteArray::fromPercentEncoding(mark < 0 ? words.value(1) : words.value(1).left(mark)).toStdString();
        request.query = mark < 0 ? "" : words.value(1).mid(mark + 1).toStdString();
        request.body = *body;
        return request;
    }

private:
    static std::optional<std::string> plainBody(const QByteArray& rest, qint64 length)
    {
        return rest.size() < length ? std::nullopt : std::optional(rest.left(length).toStdString());
    }

    static std::optional<std::string> chunkedBody(const QByteArray& rest)
    {
        std::string body;
        for (qsizetype at = 0;;) {
            const qsizetype line = rest.indexOf("\r\n", at);
            const qsizetype size = line < 0 ? -1 : rest.mid(at, line - at).toLongLong(nullptr, 16);
            if (line < 0 || rest.size() < line + 2 + size + 2) {
                return std::nullopt;
            }
            if (size == 0) {
                return body;
            }
            body += rest.mid(line + 2, size).toStdString();
            at = line + 2 + size + 2;
        }
    }

    QByteArray m_bytes;
};

void sendSlowly(QTcpSocket* socket, const QByteArray& bytes, const ServerReply& reply)
{
    auto* timer = new QTimer(socket);
    const auto piece = static_cast<qsizetype>(reply.pieceSize);
    QObject::connect(timer, &QTimer::timeout, socket,
                     [socket, bytes, piece, mayGoOn = reply.mayGoOn, sent = qsizetype(0)]() mutable {
                         if (mayGoOn && !mayGoOn(static_cast<std::size_t>(sent))) {
                             return;
                         }
                         socket->write(bytes.mid(sent, piece));
                         sent = std::min(sent + piece, bytes.size());
                         if (sent == bytes.size()) {
                             socket->disconnectFromHost();
                         }
                     });
    timer->start(20);
}

void sendReply(QTcpSocket* socket, const ServerRequest& request, ServerReply reply)
{
    if (reply.silent || reply.closed) {
        reply.closed ? socket->disconnectFromHost() : void();
        return;
    }
    const auto hasLength =
        std::ranges::any_of(reply.headers, [](const auto& h) { return h.first == "Content-Length"; });
    if (!hasLength) {
        reply.setHeader("Content-Length", std::to_string(reply.body.size()));
    }
    reply.setHeader("Connection", "close");
    QByteArray head = "HTTP/1.1 " + QByteArray::number(reply.status) + " Reply\r\n";
    for (const auto& [name, value] : reply.headers) {
        head += QByteArray::fromStdString(name) + ": " + QByteArray::fromStdString(value) + "\r\n";
    }
    socket->write(head + "\r\n");
    const auto body =
        request.method == "HEAD" ? std::string() : reply.body.substr(0, reply.dropAfter.value_or(reply.body.size()));
    if (reply.pieceSize > 0) {
        sendSlowly(socket, QByteArray::fromStdString(body), reply);
        return;
    }
    socket->write(QByteArray::fromStdString(body));
    socket->disconnectFromHost(); // after everything is written
}

} // namespace

void ServerReply::setHeader(const std::string& name, const std::string& value)
{
    std::erase_if(headers, [&](const auto& header) { return header.first == name; });
    headers.emplace_back(name, value);
}

class HttpServer::Worker : public QThread
{
public:
    Worker(Handler handler, int port) : m_handler(std::move(handler)), m_wanted(port) {}

    quint16 listen()
    {
        start();
        m_port.wait(0);
        return m_port;
    }

protected:
    void run() override
    {
        QTcpServer server;
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&] {
            while (QTcpSocket* socket = server.nextPendingConnection()) {
                accept(socket);
            }
        });
        if (!server.listen(QHostAddress::LocalHost, static_cast<quint16>(m_wanted))) {
            qFatal("the fake server cannot listen");
        }
        m_port = server.serverPort();
        m_port.notify_all();
        exec();
    }

private:
    void accept(QTcpSocket* socket)
    {
        auto parser = std::make_shared<RequestParser>();
        QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, parser] {
            if (const auto request = parser->feed(socket->readAll())) {
                sendReply(socket, *request, m_handler(*request));
            }
        });
    }

    Handler m_handler;
    int m_wanted;
    std::atomic<quint16> m_port = 0;
};

HttpServer::HttpServer(Handler handler, int port) : m_worker(std::make_unique<Worker>(std::move(handler), port))
{
    m_url = "http://127.0.0.1:" + std::to_string(m_worker->listen());
}

HttpServer::~HttpServer()
{
    m_worker->quit();
    m_worker->wait();
}

} // namespace samscope
