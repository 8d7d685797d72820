#include "core/hub/upload/commit_body.h"

#include <QByteArray>

namespace samscope {

namespace {

std::string line(const char* key, const Json& value)
{
    return Json{{"key", key}, {"value", value}}.dump() + "\n";
}

} // namespace

std::string base64Of(const ByteSource& source, std::uint64_t size)
{
    const std::vector<std::byte> bytes = source.read(0, size);
    return QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))
        .toBase64()
        .toStdString();
}

std::string commitBody(const std::string& message, const std::string& parent,
                       const std::vector<const PlannedFile*>& small, const std::vector<const PlannedFile*>& large)
{
    Json header = {{"summary", message}, {"description", ""}};
    if (!parent.empty()) {
        header["parentCommit"] = parent;
    }
    std::string body = line("header", header);
    for (const PlannedFile* file : small) {
        body += line("file", {{"content", base64Of(*file->file.source, file->file.source->size())},
                              {"path", file->file.path},
                              {"encoding", "base64"}});
    }
    for (const PlannedFile* file : large) {
        body += line("lfsFile", {{"path", file->file.path},
                                 {"algo", "sha256"},
                                 {"oid", file->sha256},
                                 {"size", file->file.source->size()}});
    }
    return body;
}

} // namespace samscope
