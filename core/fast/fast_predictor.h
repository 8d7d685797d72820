#pragma once

#include "core/inference/predictor.h"

namespace samscope {

/// The CPU back end without torch: `BackEndFactory` of numerics "fast". Float32 throughout; agrees with the reference
/// numerics to rounding.
std::unique_ptr<Predictor> loadFastPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                             ProgressSink& progress, const std::stop_token& stop);

} // namespace samscope
