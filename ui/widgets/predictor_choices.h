#pragma once

#include "core/inference/device.h"

#include <QString>

class QComboBox;

namespace samscope {

struct ModelInfo;
struct PredictorOptions;

/// Fills a box with the devices, each CUDA card by itself where there are several; the data is a
/// Device.
void offerDevices(QComboBox& box, int cards = nvidiaCards());

/// Fills a box with the numerics, each with a tip that says what they are; the data is a Numerics.
void offerNumerics(QComboBox& box);

/// What two boxes filled by these functions ask for.
PredictorOptions chosenOptions(const QComboBox& device, const QComboBox& numerics);

/// How a model runs: "CPU fast", and in brackets why not on the device that was asked for.
QString executionText(const ModelInfo& model);

} // namespace samscope
