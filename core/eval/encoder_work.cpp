#include "core/eval/encoder_work.h"

#include <algorithm>

namespace samscope {

namespace {

// Of one layer whose queries see `side` x `side` keys.
double attentionFlops(const VisionConfig& config, double side)
{
    const double tokens = static_cast<double>(config.grid()) * config.grid();
    const double scoresAndSums = 4 * tokens * side * side * config.hiddenSize;
    const double relativePositions = 2 * tokens * 2 * side * config.hiddenSize;
    return scoresAndSums + relativePositions;
}

} // namespace

double encoderFlops(const VisionConfig& config)
{
    const double tokens = static_cast<double>(config.grid()) * config.grid();
    const double width = config.hiddenSize;
    const double patch = static_cast<double>(config.channels) * config.patchSize * config.patchSize;
    const double channels = config.outputChannels;
    const double linear = 2 * tokens * width * (4 * width + 2.0 * config.mlpDim); // query, key, value, projection, MLP
    const double global = static_cast<double>(config.globalAttnIndexes.size());
    const double windowed = config.layers - global;
    return 2 * tokens * patch * width + config.layers * linear + global * attentionFlops(config, config.grid()) +
           windowed * attentionFlops(config, config.windowSize) + 2 * tokens * (width + 9 * channels) * channels;
}

} // namespace samscope
