#pragma once

#include "core/checkpoint/tensor_entry.h"
#include "core/model/sam_config.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// The deterministic weights of oracle/formula.py for one tensor under its original (Meta) name, in C order.
std::vector<float> formulaWeights(std::string_view key, const Shape& shape, std::uint64_t seed = 1);

/// The deterministic RGB picture of oracle/formula.py: height x width x 3 bytes.
std::vector<std::uint8_t> formulaImage(int height, int width, std::uint64_t seed = 1);

struct FormulaOptions
{
    DType dtype = DType::F32; ///< floating point; weights are cast as torch does
    std::string prefix = {};  ///< put before every key, "module."
    bool withBuffers = false; ///< pixel_mean and pixel_std as well, as some re-saved files have
};

/// Writes a whole SAM under its original names, tensor by tensor; a path ending in .safetensors gets that container,
/// any other a torch zip archive. An existing file is replaced.
void writeFormulaCheckpoint(const std::filesystem::path& path, const SamConfig& config, std::uint64_t seed = 1,
                            const FormulaOptions& options = {});

/// A SAM of 0.1 million elements with every kind of tensor: image 64, patch 16, hidden 24, 2 layers, output 32.
SamConfig tinyConfig();

} // namespace samscope
