#include "app/cli/push_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "app/cli/output.h"
#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/checkpoint.h"
#include "core/convert/hf_folder.h"
#include "core/eval/verify.h"
#include "core/hub/content_hash.h"
#include "core/hub/model_card.h"
#include "core/model/hf_config.h"

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr const char* cardName = "README.md";

std::string_view stateName(PushState state)
{
    switch (state) {
    case PushState::New:
        return "new";
    case PushState::Changed:
        return "changed";
    case PushState::Same:
        break;
    }
    return "same";
}

std::vector<PushFile> modelFiles(const fs::path& folder, std::ostream& err)
{
    if (!fs::is_directory(folder)) {
        throw Error({.file = folder.string(), .reason = "is no folder", .advice = "name a converted folder"});
    }
    std::vector<PushFile> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (isModelFile(name) || name == cardName) {
            files.push_back({name, openByteSource(entry.path())});
        } else {
            err << "note: " << printable(name) << " is no part of a model folder and stays here\n";
        }
    }
    std::ranges::sort(files, {}, &PushFile::path);
    return files;
}

std::vector<std::string> proofOf(const FolderPush& folderPush, CommandContext& context)
{
    const TensorProof proof = compareTensors(folderPush.source, folderPush.folder, context.progress, context.line.stop);
    if (!proof.identical()) {
        throw Error({.file = folderPush.folder.string(),
                     .place = proof.different.front().name,
                     .reason = fmt::format("{} not what the source has, so nothing is pushed",
                                           counted(proof.different.size(), "tensor")),
                     .advice = "compare them with `samscope diff`"});
    }
    return {fmt::format("{} of {} tensors are identical to the source, bit for bit{}.", proof.compared, proof.compared,
                        proof.sameDType ? "" : ", after casting the source to the dtype of this model")};
}

CardFile cardFile(const PushFile& file, CommandContext& context)
{
    return {file.path, file.source->size(),
            contentHash(HashKind::Sha256, *file.source, context.progress, context.line.stop)};
}

std::string cardText(const FolderPush& folderPush, const std::vector<std::string>& proof, CommandContext& context)
{
    const Checkpoint checkpoint = openCheckpoint(folderPush.folder);
    const SamConfig config = readSamConfig(checkpoint.config, (folderPush.folder / "config.json").string());
    ModelCard card;
    card.title = folderPush.options.repoId.substr(folderPush.options.repoId.find('/') + 1);
    card.isPublishedVariant = variantName(config) != "custom";
    card.proof = proof;
    if (fs::is_regular_file(folderPush.source)) {
        card.source = cardFile({folderPush.source.filename().string(), openByteSource(folderPush.source)}, context);
    }
    for (const PushFile& file : folderPush.options.files) {
        card.files.push_back(cardFile(file, context));
    }
    return modelCardText(card);
}

void addCard(FolderPush& folderPush, const std::vector<std::string>& proof, CommandContext& context)
{
    auto& files = folderPush.options.files;
    if (std::ranges::find(files, cardName, &PushFile::path) == files.end()) {
        const std::string text = cardText(folderPush, proof, context);
        const auto bytes = asBytes(text);
        files.push_back({cardName, memorySource({bytes.begin(), bytes.end()}, cardName)});
    }
}

void printPlan(const PushPlan& plan, const PushOptions& options, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    for (const PlannedFile& file : plan.files) {
        rows.push_back({printable(file.file.path), std::string(stateName(file.state)),
                        std::to_string(file.file.source->size()), file.sha256});
    }
    printTable(out, {"file", "on the Hub", ">bytes", "SHA-256"}, rows);
    out << (plan.head.empty()
                ? fmt::format("{}: to be created, {}\n", plan.repoId, options.isPrivate ? "private" : "public")
                : fmt::format("{}: {} is at {}\n", plan.repoId, options.revision, plan.head));
}

} // namespace

int pushFolder(HubClient& client, FolderPush& folderPush, CommandContext& context)
{
    folderPush.options.files = modelFiles(folderPush.folder, context.line.err);
    openCheckpoint(folderPush.folder); // what is pushed can be read
    const auto proof = folderPush.source.empty() ? std::vector<std::string>() : proofOf(folderPush, context);
    addCard(folderPush, proof, context);
    const PushPlan plan = planPush(client, folderPush.options, context.progress, context.line.stop);
    printPlan(plan, folderPush.options, context.line.out);
    if (folderPush.options.isPrivate && !plan.head.empty()) {
        context.line.err << "note: the repository is there already; --private does not change who sees it\n";
    }
    if (folderPush.dryRun) {
        return 0;
    }
    const PushResult result = push(client, plan, folderPush.options, context.progress, context.line.stop);
    for (const std::string& name : result.ignored) {
        context.line.err << "note: the repository's .gitignore keeps " << printable(name) << " out\n";
    }
    context.line.out << (result.committed ? fmt::format("committed {}: {}\n", result.commit, result.url)
                                          : "nothing to do: everything is there\n");
    return 0;
}

} // namespace samscope
