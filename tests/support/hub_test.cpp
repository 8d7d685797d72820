#include "tests/support/hub_test.h"

#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/hub/http/qt_transport.h"

namespace samscope {

namespace fs = std::filesystem;

using namespace std::chrono_literals;

std::string patternBytes(std::size_t size, char seed)
{
    std::string bytes(size, seed);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>(seed + static_cast<char>((i * 2654435761U) >> 24));
    }
    return bytes;
}

FakeHub::Files testFiles(char seed)
{
    std::string config = R"({"model_type": "sam", "seed": "x"})"
                         "\n";
    config[config.find('x')] = seed;
    return {{"config.json", config}, {"model.safetensors", patternBytes(300'000, seed)}};
}

EnvironmentLookup lookup(Variables variables)
{
    variables.emplace("HOME", "/home/me");
    return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

HubSettings testHubSettings(const std::string& endpoint, const fs::path& folder)
{
    HubSettings settings;
    settings.endpoint = endpoint;
    settings.home = folder;
    settings.cacheFolder = folder / "hub";
    settings.tokenFile = folder / "token";
    settings.metadataPatience = settings.transferPatience = settings.answerPatience = 10min;
    settings.retry = {.attempts = 3, .firstWait = 1ms, .longestWait = 4ms, .longestAsked = 1500ms};
    return settings;
}

std::unique_ptr<HubClient> testHubClient(const HubSettings& settings, const std::string& token)
{
    return std::make_unique<HubClient>(settings, Token(token), qtTransport(processEnvironment()));
}

namespace {

class ForgetfulTransport final : public Transport
{
public:
    explicit ForgetfulTransport(LostReplies lost) : m_lost(std::move(lost)) {}

    HttpReply send(const HttpRequest& request, BodySink* sink, const std::stop_token& stop) override
    {
        HttpReply reply = m_transport->send(request, sink, stop);
        if (request.method == m_lost.method && request.url.find(m_lost.path) != std::string::npos &&
            m_lost.times-- > 0) {
            reply = {};
            reply.failure = "the server does not answer";
            reply.url = request.url;
        }
        return reply;
    }

private:
    LostReplies m_lost;
    std::unique_ptr<Transport> m_transport = qtTransport(processEnvironment());
};

} // namespace

std::unique_ptr<HubClient> forgetfulHubClient(const HubSettings& settings, const std::string& token,
                                              const LostReplies& lost)
{
    return std::make_unique<HubClient>(settings, Token(token), std::make_unique<ForgetfulTransport>(lost));
}

namespace {

std::string snapshotProblem(const fs::path& snapshots)
{
    for (const auto& entry : fs::recursive_directory_iterator(snapshots)) {
        if (entry.is_directory()) {
            continue;
        }
        if (!fs::exists(entry.path())) {
            return entry.path().string() + " leads nowhere";
        }
        const std::string name = fs::read_symlink(entry.path()).filename().string();
        const std::string contents = textOf(entry.path());
        const std::string hash = name.size() == 64 ? sha256(asBytes(contents)) : gitSha1Of(contents);
        if (hash != name) {
            return entry.path().string() + " is not what its blob is named after";
        }
    }
    return {};
}

std::string refProblem(const fs::path& repo)
{
    for (const auto& entry : fs::recursive_directory_iterator(repo / "refs")) {
        if (entry.is_regular_file() && !fs::is_directory(repo / "snapshots" / textOf(entry.path()))) {
            return entry.path().string() + " stands for no snapshot";
        }
    }
    return {};
}

} // namespace

void setHubEnvironment(const FakeHub& hub, const std::filesystem::path& home)
{
    for (const char* name : {"HF_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_TOKEN_PATH", "HF_TOKEN",
                             "HUGGING_FACE_HUB_TOKEN"}) {
        qunsetenv(name);
    }
    for (const char* patience : {"HF_HUB_ETAG_TIMEOUT", "HF_HUB_DOWNLOAD_TIMEOUT"}) {
        qputenv(patience, "600");
    }
    qputenv("HF_ENDPOINT", QByteArray::fromStdString(hub.endpoint()));
    qputenv("HF_HOME", QByteArray::fromStdString(home.string()));
}

std::string cacheProblem(const fs::path& cache)
{
    std::string problem;
    for (const auto& repo : fs::exists(cache) ? fs::directory_iterator(cache) : fs::directory_iterator()) {
        if (fs::is_directory(repo.path() / "snapshots")) {
            problem += snapshotProblem(repo.path() / "snapshots");
        }
        if (fs::is_directory(repo.path() / "refs")) {
            problem += refProblem(repo.path());
        }
    }
    return problem;
}

std::string allTextBelow(const fs::path& folder)
{
    std::string text;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            text += entry.path().string() + textOf(entry.path());
        }
    }
    return text;
}

} // namespace samscope
