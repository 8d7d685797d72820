#include "core/inference/predictor.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/shared_module.h"
#include "core/inference/checked_predictor.h"
#include "core/inference/device.h"

namespace samscope {

namespace {

/// A module with one implementation of `Predictor`.
struct BackEnd
{
    const char* numerics;
    const char* module;
    const char* symbol;
    const char* advice; ///< where the module is missing
};

constexpr std::array<BackEnd, 2> backEnds = {{
    {"reference", "samscope_torch.so", "samscopeTorchPredictor",
     "build with -DSAMSCOPE_TORCH=ON, or name the module's folder in SAMSCOPE_MODULES"},
    {"fast", "samscope_fast.so", "samscopeFastPredictor", "name the module's folder in SAMSCOPE_MODULES"},
}};

constexpr const BackEnd& reference = backEnds[0];
constexpr const BackEnd& fast = backEnds[1];

// Installed and built trees have lib/ beside bin/; SAMSCOPE_MODULES names a folder for everything else.
std::vector<std::filesystem::path> moduleFolders()
{
    const std::filesystem::path program = executableFolder();
    std::vector<std::filesystem::path> folders = {program / ".." / "lib", program};
    if (const char* named = std::getenv("SAMSCOPE_MODULES")) {
        folders.emplace_back(named);
    }
    return folders;
}

std::optional<std::filesystem::path> findModule(const BackEnd& backEnd)
{
    for (const auto& folder : moduleFolders()) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(folder / backEnd.module, ignored)) {
            return folder / backEnd.module;
        }
    }
    return std::nullopt;
}

BackEndFactory factoryOf(const BackEnd& backEnd)
{
    const auto module = findModule(backEnd);
    if (!module) {
        throw Error({.file = (moduleFolders().front() / backEnd.module).lexically_normal().string(),
                     .reason = fmt::format("the {} numerics are not installed", backEnd.numerics),
                     .advice = backEnd.advice});
    }
    return reinterpret_cast<BackEndFactory>(SharedModule::load(*module).symbol(backEnd.symbol));
}

const BackEnd& chooseBackEnd(const PredictorOptions& options)
{
    const bool mayUseCuda = cudaIndex(options.device).has_value() && cudaDriverProblem().empty();
    if (options.numerics == "auto") {
        return mayUseCuda && findModule(reference) ? reference : fast;
    }
    for (const BackEnd& backEnd : backEnds) {
        if (options.numerics == backEnd.numerics) {
            return backEnd;
        }
    }
    throw Error({.reason = fmt::format("the numerics \"{}\" are not built", options.numerics),
                 .advice = "this build has: reference, fast"});
}

} // namespace

Prediction Predictor::decode(const ImageEmbedding& embedding, const ImageGeometry& geometry, const PromptSet& prompts)
{
    return std::move(decodeEach(embedding, geometry, {&prompts, 1}, {}).front());
}

std::unique_ptr<Predictor> loadPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                         ProgressSink& progress, const std::stop_token& stop)
{
    const BackEnd& backEnd = chooseBackEnd(options);
    std::error_code ignored;
    if (!std::filesystem::exists(model, ignored)) {
        throw Error({.file = model.string(), .reason = "no such file or folder"});
    }
    return withChecks(factoryOf(backEnd)(model, options, progress, stop));
}

} // namespace samscope
