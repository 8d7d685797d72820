#include "core/fast/fast_predictor.h"

/// The one function that the module exports; see BackEndFactory.
extern "C" __attribute__((visibility("default"))) std::unique_ptr<samscope::Predictor>
samscopeFastPredictor(const std::filesystem::path& model, const samscope::PredictorOptions& options,
                      samscope::ProgressSink& progress, const std::stop_token& stop)
{
    return samscope::loadFastPredictor(model, options, progress, stop);
}
