#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace samscope {

/// Where a model should run, or runs.
struct Device
{
    enum class Kind
    {
        Auto, ///< the first CUDA card, or the CPU where there is none
        Cpu,
        Cuda,
    };

    Kind kind = Kind::Auto;
    std::optional<int> index{}; ///< of a CUDA card, from 0; nothing: the first

    /// The CUDA card that runs where there is one; nothing for the CPU.
    std::optional<int> cudaIndex() const;
    bool operator==(const Device&) const = default;
};

/// The word on the command line and in JSON: "auto", "cpu", "cuda", "cuda:N".
std::string deviceName(const Device& device);
/// The inverse. Throws `Error` for any other word and names all of them.
Device parseDevice(std::string_view name);

/// Why it is the CPU although CUDA was asked for or would have been taken.
struct DeviceNote
{
    enum class Kind
    {
        None, ///< there is nothing to explain
        NoDriver,
        NoDevice,     ///< there is a CUDA driver, though
        NotInstalled, ///< LibTorch's CUDA library
        LoadFailed,   ///< of LibTorch's CUDA library, which is installed
        TooFewCards,
        FastIsOnCpu, ///< the fast numerics run on the CPU
    };

    Kind kind = Kind::None;
    std::string loaderText{}; ///< of LoadFailed: what the loader of libraries said
    int index = 0;            ///< of TooFewCards: the card that was asked for, from 0
    int count = 0;            ///< of TooFewCards: how many there are

    bool isEmpty() const { return kind == Kind::None; }
};

/// In English, as the command line and JSON have it: "no CUDA driver"; empty for None.
std::string deviceNoteSentence(const DeviceNote& note);

/// Without it no CUDA device can be used, whatever LibTorch brings along.
bool hasCudaDriver();

/// How many cards NVIDIA's kernel driver has, which keeps a folder for each; asked without loading anything.
int nvidiaCards(const std::filesystem::path& cards = "/proc/driver/nvidia/gpus");

} // namespace samscope
