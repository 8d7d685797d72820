#include "core/sam/torch_predictor.h"

/// The one function that the module exports; see BackEndFactory.
extern "C" __attribute__((visibility("default"))) std::unique_ptr<samscope::Predictor>
samscopeTorchPredictor(const std::filesystem::path& model, const samscope::PredictorOptions& options,
                       const samscope::Work& work)
{
    return samscope::loadTorchPredictor(model, options, work);
}
