#include "core/hub/upload/push.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/hub/http/repo.h"
#include "core/hub/http/repo_names.h"
#include "core/hub/upload/commit_body.h"
#include "core/hub/upload/lfs_upload.h"

#include <algorithm>
#include <span>

namespace samscope {

namespace {

constexpr std::size_t filesPerPreupload = 256; // the Hub's limit
constexpr std::uint64_t sampleSize = 512;

/// The steps of one push, in their order.
class Push
{
public:
    Push(HubClient& client, const PushPlan& plan, const PushOptions& options, const Work& work)
        : m_client(client), m_plan(plan), m_options(options), m_work(work)
    {
    }

    PushResult run()
    {
        if (m_plan.isUpToDate()) {
            m_result.commit = m_plan.head;
            m_result.url = m_client.url("/" + m_plan.repoId);
            return m_result;
        }
        m_parent = m_plan.head.empty() ? createRepo() : m_plan.head;
        checkCard();
        chooseModes();
        storeLargeFiles({m_client, m_plan.repoId, m_options.createPullRequest ? "" : m_options.revision}, m_large,
                        m_work);
        commit();
        return m_result;
    }

private:
    HttpReply post(const std::string& path, const std::string& body, const char* type, bool neverTwice = false)
    {
        const auto bytes = asBytes(body);
        return m_client.send({.method = "POST",
                              .url = m_client.url(path),
                              .headers = {{"Content-Type", type}},
                              .body = memorySource({bytes.begin(), bytes.end()}, "request"),
                              .patience = m_client.settings().answerPatience,
                              .neverTwice = neverTwice},
                             Redirects::WithinOrigin, m_work);
    }

    Json postJson(const std::string& path, const Json& body)
    {
        const HttpReply reply = post(path, body.dump(), "application/json");
        m_client.requireSuccess(reply, m_plan.repoId);
        return parseStrictJson(reply.body, shownUrl(reply.url));
    }

    // 409: it is there by now. The commit that a new repository begins with is our parent.
    std::string createRepo()
    {
        const auto slash = m_plan.repoId.find('/');
        const HttpReply reply = post("/api/repos/create",
                                     Json{{"name", m_plan.repoId.substr(slash + 1)},
                                          {"organization", m_plan.repoId.substr(0, slash)},
                                          {"type", "model"},
                                          {"visibility", m_options.isPrivate ? "private" : "public"}}
                                         .dump(),
                                     "application/json");
        if (reply.status != 409) {
            m_client.requireSuccess(reply, m_plan.repoId);
        }
        return head();
    }

    std::string head()
    {
        const Repo repo(m_client, m_plan.repoId, m_options.revision);
        return repo.commitFrom(repo.askForHead(Tries::Several, m_work)).value_or("");
    }

    void checkCard()
    {
        const auto card =
            std::ranges::find(m_plan.files, "README.md", [](const PlannedFile& file) { return file.file.path; });
        if (card == m_plan.files.end()) {
            return;
        }
        const auto bytes = card->file.source->read(0, card->file.source->size());
        const Json found =
            postJson("/api/validate-yaml", {{"content", std::string(asText(bytes))}, {"repoType", "model"}});
        if (const Json errors = found.value("errors", Json::array()); !errors.empty()) {
            throw Error({.file = "README.md",
                         .reason = "the Hub does not accept the model card: " +
                                   printable(errors.front().value("message", "without a reason")),
                         .advice = "mend the block at its head"});
        }
    }

    void chooseModes()
    {
        std::vector<const PlannedFile*> open;
        for (const PlannedFile& file : m_plan.files) {
            if (file.state != PushState::Same) {
                open.push_back(&file);
            }
        }
        for (std::size_t begin = 0; begin < open.size(); begin += filesPerPreupload) {
            chooseModes(std::span(open).subspan(begin, std::min(filesPerPreupload, open.size() - begin)));
        }
    }

    void chooseModes(std::span<const PlannedFile* const> files)
    {
        Json asked = Json::array();
        for (const PlannedFile* file : files) {
            const ByteSource& source = *file->file.source;
            asked.push_back({{"path", file->file.path},
                             {"sample", base64Of(source, std::min(sampleSize, source.size()))},
                             {"size", source.size()}});
        }
        const std::string suffix = m_options.createPullRequest ? "?create_pr=1" : "";
        const Json answer = postJson("/api/models/" + m_plan.repoId + "/preupload/" +
                                         percentEncoded(m_options.revision, false) + suffix,
                                     {{"files", asked}});
        for (const PlannedFile* file : files) {
            sort(*file, answer.value("files", Json::array()));
        }
    }

    // Empty files cannot be stored as large ones.
    void sort(const PlannedFile& file, const Json& modes)
    {
        const auto mode =
            std::ranges::find_if(modes, [&](const Json& entry) { return entry.value("path", "") == file.file.path; });
        if (mode == modes.end()) {
            throw Error({.file = file.file.path, .reason = "the server does not say how it wants the file"});
        }
        if (mode->value("shouldIgnore", false)) {
            m_result.ignored.push_back(file.file.path);
        } else if (mode->value("uploadMode", "") == "lfs" && file.file.source->size() > 0) {
            m_large.push_back(&file);
        } else {
            m_small.push_back(&file);
        }
    }

    // Sent once: a second one after a lost reply would be a second commit.
    void commit()
    {
        m_work.report({"committing", 0, 1, Unit::Items});
        const std::string suffix = m_options.createPullRequest ? "?create_pr=1" : "";
        const HttpReply reply =
            post("/api/models/" + m_plan.repoId + "/commit/" + percentEncoded(m_options.revision, false) + suffix,
                 commitBody(m_options.message, m_parent, m_small, m_large), "application/x-ndjson", true);
        if (!reply.succeeded()) {
            settle(reply);
            return;
        }
        const Json answer = parseStrictJson(reply.body, shownUrl(reply.url));
        m_result.committed = true;
        m_result.commit = answer.value("commitOid", "");
        m_result.url = answer.value(m_options.createPullRequest ? "pullRequestUrl" : "commitUrl", "");
    }

    // A commit that got no good reply counts as made when the branch now holds what was pushed.
    void settle(const HttpReply& reply)
    {
        const bool isUnknown = !reply.failure.empty() || reply.status >= 500 || reply.status == 412;
        std::string outcome = "nothing was committed";
        if (isUnknown && m_options.createPullRequest) {
            outcome = "whether a pull request was opened is not known";
        } else if (isUnknown) {
            try {
                if (isCommitted()) {
                    return;
                }
            } catch (const Error&) {
                outcome = "whether anything was committed is not known";
            }
        }
        Problem problem = m_client.problemOf(reply, m_plan.repoId);
        problem.reason += ", and " + outcome;
        throw Error(problem);
    }

    bool isCommitted()
    {
        PushOptions again = m_options;
        again.parentCommit.clear();
        const PushPlan now = planPush(m_client, again, m_work);
        m_result.committed = now.head != m_parent && now.isUpToDate();
        m_result.commit = now.head;
        m_result.url = m_client.url("/" + m_plan.repoId + "/commit/" + now.head);
        return m_result.committed;
    }

    HubClient& m_client;
    const PushPlan& m_plan;
    const PushOptions& m_options;
    Work m_work;
    std::string m_parent;
    std::vector<const PlannedFile*> m_small;
    std::vector<const PlannedFile*> m_large;
    PushResult m_result;
};

} // namespace

PushResult push(HubClient& client, const PushPlan& plan, const PushOptions& options, const Work& work)
{
    return Push(client, plan, options, work).run();
}

} // namespace samscope
