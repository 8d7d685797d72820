#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/push_folder.h"
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/staged_folder.h"
#include "core/convert/convert_to_meta.h"
#include "core/convert/hf_folder.h"
#include "core/convert/model_name.h"
#include "core/convert/remap_log.h"
#include "core/hub/download/official_file.h"
#include "core/hub/http/hub_session.h"
#include "core/hub/http/repo.h"
#include "core/hub/http/repo_names.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct ConvertArguments
{
    ConvertOptions options;
    std::string dtype = "float32";
    std::string layout = "v4";
    std::string log;
    std::string repoId;
    bool dryRun = false;
    bool reverse = false;
    bool push = false;
    bool isPrivate = false;
};

void checkArguments(ConvertArguments& arguments)
{
    const bool isOfficial = !arguments.reverse && findOfficialFile(arguments.options.modelName) != nullptr;
    if (arguments.options.checkpoint.empty() && !isOfficial) {
        throw Error({.file = "--checkpoint_path",
                     .reason = "no checkpoint was given, and only the three SAM names are downloaded",
                     .advice = "pass a path, or --model_name sam_vit_b_01ec64"});
    }
    if (arguments.push && arguments.reverse) {
        throw Error({.file = "--push_to_hub",
                     .reason = "a checkpoint with original names is not a model folder for the Hub",
                     .advice = "leave out --push_to_hub or --reverse"});
    }
    if (arguments.options.folder.empty() && !arguments.dryRun) {
        throw Error({.file = "--pytorch_dump_folder_path",
                     .reason = "no folder was given",
                     .advice = "say where to write, or use --dry-run"});
    }
    arguments.options.dtype = arguments.dtype == "keep" ? std::nullopt : dtypeFromTorchName(arguments.dtype);
    arguments.options.processorLayout = arguments.layout == "v5"     ? ProcessorLayout::V5
                                        : arguments.layout == "both" ? ProcessorLayout::Both
                                                                     : ProcessorLayout::V4;
}

void saveLog(const std::string& path, const ConversionPlan& plan, const ConversionResult* result)
{
    if (path.empty()) {
        return;
    }
    saveFile(path, path.ends_with(".csv") ? remapLogCsv(plan, result) : prettyJson(remapLogJson(plan, result)));
}

std::string rulesText(const std::vector<int>& rules)
{
    return fmt::format("{}", fmt::join(rules, " "));
}

void printRows(const ConversionPlan& plan, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    for (const RemapRow& row : plan.remap.rows) {
        rows.push_back({std::string(actionName(row.action)), printable(row.source), printable(row.target),
                        rulesText(row.rules), row.tensor ? shapeText(row.tensor->shape) : "", printable(row.problem)});
    }
    printTable(out, {"action", "original name", "name in transformers", "rules", "shape", "problem"}, rows);
}

void printCounts(const ConversionPlan& plan, std::ostream& out)
{
    const RemapCounts& counts = plan.remap.counts;
    out << fmt::format("{}: {} in, {} out: {} renamed, {} kept, {} duplicated, {} dropped, {} missing, {} unexpected\n",
                       plan.detection.variant, counts.source, counts.written, counts.renamed, counts.kept,
                       counts.duplicated, counts.dropped, counts.missing, counts.unexpected);
}

void printWarnings(const ConversionPlan& plan, const ConvertOptions& options, std::ostream& err)
{
    for (const std::string& warning : plan.warnings) {
        err << "note: " << printable(warning, 1000) << '\n';
    }
    for (const Evidence& item : plan.detection.evidence) {
        if (item.assumed) {
            err << fmt::format("note: {} {} is {}\n", item.what, item.value, item.source);
        }
    }
    if (options.processorLayout == ProcessorLayout::Both) {
        err << "note: with both processor files transformers 4.40 to 4.48 cannot load this folder\n";
    }
    for (const auto& stage :
         options.folder.empty() ? std::vector<std::filesystem::path>() : staleStages(options.folder)) {
        err << "note: an interrupted conversion left " << stage.string() << " behind; it can be deleted\n";
    }
}

int convertBack(const ConvertArguments& arguments, CommandContext& context)
{
    const ConversionResult result = convertToMeta(arguments.options, context.work);
    context.line.out << fmt::format("{}: {}, {} with original names, read back and compared\n", result.folder.string(),
                                    humanBytes(result.bytes), counted(result.rows.size(), "tensor"));
    return 0;
}

void tellDownload(HubClient& client, const OfficialFile& file, std::ostream& out)
{
    out << fmt::format("{} is not in the cache; a conversion would first fetch\n", file.name) << "  from    "
        << Repo(client, file.repoId, file.commit).url(file.path()) << '\n'
        << fmt::format("  or      {}/{}.pth\n", file.mirror, file.name)
        << fmt::format("  size    {} bytes ({})\n", file.size, humanBytes(file.size)) //
        << "  sha256  " << file.sha256 << '\n'
        << "  into    " << officialFilePlace(client.settings(), file).string() << '\n'
        << "the plan can be shown once it is there: samscope download " << file.name << '\n';
}

