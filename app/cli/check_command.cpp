#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "app/cli/proof_text.h"
#include "core/eval/read_reference_pack.h"
#include "core/eval/reference_pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct CheckArguments
{
    std::string model;
    std::string references;
    PredictorOptions options;
    JsonTarget json;
};

Json checkJson(const std::vector<ReferenceRow>& rows, const ModelInfo& model)
{
    Json list = Json::array();
    for (const ReferenceRow& row : rows) {
        list.push_back({{"prompt", promptJson(row.entry->prompt)},
                        {"expected", row.entry->expected},
                        {"got", row.got},
                        {"difference", finiteOrNull(row.difference)},
                        {"status", checkStatusName(row.status)}});
    }
    return {{"numerics", numericsName(model.numerics)}, {"device", deviceName(model.device)}, {"rows", list}};
}

int check(CheckArguments& arguments, CommandContext& context)
{
    const ReferencePack pack = loadReferencePack(arguments.references);
    const auto predictor = loadPredictor(arguments.model, arguments.options, context.work);
    const auto rows = runReferencePack(*predictor, pack, context.work);
    if (arguments.json.printsText()) {
        printReferenceTable(rows, context.line.out);
        context.line.out << fmt::format("{} numerics on {}\n", numericsName(predictor->info().numerics),
                                        deviceName(predictor->info().device));
    }
    arguments.json.write(checkJson(rows, predictor->info()), context.line.out);
    return std::ranges::any_of(rows, [](const ReferenceRow& row) { return row.status == CheckStatus::Fail; }) ? 1 : 0;
}

} // namespace

void addCheckCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<CheckArguments>();
    CLI::App* command = parser.add_subcommand("check", "Runs a reference pack: expected scores against this model's");
    command->add_option("MODEL", arguments->model, "a checkpoint or folder")->required();
    command->add_option("--references", arguments->references, "the pack, a .json file")->required();
    arguments->options.numerics = judgingNumerics();
    addPredictorOptions(*command, arguments->options);
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback(
        [arguments, &chosen] { chosen = [arguments](CommandContext& context) { return check(*arguments, context); }; });
}

} // namespace samscope
