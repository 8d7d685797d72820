#pragma once

#include "core/base/work.h"
#include "core/inference/predictor.h"

namespace samscope {

/// loadPredictor on LibTorch. c10's errors and failed allocations are `Error` out here.
std::unique_ptr<Predictor> loadTorchPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                              const Work& work);

} // namespace samscope
