#pragma once

#include "core/base/byte_reader.h"
#include "core/hub/http/hub_client.h"

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace samscope {

/// What a transport without a network answers, and what it was asked. The last answer is given again and again.
struct Script
{
    using Answer = std::function<HttpReply(const HttpRequest&, BodySink*)>;

    std::deque<Answer> answers;
    std::vector<HttpRequest> asked;
};

/// A reply without a sink's doing.
inline Script::Answer answerOf(int status, const HttpHeaders& headers = {}, const std::string& body = {})
{
    return [=](const HttpRequest& request, BodySink*) {
        return HttpReply{.status = status, .headers = headers, .body = body, .url = request.url};
    };
}

/// No complete reply.
inline Script::Answer failureOf(const std::string& failure)
{
    return [=](const HttpRequest& request, BodySink*) { return HttpReply{.failure = failure, .url = request.url}; };
}

/// A reply whose body a sink takes, as far as the connection holds.
inline Script::Answer bodyOf(int status, const HttpHeaders& headers, const std::string& bytes,
                             const std::string& failure = {})
{
    return [=](const HttpRequest& request, BodySink* sink) {
        HttpReply reply{.status = status, .headers = headers, .url = request.url};
        if (sink != nullptr && sink->begin(reply)) {
            sink->take(asBytes(bytes));
        } else {
            reply.body = bytes;
        }
        reply.failure = failure;
        return reply;
    };
}

class ScriptedTransport final : public Transport
{
public:
    explicit ScriptedTransport(std::shared_ptr<Script> script) : m_script(std::move(script)) {}

    HttpReply send(const HttpRequest& request, BodySink* sink, const std::stop_token& stop) override
    {
        throwIfStopped(stop);
        m_script->asked.push_back(request);
        const Script::Answer answer = m_script->answers.front();
        if (m_script->answers.size() > 1) {
            m_script->answers.pop_front();
        }
        return answer(request, sink);
    }

private:
    std::shared_ptr<Script> m_script;
};

/// A client that tries again at once, with a script for the network.
struct ScriptedClient
{
    std::shared_ptr<Script> script = std::make_shared<Script>();
    HubSettings settings;
    std::unique_ptr<HubClient> client;

    explicit ScriptedClient(std::deque<Script::Answer> answers, const std::string& token = {}, bool offline = false)
    {
        using namespace std::chrono_literals;
        script->answers = std::move(answers);
        settings.endpoint = "https://hub.example";
        settings.offline = offline;
        settings.retry = {.attempts = 3, .firstWait = 0ms, .longestWait = 0ms, .longestAsked = 0ms};
        client = std::make_unique<HubClient>(settings, Token(token), std::make_unique<ScriptedTransport>(script));
    }

    std::size_t exchanges() const { return script->asked.size(); }
    std::optional<std::string> header(std::size_t exchange, const std::string& name) const
    {
        for (const auto& [key, value] : script->asked.at(exchange).headers) {
            if (key == name) {
                return value;
            }
        }
        return std::nullopt;
    }
};

} // namespace samscope
