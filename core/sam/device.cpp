#include "core/sam/device.h"

#include "core/base/error.h"
#include "core/base/shared_module.h"
#include "core/inference/device.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <fmt/format.h>

#include <optional>

namespace samscope {

namespace {

std::string loadCuda()
{
    if (const std::string problem = cudaDriverProblem(); !problem.empty()) {
        return problem;
    }
    try {
        SharedModule::load("libtorch_cuda.so", SharedModule::Symbols::Global);
    } catch (const Error& error) {
        const std::string& reason = error.problem().reason;
        return reason.starts_with("libtorch_cuda.so: cannot open") ? "libtorch_cuda.so is not installed" : reason;
    }
    at::globalContext().setAllowTF32CuDNN(false);
    return {};
}

std::mutex& turns()
{
    static std::mutex mutex;
    return mutex;
}

} // namespace

DeviceChoice chooseDevice(const std::string& requested)
{
    const std::optional<int> index = cudaIndex(requested);
    if (!index) {
        return {};
    }
    static const std::string failure = loadCuda();
    if (!failure.empty()) {
        return {at::kCPU, failure};
    }
    const int count = at::detail::getCUDAHooks().deviceCount();
    if (*index >= count) {
        return {at::kCPU, count == 0 ? "no CUDA device" : fmt::format("there is no cuda:{}, only {}", *index, count)};
    }
    return {at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(*index)), {}};
}

DeviceTurn::DeviceTurn(at::Device device, bool tf32)
{
    if (device.is_cuda()) {
        m_lock = std::unique_lock(turns());
        at::globalContext().setAllowTF32CuBLAS(tf32);
    }
}

DeviceTurn::~DeviceTurn()
{
    if (m_lock) {
        at::globalContext().setAllowTF32CuBLAS(false);
    }
}

} // namespace samscope
