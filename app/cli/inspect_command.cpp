#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/model/evidence_json.h"
#include "core/model/hf_config.h"
#include "core/model/state_dict.h"
#include "core/model/variant_detect.h"

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

// What is known of the SAM in it; empty for a checkpoint that holds none.
struct SamPart
{
    std::string layout;
    Detection detection;
};

SamPart samPartOf(const Checkpoint& checkpoint, std::vector<std::string>& warnings)
{
    try {
        const StateDict dict = selectStateDict(checkpoint);
        warnings.insert(warnings.end(), dict.notes.begin(), dict.notes.end());
        SamPart part{std::string(layoutName(dict.layout)), detectVariant(dict)};
        warnings.insert(warnings.end(), part.detection.problems.begin(), part.detection.problems.end());
        return part;
    } catch (const Error& error) { // no SAM in it is an answer, not a failure
        warnings.push_back(error.problem().reason);
        return {};
    }
}

Json inspectJson(const Checkpoint& checkpoint, const SamPart& part, const std::vector<std::string>& warnings)
{
    Json tensors = Json::array();
    for (const TensorEntry& tensor : checkpoint.tensors) {
        const std::string name = tensor.scope.empty() ? tensor.name : tensor.scope + "/" + tensor.name;
        tensors.push_back(
            {{"name", name}, {"dtype", tensor.dtypeText()}, {"shape", tensor.shape}, {"bytes", tensor.byteCount()}});
    }
    return {{"path", checkpoint.path.string()},
            {"container", containerName(checkpoint.container)},
            {"layout", part.layout.empty() ? Json(nullptr) : Json(part.layout)},
            {"variant", part.detection.variant.empty() ? Json(nullptr) : Json(part.detection.variant)},
            {"evidence", evidenceJson(part.detection)},
            {"tensors", tensors},
            {"warnings", warnings}};
}

void printText(const Checkpoint& checkpoint, const SamPart& part, const std::vector<std::string>& warnings,
               std::ostream& out)
{
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
    if (!part.detection.variant.empty()) {
        out << fmt::format("variant {}, {} names\n", part.detection.variant,
                           part.layout == "meta" ? "original" : "transformers");
        std::vector<std::vector<std::string>> evidence;
        for (const Evidence& item : part.detection.evidence) {
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
    const Checkpoint checkpoint = openCheckpoint(arguments.path);
    std::vector<std::string> warnings = checkpoint.warnings;
    const SamPart part = samPartOf(checkpoint, warnings);
    if (arguments.values) {
        scanValues(checkpoint, warnings, context);
    }
    if (arguments.json.printsText()) {
        printText(checkpoint, part, warnings, context.line.out);
    }
    arguments.json.write(inspectJson(checkpoint, part, warnings), context.line.out);
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
