#include "core/inference/predictor.h"

#include "core/base/error.h"
#include "core/base/program_module.h"
#include "core/inference/checked_predictor.h"

#include <filesystem>
#include <utility>

namespace samscope {

namespace {

constexpr ProgramModule torch{"samscope_torch.so", "samscopeTorchPredictor", "LibTorch's numerics are not installed",
                              "build with -DSAMSCOPE_TORCH=ON, or name the module's folder in SAMSCOPE_MODULES"};
constexpr ProgramModule kernels{"samscope_fast.so", "samscopeFastPredictor", "the fast numerics are not installed",
                                "name the module's folder in SAMSCOPE_MODULES"};

const ProgramModule& chooseBackEnd(const PredictorOptions& options)
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
    return mayUseCuda && torch.isInstalled() ? torch : kernels;
}

} // namespace

Prediction Predictor::decode(const ImageEmbedding& embedding, const ImageGeometry& geometry, const PromptSet& prompts)
{
    return std::move(decodeEach(embedding, geometry, {&prompts, 1}, {}).front());
}

Numerics judgingNumerics()
{
    return torch.isInstalled() ? Numerics::Reference : Numerics::Auto;
}

std::unique_ptr<Predictor> loadPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                         const Work& work)
{
    const ProgramModule& backEnd = chooseBackEnd(options);
    std::error_code ignored;
    if (!std::filesystem::exists(model, ignored)) {
        throw Error({.file = model.string(), .reason = "no such file or folder"});
    }
    const auto load = reinterpret_cast<BackEndFactory>(backEnd.function());
    return withChecks(load(model, options, work));
}

} // namespace samscope
