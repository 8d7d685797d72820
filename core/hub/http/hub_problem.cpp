#include "core/hub/http/hub_problem.h"

#include "core/base/strict_json.h"
#include "core/hub/http/hub_client.h"
#include "core/hub/http/retry.h"

#include <fmt/format.h>

namespace samscope {

namespace {

struct Sentence
{
    std::string reason;
    std::string advice;
};

Sentence forbidden(const std::string& code)
{
    if (code == "GatedRepo") {
        return {"the repository is gated", "open its page on the Hub and accept its terms, then try again"};
    }
    return {"the token does not allow this", "use a token with the needed scope (write, for a push)"};
}

Sentence unauthorized(const std::string& code, bool hasToken)
{
    if (code == "GatedRepo") {
        return forbidden(code);
    }
    if (hasToken) {
        return {"the token was refused, or the repository does not exist or is private",
                "check the name and the token (HF_TOKEN, or the token file)"};
    }
    return {"the repository does not exist or is private, and no token was given", "check the name, or set HF_TOKEN"};
}

Sentence notFound(const std::string& code)
{
    if (code == "RevisionNotFound") {
        return {"the repository has no such revision", "check the branch, tag or commit"};
    }
    if (code == "EntryNotFound") {
        return {"the repository has no such file", "check the name and the revision"};
    }
    return {"was not found on the Hub", "check the name; a private repository needs a token"};
}

Sentence tooMany(const HttpReply& reply)
{
    const auto asked = askedWait(reply);
    const std::string wait =
        asked ? fmt::format("wait {} s", std::chrono::duration_cast<std::chrono::seconds>(*asked).count())
              : "wait some minutes";
    return {"the server got too many requests", wait + ", then try again"};
}

Sentence sentenceFor(const HttpReply& reply, bool hasToken)
{
    const std::string code = reply.header("x-error-code").value_or("");
    switch (reply.status) {
    case 401:
        return unauthorized(code, hasToken);
    case 403:
        return forbidden(code);
    case 404:
        return notFound(code);
    case 408:
        return {"the server gave up waiting for the request", "try again later"};
    case 409:
        return {"the server says that this conflicts with its present state", "look at the repository, then try again"};
    case 412:
        return {"the repository has changed meanwhile", "look at the change, then try again"};
    case 416:
        return {"the server cannot send the rest of the file", "try again"};
    case 429:
        return tooMany(reply);
    default:
        break;
    }
    if (reply.status >= 500) {
        return {"the server has a problem of its own", "try again later"};
    }
    if (reply.status >= 300 && reply.status < 400) {
        return {"the server redirects without an end", "check HF_ENDPOINT"};
    }
    return {"the server refused", ""};
}

// What the server itself says, where it says something.
std::string serverWords(const HttpReply& reply)
{
    std::string words = reply.header("x-error-message").value_or("");
    if (words.empty() && reply.header("content-type").value_or("").starts_with("application/json")) {
        try {
            const Json body = parseStrictJson(reply.body, "reply");
            words = body.is_object() ? body.value("error", "") : "";
        } catch (const std::exception&) { // then it has no words
        }
    }
    return words.empty() ? "" : fmt::format(": \"{}\"", printable(words, 300));
}

} // namespace

Problem hubProblem(const HttpReply& reply, const std::string& subject, const Token& token)
{
    if (reply.untrusted) {
        return {
            .file = subject,
            .place = shownUrl(reply.url),
            .reason = "the server's certificate is not trusted: " + reply.failure,
            .advice =
                "check HF_ENDPOINT and the clock; if you trust this server, name its certificates in SSL_CERT_FILE"};
    }
    if (!reply.failure.empty()) {
        return {.file = subject,
                .place = shownUrl(reply.url),
                .reason = "the network failed: " + token.redacted(reply.failure),
                .advice = "check the connection and the proxy (HTTPS_PROXY), then try again"};
    }
    const Sentence sentence = sentenceFor(reply, !token.empty());
    const auto request = reply.header("x-request-id");
    return {.file = subject,
            .reason =
                token.redacted(fmt::format("{} (HTTP {}{}){}", sentence.reason, reply.status,
                                           request ? ", request " + printable(*request, 64) : "", serverWords(reply))),
            .advice = sentence.advice};
}

} // namespace samscope
