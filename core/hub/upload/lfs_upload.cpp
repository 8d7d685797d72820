#include "core/hub/upload/lfs_upload.h"

#include "core/base/error.h"
#include "core/hub/upload/upload_session.h"

#include <algorithm>

namespace samscope {

namespace {

Json batchRequest(const std::string& revision, const std::vector<const PlannedFile*>& files)
{
    Json objects = Json::array();
    for (const PlannedFile* file : files) {
        objects.push_back({{"oid", file->sha256}, {"size", file->file.source->size()}});
    }
    Json body = {
        {"operation", "upload"}, {"transfers", {"basic", "multipart"}}, {"objects", objects}, {"hash_algo", "sha256"}};
    if (!revision.empty()) {
        body["ref"] = {{"name", revision}};
    }
    return body;
}

const PlannedFile& fileFor(const Json& object, const std::vector<const PlannedFile*>& files)
{
    const std::string oid = object.at("oid").get<std::string>();
    const auto found = std::ranges::find(files, oid, &PlannedFile::sha256);
    if (found == files.end()) {
        throw Error({.file = "LFS batch",
                     .reason = "the server speaks of " + printable(oid) + ", which is not one of our files",
                     .advice = "check HF_ENDPOINT"});
    }
    return **found;
}

void storeOne(UploadSession& session, const PlannedFile& file, const Json& actions)
{
    const Json& upload = actions.at("upload");
    if (auto parts = multipartFrom(upload, file.file.source->size())) {
        session.storeInParts(file, std::move(*parts));
    } else {
        session.requireSuccess(session.put(upload.at("href").get<std::string>(), file.file.source), file);
        session.stored(file.file.source->size());
    }
    if (actions.contains("verify")) {
        const Json body = {{"oid", file.sha256}, {"size", file.file.source->size()}};
        session.requireSuccess(session.postJson(actions["verify"].at("href").get<std::string>(), body), file);
    }
}

void storeObject(UploadSession& session, const Json& object, const std::vector<const PlannedFile*>& files)
{
    const PlannedFile& file = fileFor(object, files);
    if (object.contains("error")) {
        throw Error({.file = session.repo().subject(file.file.path),
                     .reason = "the server refuses the file: " +
                               printable(object["error"].value("message", "without a reason"))});
    }
    if (object.contains("actions") && !object["actions"].is_null()) {
        storeOne(session, file, object["actions"]);
    } else {
        session.stored(file.file.source->size());
    }
}

} // namespace

void storeLargeFiles(const Repo& repo, const std::vector<const PlannedFile*>& files, const Work& work)
{
    if (files.empty()) {
        return;
    }
    std::uint64_t total = 0;
    for (const PlannedFile* file : files) {
        total += file->file.source->size();
    }
    UploadSession session(repo, total, work);
    const HttpReply reply = session.postJson(repo.client().url("/" + repo.id() + ".git/info/lfs/objects/batch"),
                                             batchRequest(repo.revision(), files));
    repo.client().requireSuccess(reply, repo.id());
    try {
        const Json answer = parseStrictJson(reply.body, shownUrl(reply.url));
        for (const Json& object : answer.at("objects")) {
            storeObject(session, object, files);
        }
    } catch (const nlohmann::json::exception&) {
        throw Error({.file = repo.id(),
                     .reason = "the server's instructions for large files are not understood",
                     .advice = "check HF_ENDPOINT"});
    }
}

} // namespace samscope
