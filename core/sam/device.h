#pragma once

#include "core/inference/device.h"
#include "core/sam/tensor.h"

#include <mutex>

namespace samscope {

/// The device that runs.
struct DeviceChoice
{
    at::Device device = at::kCPU;
    DeviceNote note{};
};

/// CUDA that is not there is the CPU with a note. libtorch_cuda.so is loaded on the first call that could use it, which
/// must come before the first use of torch.
DeviceChoice chooseDevice(const Device& requested);

/// Work on a device while this lives. On CUDA one at a time in the process: whether float32 matrix products may round
/// their inputs to TF32 is a switch of the process, set here and off again afterwards.
class DeviceTurn
{
public:
    explicit DeviceTurn(at::Device device, bool tf32 = false);
    ~DeviceTurn();
    DeviceTurn(const DeviceTurn&) = delete;
    DeviceTurn& operator=(const DeviceTurn&) = delete;

private:
    std::unique_lock<std::mutex> m_lock; ///< held on CUDA only
};

} // namespace samscope
