#include "core/inference/predictor.h"

#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/shared_module.h"
#include "core/inference/checked_predictor.h"

namespace samscope {

namespace {

constexpr const char* moduleName = "samscope_torch.so";

// Installed and built trees have lib/ beside bin/; SAMSCOPE_MODULES names a folder for everything else.
std::filesystem::path findModule()
{
    const std::filesystem::path program = executableFolder();
    std::vector<std::filesystem::path> folders = {program / ".." / "lib", program};
    if (const char* named = std::getenv("SAMSCOPE_MODULES")) {
        folders.emplace_back(named);
    }
    for (const auto& folder : folders) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / moduleName, ignored)) {
            return folder / moduleName;
        }
    }
    throw Error({.file = (folders.front().lexically_normal() / moduleName).string(),
                 .reason = "the reference numerics are not installed",
                 .advice = "build with -DSAMSCOPE_TORCH=ON, or name the module's folder in SAMSCOPE_MODULES"});
}

TorchPredictorFactory torchPredictorFactory()
{
    static const auto factory =
        reinterpret_cast<TorchPredictorFactory>(SharedModule::load(findModule()).symbol("samscopeTorchPredictor"));
    return factory;
}

} // namespace

std::unique_ptr<Predictor> loadPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                         ProgressSink& progress, const std::stop_token& stop)
{
    if (options.numerics != "reference") {
        throw Error({.reason = fmt::format("the numerics \"{}\" are not built", options.numerics),
                     .advice = "this build has: reference"});
    }
    std::error_code ignored;
    if (!std::filesystem::exists(model, ignored)) {
        throw Error({.file = model.string(), .reason = "no such file or folder"});
    }
    return withChecks(torchPredictorFactory()(model, options, progress, stop));
}

} // namespace samscope
