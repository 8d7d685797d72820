#include "core/publish/folder_push.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/convert/hf_folder.h"
#include "core/eval/compare_tensors.h"
#include "core/hub/cache/content_hash.h"
#include "core/hub/upload/model_card.h"
#include "core/model/sam_checkpoint.h"

#include <fmt/format.h>

#include <algorithm>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr const char* cardName = "README.md";

void takeModelFiles(const fs::path& folder, FolderPushPlan& plan)
{
    if (!fs::is_directory(folder)) {
        throw Error({.file = folder.string(), .reason = "is not a folder", .advice = "name a converted folder"});
    }
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (isModelFile(name) || name == cardName) {
            plan.options.files.push_back({name, openByteSource(entry.path())});
        } else {
            plan.notes.push_back(printable(name) + " is not part of a model folder and stays here");
        }
    }
    std::ranges::sort(plan.options.files, {}, &PushFile::path);
}

std::vector<std::string> proofOf(const FolderPush& folderPush, const Work& work)
{
    if (folderPush.source.empty()) {
        return {};
    }
    const TensorProof proof = compareTensors(folderPush.source, folderPush.folder, work);
    if (!proof.identical()) {
        const std::size_t count = proof.different.size();
        throw Error({.file = folderPush.folder.string(),
                     .place = proof.different.front().name,
                     .reason = counted(count, "tensor") + (count == 1 ? " differs" : " differ") +
                               " from the source, so nothing is pushed",
                     .advice = "compare them with `samscope diff`"});
    }
    return {fmt::format("{} of {} tensors are identical to the source, bit for bit{}.", proof.compared, proof.compared,
                        proof.sameDType ? "" : ", after casting the source to the dtype of this model")};
}

CardFile cardFile(const PushFile& file, const Work& work)
{
    return {file.path, file.source->size(), contentHash(HashKind::Sha256, *file.source, work)};
}

std::string cardText(const FolderPush& folderPush, const SamConfig& config, const std::vector<PushFile>& files,
                     const std::vector<std::string>& proof, const Work& work)
{
    ModelCard card;
    card.title = folderPush.options.repoId.substr(folderPush.options.repoId.find('/') + 1);
    card.isPublishedVariant = variantName(config) != "custom";
    card.proof = proof;
    if (fs::is_regular_file(folderPush.source)) {
        card.source = cardFile({folderPush.source.filename().string(), openByteSource(folderPush.source)}, work);
    }
    for (const PushFile& file : files) {
        card.files.push_back(cardFile(file, work));
    }
    return modelCardText(card);
}

} // namespace

FolderPushPlan planFolderPush(HubClient& client, const FolderPush& folderPush, const Work& work)
{
    FolderPushPlan plan;
    plan.options = folderPush.options;
    takeModelFiles(folderPush.folder, plan);
    auto& files = plan.options.files;
    const SamCheckpoint sam = openSam(folderPush.folder); // what is pushed can be read
    const auto proof = proofOf(folderPush, work);
    if (std::ranges::find(files, cardName, &PushFile::path) == files.end()) {
        const std::string text = cardText(folderPush, requireConfig(sam), files, proof, work);
        const auto bytes = asBytes(text);
        files.push_back({cardName, memorySource({bytes.begin(), bytes.end()}, cardName)});
    }
    plan.plan = planPush(client, plan.options, work);
    return plan;
}

} // namespace samscope
