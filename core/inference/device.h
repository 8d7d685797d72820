#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace samscope {

/// The number in "cuda:N", 0 for "cuda" and "auto", nothing for "cpu". Throws `Error` for anything else.
std::optional<int> cudaIndex(const std::string& device);

/// Why no CUDA device can be used whatever LibTorch brings along: "no CUDA driver", or empty where there is one.
std::string cudaDriverProblem();

/// How many cards NVIDIA's kernel driver has, which keeps a folder for each; asked without loading anything.
int nvidiaCards(const std::filesystem::path& cards = "/proc/driver/nvidia/gpus");

} // namespace samscope
