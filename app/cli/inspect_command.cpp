#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/model/evidence_json.h"
#include "core/model/sam_checkpoint.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct InspectArguments
{
    std::string path;
    bool values = false;
    JsonTarget json;
};

// All that is to be said of it: the sentence of every problem, and behind it what the sentence only counts.
std::vector<std::string> warningsOf(const SamCheckpoint& sam)
{
    std::vector<std::string> warnings = sam.warnings;
    for (const SamProblem& problem : sam.problems) {
        warnings.emplace_back(Error(problem.problem).what());
        if (problem.details.size() > 1) {
            warnings.insert(warnings.end(), problem.details.begin(), problem.details.end());
        }
    }
    return warnings;
}

Json inspectJson(const SamCheckpoint& sam, const std::vector<std::string>& warnings)
{
    const Checkpoint& checkpoint = sam.checkpoint;
    const Detection& detection = sam.detection;
    Json tensors = Json::array();
    for (const TensorEntry& tensor : checkpoint.tensors) {
        const std::string name = tensor.scope.empty() ? tensor.name : tensor.scope + "/" + tensor.name;
        tensors.push_back(
            {{"name", name}, {"dtype", tensor.dtypeText()}, {"shape", tensor.shape}, {"bytes", tensor.byteCount()}});
    }
    return {{"path", checkpoint.path.string()},
            {"container", containerName(checkpoint.container)},
            {"layout", sam.dict.tensors.empty() ? Json(nullptr) : Json(layoutName(sam.dict.layout))},
            {"variant", detection.variant.empty() ? Json(nullptr) : Json(detection.variant)},
            {"evidence", evidenceJson(detection)},
            {"tensors", tensors},
            {"warnings", warnings}};
}

void printText(const SamCheckpoint& sam, const std::vector<std::string>& warnings, std::ostream& out)
{
    const Checkpoint& checkpoint = sam.checkpoint;
    const Detection& detection = sam.detection;
    std::uint64_t bytes = 0;
    std::vector<std::vector<std::string>> rows;
    for (const TensorEntry& tensor : checkpoint.tensors) {
        bytes += tensor.byteCount();
        const std::string name = tensor.scope.empty() ? tensor.name : tensor.scope + "/" + tensor.name;
        rows.push_back(
            {printable(name), tensor.dtypeText(), shapeText(tensor.shape), std::to_string(tensor.byteCount())});
    }
    printTable(out, {"tensor", "dtype", "shape", ">bytes"}, rows);
    out << fmt::format("\n{}: {}, {}, {}\n", printable(checkpoint.path.string(), 1000),
                       containerName(checkpoint.container), counted(rows.size(), "tensor"), humanBytes(bytes));
    if (!detection.variant.empty()) {
        out << fmt::format("variant {}, {} names\n", detection.variant,
                           sam.dict.layout == Layout::Meta ? "original" : "transformers");
        std::vector<std::vector<std::string>> evidence;
        for (const Evidence& item : detection.evidence) {
            evidence.push_back({"  " + item.what, item.value, item.source});
        }
        printTable(out, {"  what", "value", "seen in"}, evidence);
    }
    for (const std::string& warning : warnings) {
        out << "note: " << printable(warning, 1000) << '\n';
    }
}

void scanValues(const Checkpoint& checkpoint, std::vector<std::string>& warnings, CommandContext& context)
{
    std::uint64_t done = 0;
    for (const TensorEntry& tensor : checkpoint.tensors) {
        context.work.report({"reading", done++, checkpoint.tensors.size(), Unit::Tensors});
        if (!isFloating(tensor.dtype)) {
            continue;
        }
        std::uint64_t notFinite = 0;
        streamTensor(
            checkpoint, tensor, [&](auto elements) { notFinite += countNotFinite(elements, tensor.dtype); },
            context.work.stop);
        if (notFinite > 0) {
            warnings.push_back(tensor.name + ": " + counted(notFinite, "NaN or infinite value"));
        }
    }
}

int inspect(InspectArguments& arguments, CommandContext& context)
{
    const SamCheckpoint sam = openSam(arguments.path);
    std::vector<std::string> warnings = warningsOf(sam);
    if (arguments.values) {
        scanValues(sam.checkpoint, warnings, context);
    }
    if (arguments.json.printsText()) {
        printText(sam, warnings, context.line.out);
    }
    arguments.json.write(inspectJson(sam, warnings), context.line.out);
    return 0;
}

} // namespace

void addInspectCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<InspectArguments>();
    CLI::App* command = parser.add_subcommand("inspect", "What a checkpoint holds; nothing in it is executed");
    command->add_option("FILE_OR_DIR", arguments->path, "a .pth, .safetensors, index or folder")->required();
    command->add_flag("--values", arguments->values, "read every value too and report NaN and infinity");
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback([arguments, &chosen] {
        chosen = [arguments](CommandContext& context) { return inspect(*arguments, context); };
    });
}

} // namespace samscope
