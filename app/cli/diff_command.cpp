#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/convert/diff.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct DiffArguments
{
    std::string a;
    std::string b;
    JsonTarget json;
};

Json optionalNumber(const std::optional<double>& value)
{
    return value ? finiteOrNull(*value) : Json(nullptr);
}

Json diffJson(const CheckpointDiff& diff)
{
    Json rows = Json::array();
    for (const TensorDiff& row : diff.rows) {
        const auto shape = [](const Shape& value, const std::string& dtype) {
            return dtype.empty() ? Json(nullptr) : Json(value);
        };
        rows.push_back({{"name", row.name},
                        {"status", diffStatusName(row.status)},
                        {"shape_a", shape(row.shapeA, row.dtypeA)},
                        {"shape_b", shape(row.shapeB, row.dtypeB)},
                        {"dtype_a", row.dtypeA.empty() ? Json(nullptr) : Json(row.dtypeA)},
                        {"dtype_b", row.dtypeB.empty() ? Json(nullptr) : Json(row.dtypeB)},
                        {"max_abs", optionalNumber(row.maxAbs)},
                        {"max_relative", optionalNumber(row.maxRelative)}});
    }
    return {{"same", diff.same},
            {"changed", diff.changed},
            {"missing", diff.missing},
            {"extra", diff.extra},
            {"rows", rows}};
}

void printText(const CheckpointDiff& diff, std::ostream& out)
{
    std::vector<std::vector<std::string>> rows;
    const auto described = [](const Shape& shape, const std::string& dtype) {
        return dtype.empty() ? std::string("-") : shapeText(shape) + " " + dtype;
    };
    const auto number = [](const std::optional<double>& value) { return value ? differenceText(*value) : "-"; };
    for (const TensorDiff& row : diff.rows) {
        if (row.status != DiffStatus::Same) {
            rows.push_back({std::string(diffStatusName(row.status)), printable(row.name),
                            described(row.shapeA, row.dtypeA), described(row.shapeB, row.dtypeB), number(row.maxAbs),
                            number(row.maxRelative)});
        }
    }
    if (!rows.empty()) {
        printTable(out, {"status", "tensor", "in A", "in B", ">max abs", ">max relative"}, rows);
    }
    out << fmt::format("{} same, {} changed, {} missing, {} extra\n", diff.same, diff.changed, diff.missing,
                       diff.extra);
}

int diff(DiffArguments& arguments, CommandContext& context)
{
    const CheckpointDiff result = diffCheckpoints(arguments.a, arguments.b, context.work);
    if (arguments.json.printsText()) {
        printText(result, context.line.out);
    }
    arguments.json.write(diffJson(result), context.line.out);
    return result.changed + result.missing + result.extra == 0 ? 0 : 1;
}

} // namespace

void addDiffCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<DiffArguments>();
    CLI::App* command = parser.add_subcommand("diff", "Two checkpoints of any kind, tensor by tensor");
    command->add_option("A", arguments->a, "a checkpoint or folder")->required();
    command->add_option("B", arguments->b, "another one")->required();
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback(
        [arguments, &chosen] { chosen = [arguments](CommandContext& context) { return diff(*arguments, context); }; });
}

} // namespace samscope