// False when a dry run can only tell what it would fetch.
bool bringCheckpoint(ConvertArguments& arguments, CommandContext& context)
{
    ConvertOptions& options = arguments.options;
    const auto client = openHub(processEnvironment(), TokenUse::Implicit);
    const OfficialFile& file = *findOfficialFile(options.modelName);
    if (arguments.dryRun && !client->settings().offline && !isCached(client->settings(), file)) {
        tellDownload(*client, file, context.line.out);
        return false;
    }
    options.checkpoint = downloadOfficialFile(*client, file, context.work);
    context.line.err << "note: converting " << options.checkpoint.string() << '\n';
    return true;
}

// Told before the conversion, not after it.
std::unique_ptr<HubClient> openHubForPush(const ConvertArguments& arguments)
{
    auto client = openHub(processEnvironment(), TokenUse::Needed);
    if (!client->hasToken()) {
        throw Error({.file = "--push_to_hub",
                     .reason = "a push needs an access token, and there is none",
                     .advice = "set HF_TOKEN, or write a token into " + client->settings().tokenFile.string()});
    }
    if (!arguments.repoId.empty()) {
        requireRepoId(arguments.repoId);
    }
    return client;
}

int pushConverted(HubClient& client, const ConvertArguments& arguments, const std::string& variant,
                  CommandContext& context)
{
    FolderPush folderPush;
    folderPush.folder = arguments.options.folder;
    folderPush.source = arguments.options.checkpoint;
    const std::string folderName = realDestination(arguments.options.folder).filename().string();
    folderPush.options.repoId = !arguments.repoId.empty() ? arguments.repoId
                                : variant == "custom"     ? folderName
                                                          : variant;
    folderPush.options.isPrivate = arguments.isPrivate;
    return pushFolder(client, folderPush, false, context);
}

int convertForward(ConvertArguments& arguments, CommandContext& context)
{
    const auto hub = arguments.push && !arguments.dryRun ? openHubForPush(arguments) : nullptr;
    ConvertOptions& options = arguments.options;
    if (options.checkpoint.empty() && !bringCheckpoint(arguments, context)) {
        return 0;
    }
    const ConversionPlan plan = planConversion(options);
    requireModelName(options.modelName, plan);
    printWarnings(plan, options, context.line.err);
    if (arguments.dryRun) {
        printRows(plan, context.line.out);
        printCounts(plan, context.line.out);
        saveLog(arguments.log, plan, nullptr);
        return plan.remap.canConvert() ? 0 : exitCode(ErrorKind::BadInput);
    }
    if (!plan.remap.canConvert()) {
        saveLog(arguments.log, plan, nullptr);
    }
    options.withSha256 = !arguments.log.empty(); // a third of the work, and only the log shows it
    const ConversionResult result = convert(plan, options, context.work);
    saveLog(arguments.log, plan, &result);
    printCounts(plan, context.line.out);
    for (const WrittenRow& row : result.rows) {
        if (row.notFinite > 0) {
            context.line.err << fmt::format("note: {} has {}\n", printable(plan.remap.rows[row.row].target),
                                            counted(row.notFinite, "NaN or infinite value"));
        }
    }
    context.line.out << fmt::format("{}: model.safetensors {}, read back and compared\n", result.folder.string(),
                                    humanBytes(result.bytes));
    return hub ? pushConverted(*hub, arguments, plan.detection.variant, context) : 0;
}

} // namespace

void addConvertCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<ConvertArguments>();
    ConvertOptions& options = arguments->options;
    CLI::App* command =
        parser.add_subcommand("convert", "A checkpoint becomes a folder that transformers.SamModel loads");
    command->add_option("--model_name,--model-name", options.modelName,
                        "one of the five variants; without it the variant is read from the shapes");
    command->add_option("--checkpoint_path,--checkpoint-path", options.checkpoint, "the checkpoint to read");
    command->add_option("--pytorch_dump_folder_path,--pytorch-dump-folder-path", options.folder, "the folder to write");
    command->add_flag("--push_to_hub,--push-to-hub", arguments->push, "upload the folder afterwards");
    command->add_option("--repo-id,--repo_id", arguments->repoId,
                        "where to push: name or namespace/name; otherwise the variant's name");
    command->add_flag("--private", arguments->isPrivate, "if the repository has to be created, only you see it");
    command->add_flag("--dry-run", arguments->dryRun, "show what would happen to every key; write nothing");
    command->add_option("--dtype", arguments->dtype, "float32, float16, bfloat16 or keep")
        ->check(CLI::IsMember({"float32", "float16", "bfloat16", "keep"}));
    command->add_option("--layout", arguments->layout, "processor files: v4 (every version reads it), v5 or both")
        ->check(CLI::IsMember({"v4", "v5", "both"}));
    command
        ->add_option("--decoder-heads", options.decoderHeads,
                     "attention heads of the mask decoder, which no shape tells")
        ->check(CLI::Range(1, 64));
    command->add_option("--log", arguments->log, "write the remap log to a .json or .csv file");
    command->add_flag("--overwrite", options.overwrite, "replace a folder that holds only a converted model");
    command->add_flag(
        "--reverse", arguments->reverse,
        "from an HF folder (--checkpoint_path) to a .pth with original names (--pytorch_dump_folder_path)");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) {
            checkArguments(*arguments);
            return arguments->reverse ? convertBack(*arguments, context) : convertForward(*arguments, context);
        };
    });
}

} // namespace samscope
