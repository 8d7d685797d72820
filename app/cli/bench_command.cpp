#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/prompt_options.h"
#include "app/resource_files.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/eval/benchmark.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace samscope {

namespace {

struct BenchArguments
{
    std::string model;
    int rounds = 10;
    PredictorOptions options;
    JsonTarget json;
};

Json timesJson(const StageTimes& times)
{
    return {{"runs", times.milliseconds.size()},
            {"min_ms", finiteOrNull(times.min())},
            {"p50_ms", finiteOrNull(times.median())},
            {"p95_ms", finiteOrNull(times.p95())}};
}

Json reportJson(const BenchmarkReport& report)
{
    return {{"model", report.model.path.string()},
            {"variant", report.model.variant},
            {"numerics", numericsName(report.model.numerics)},
            {"execution", report.model.execution},
            {"device", deviceName(report.model.device)},
            {"threads", report.threads},
            {"probe_gflops",
             {{"min", finiteOrNull(report.probeGflops.min())},
              {"median", finiteOrNull(report.probeGflops.median())},
              {"max", finiteOrNull(report.probeGflops.quantile(1))}}},
            {"left_out", report.leftOut},
            {"load", timesJson(report.load)},
            {"first_image", timesJson(report.firstImage)},
            {"encoder", timesJson(report.encoder)},
            {"encoder_cpu", timesJson(report.encoderCpu)},
            {"decoder_point", timesJson(report.decoderPoint)},
            {"decoder_box", timesJson(report.decoderBox)},
            {"postprocess", timesJson(report.postprocess)},
            {"encoder_share_of_peak", finiteOrNull(report.encoderShareOfPeak)},
            {"cold_start_ratio", finiteOrNull(report.coldStartRatio())},
            {"rss_growth_mb", static_cast<double>(report.residentGrowth) / 1e6},
            {"peak_rss_mb", static_cast<double>(peakResidentBytes()) / 1e6}};
}

void printReport(const BenchmarkReport& report, std::ostream& out)
{
    out << fmt::format("{} on {}, {} numerics, {} threads; probe {:.0f} GFLOP/s ({:.0f} to {:.0f}), {} left out\n",
                       report.model.variant, deviceName(report.model.device), numericsName(report.model.numerics),
                       report.threads, report.probeGflops.median(), report.probeGflops.min(),
                       report.probeGflops.quantile(1),
                       counted(static_cast<std::uint64_t>(report.leftOut), "disturbed round"));
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const char* name, const StageTimes& times) {
        rows.push_back({name, std::to_string(times.milliseconds.size()), fmt::format("{:.1f}", times.min()),
                        fmt::format("{:.1f}", times.median()), fmt::format("{:.1f}", times.p95())});
    };
    add("load", report.load);
    add("first image", report.firstImage);
    add("encoder", report.encoder);
    add("encoder, CPU / threads", report.encoderCpu);
    add("decoder, point", report.decoderPoint);
    add("decoder, box", report.decoderBox);
    add("masks at 1800x1200", report.postprocess);
    printTable(out, {"stage", ">runs", ">min ms", ">p50 ms", ">p95 ms"}, rows);
    out << fmt::format("encoder at {:.0f} % of the probe's peak; load and first image {:.2f} x a warm image\n",
                       100 * report.encoderShareOfPeak, report.coldStartRatio());
    out << fmt::format("peak memory {:.0f} MB, {:+.1f} MB from the first round to the last\n",
                       static_cast<double>(peakResidentBytes()) / 1e6,
                       static_cast<double>(report.residentGrowth) / 1e6);
}

int bench(BenchArguments& arguments, CommandContext& context)
{
    const std::filesystem::path model =
        arguments.model.empty() ? loadDemo(resourceFolder()).model : std::filesystem::path(arguments.model);
    const BenchmarkReport report = runBenchmark(model, arguments.options, arguments.rounds, context.work);
    if (arguments.json.printsText()) {
        printReport(report, context.line.out);
    }
    arguments.json.write(reportJson(report), context.line.out);
    return 0;
}

} // namespace

void addBenchCommand(CLI::App& parser, Command& chosen)
{
    auto arguments = std::make_shared<BenchArguments>();
    CLI::App* command = parser.add_subcommand("bench", "Measures every stage beside a probe of the machine's peak");
    command->add_option("--model", arguments->model, "a checkpoint or folder; the demo model otherwise");
    command->add_option("--rounds", arguments->rounds, "how often each warm stage is measured (10)")
        ->check(CLI::Range(1, 10'000));
    addPredictorOptions(*command, arguments->options);
    command->add_option("--json", arguments->json.argument(), "write JSON to a file, or - for standard output");
    command->callback(
        [arguments, &chosen] { chosen = [arguments](CommandContext& context) { return bench(*arguments, context); }; });
}

} // namespace samscope
