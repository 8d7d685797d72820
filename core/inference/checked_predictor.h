#pragma once

#include "core/inference/predictor.h"

#include <memory>

namespace samscope {

/// A predictor whose inputs and results are checked: pictures, embeddings, prompts and mask inputs that do not fit the
/// model, and results of wrong shape, throw `Error`; masks and scores that are not finite are told in
/// `Prediction::warnings` and otherwise left as they are.
std::unique_ptr<Predictor> withChecks(std::unique_ptr<Predictor> predictor);

} // namespace samscope
