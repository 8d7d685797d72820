#include "core/sam/device.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "core/base/error.h"
#include "core/base/shared_module.h"

namespace samscope {

namespace {

// The number in "cuda:N", 0 for "cuda" and "auto", nothing for "cpu".
std::optional<int> cudaIndex(const std::string& requested)
{
    if (requested == "cpu") {
        return std::nullopt;
    }
    if (requested == "auto" || requested == "cuda") {
        return 0;
    }
    int index = -1;
    if (requested.starts_with("cuda:")) {
        const char* end = requested.data() + requested.size();
        const auto [rest, code] = std::from_chars(requested.data() + 5, end, index);
        if (code == std::errc() && rest == end && index >= 0) {
            return index;
        }
    }
    throw Error({.file = printable(requested), .reason = "is no device", .advice = "say auto, cpu, cuda or cuda:N"});
}

std::string loadCuda()
{
    try {
        SharedModule::load("libcuda.so.1");
    } catch (const Error&) {
        return "no CUDA driver";
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

} // namespace samscope
