#pragma once

#include "core/base/work.h"
#include "core/fast/kernels/gemm.h"
#include "core/inference/model_source.h"
#include "core/inference/predictor.h"

#include <cstdint>

namespace samscope {

/// Bytes of the packed weights and of the working memory.
std::uint64_t memoryNeeded(const ModelSource& source, Precision precision);

/// The CPU back end without torch: `BackEndFactory` of numerics "fast", float32 throughout, which agrees with
/// the reference numerics to rounding, and "bf16". Throws `Error` for bf16 on a CPU without it.
std::unique_ptr<Predictor> loadFastPredictor(const std::filesystem::path& model, const PredictorOptions& options,
                                             const Work& work);

} // namespace samscope
