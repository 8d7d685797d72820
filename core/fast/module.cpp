#include "core/fast/fast_predictor.h"

/// The one function that the module exports; see BackEndFactory.
extern "C" __attribute__((visibility("default"))) std::unique_ptr<samscope::Predictor>
samscopeFastPredictor(const std::filesystem::path& model, const samscope::PredictorOptions& options,
                      const samscope::Work& work)
{
    return samscope::loadFastPredictor(model, options, work);
}
