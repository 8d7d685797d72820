#include "core/inference/predictor.h"

#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/shared_module.h"
#include "core/inference/checked_predictor.h"

#include <cstdlib>
#include <optional>
#include <vector>

namespace samscope {

namespace {

/// A module with one implementation of `Predictor`.
struct BackEnd
{
    const char* module;
    const char* symbol;
    const char* reason; ///< where the module is missing
    const char* advice;
};

constexpr BackEnd torch{"samscope_torch.so", "samscopeTorchPredictor", "LibTorch's numerics are not installed",
                        "build with -DSAMSCOPE_TORCH=ON, or name the module's folder in SAMSCOPE_MODULES"};
constexpr BackEnd kernels{"samscope_fast.so", "samscopeFastPredictor", "the fast numerics are not installed",
                          "name the module's folder in SAMSCOPE_MODULES"};

std::filesystem::path folderFromEnvironment()
{
    const char* folder = std::getenv("SAMSCOPE_MODULES");
    return folder == nullptr ? "" : folder;
}

// Installed and built trees have lib/ beside bin/; SAMSCOPE_MODULES names a folder for everything else. A relative one
// would load code from whatever folder the program was started in.
std::vector<std::filesystem::path> moduleFolders()
{
    const std::filesystem::path program = executableFolder();
    std::vector<std::filesystem::path> folders = {program / ".." / "lib", program};
    if (folderFromEnvironment().is_absolute()) {
        folders.push_back(folderFromEnvironment());
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
        const std::filesystem::path named = folderFromEnvironment();
        throw Error({.file = (moduleFolders().front() / backEnd.module).lexically_normal().string(),
                     .reason = backEnd.reason,
                     .advice = named.empty() || named.is_absolute()
                                   ? backEnd.advice
                                   : "SAMSCOPE_MODULES was ignored because it is not an absolute path"});
    }
    return reinterpret_cast<BackEndFactory>(SharedModule::load(*module).symbol(backEnd.symbol));
}

const BackEnd& chooseBackEnd(const PredictorOptions& options)
{
    switch (options.numerics) {
    case Numerics::Reference:
    case Numerics::Fp16:
    case Numerics::Tf32:
        return torch;
    case Numerics::Auto:
    case Numerics::Fast:
    case Numerics::Bf16:
        break;
    }
    const bool mayUseCuda = options.device.cudaIndex() && hasCudaDriver();
    return mayUseCuda && findModule(torch) ? torch : kernels;
}

} // namespace

Prediction Predictor::decode(const ImageEmbedding& embedding, const ImageGeometry& geometry, const PromptSet& prompts)
{
    return std::move(decodeEach(embedding, geometry, {&prompts, 1}, {}).front());
}

Numerics judgingNumerics()
{
    return findModule(torch) ? Numerics::Reference : Numerics::Auto;
}

std::unique_ptr<Predictor> loadPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                         const Work& work)
{
    const BackEnd& backEnd = chooseBackEnd(options);
    std::error_code ignored;
    if (!std::filesystem::exists(model, ignored)) {
        throw Error({.file = model.string(), .reason = "no such file or folder"});
    }
    return withChecks(factoryOf(backEnd)(model, options, work));
}

} // namespace samscope
