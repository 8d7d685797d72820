#pragma once

#include "core/base/strict_json.h"
#include "core/imaging/image.h"
#include "core/inference/predictor.h"

#include <stop_token>
#include <string>

namespace samscope {

/// What a result was made with and of, as `predict` and `everything` begin their JSON: "model" and "image" with their
/// hashes, "device" with what was asked for and why it is another, "numerics". Throws `Error`.
Json subjectJson(const std::string& modelPath, const ModelInfo& model, const std::string& imagePath,
                 const RgbImage& image, const std::stop_token& stop);

} // namespace samscope
