#include "core/sam/device.h"

#include "core/base/error.h"
#include "core/base/shared_module.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include <optional>

namespace samscope {

namespace {

DeviceNote loadCuda()
{
    if (!hasCudaDriver()) {
        return {DeviceNote::Kind::NoDriver};
    }
    try {
        SharedModule::load("libtorch_cuda.so", SharedModule::Symbols::Global);
    } catch (const Error& error) {
        const std::string& reason = error.problem().reason;
        return reason.starts_with("libtorch_cuda.so: cannot open") ? DeviceNote{DeviceNote::Kind::NotInstalled}
                                                                   : DeviceNote{DeviceNote::Kind::LoadFailed, reason};
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

DeviceChoice chooseDevice(const Device& requested)
{
    const std::optional<int> index = requested.cudaIndex();
    if (!index) {
        return {};
    }
    static const DeviceNote failure = loadCuda();
    if (!failure.isEmpty()) {
        return {at::kCPU, failure};
    }
    const int count = at::detail::getCUDAHooks().deviceCount();
    if (count == 0) {
        return {at::kCPU, {DeviceNote::Kind::NoDevice}};
    }
    if (*index >= count) {
        return {at::kCPU, {.kind = DeviceNote::Kind::TooFewCards, .index = *index, .count = count}};
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
