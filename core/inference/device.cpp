#include "core/inference/device.h"

#include "core/base/error.h"
#include "core/base/shared_module.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace samscope {

std::optional<int> Device::cudaIndex() const
{
    return kind == Kind::Cpu ? std::nullopt : std::optional(index.value_or(0));
}

std::string deviceName(const Device& device)
{
    switch (device.kind) {
    case Device::Kind::Auto:
        return "auto";
    case Device::Kind::Cpu:
        return "cpu";
    case Device::Kind::Cuda:
        break;
    }
    return device.index ? fmt::format("cuda:{}", *device.index) : "cuda";
}

Device parseDevice(std::string_view name)
{
    for (const auto kind : {Device::Kind::Auto, Device::Kind::Cpu, Device::Kind::Cuda}) {
        if (name == deviceName({kind})) {
            return {kind};
        }
    }
    constexpr std::string_view numbered = "cuda:";
    int index = -1;
    if (name.starts_with(numbered)) {
        const char* end = name.data() + name.size();
        const auto [rest, code] = std::from_chars(name.data() + numbered.size(), end, index);
        if (code == std::errc() && rest == end && index >= 0) {
            return {Device::Kind::Cuda, index};
        }
    }
    throw Error({.reason = fmt::format("\"{}\" is not a device", printable(name)),
                 .advice = "choose auto, cpu, cuda or cuda:N"});
}

std::string deviceNoteSentence(const DeviceNote& note)
{
    switch (note.kind) {
    case DeviceNote::Kind::None:
        break;
    case DeviceNote::Kind::NoDriver:
        return "no CUDA driver";
    case DeviceNote::Kind::NoDevice:
        return "no CUDA device";
    case DeviceNote::Kind::NotInstalled:
        return "libtorch_cuda.so is not installed";
    case DeviceNote::Kind::LoadFailed:
        return note.loaderText;
    case DeviceNote::Kind::TooFewCards:
        return fmt::format("there is no cuda:{}, only {}", note.index, note.count);
    case DeviceNote::Kind::FastIsOnCpu:
        return "the fast numerics run on the CPU";
    }
    return {};
}

bool hasCudaDriver()
{
    static const bool has = [] {
        try {
            SharedModule::load("libcuda.so.1");
            return true;
        } catch (const Error&) {
            return false;
        }
    }();
    return has;
}

int nvidiaCards(const std::filesystem::path& cards)
{
    std::error_code code;
    const std::filesystem::directory_iterator found(cards, code);
    return code ? 0 : static_cast<int>(std::distance(begin(found), end(found)));
}

} // namespace samscope
