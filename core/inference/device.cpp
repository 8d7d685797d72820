#include "core/inference/device.h"

#include "core/base/error.h"
#include "core/base/shared_module.h"

#include <charconv>
#include <iterator>

namespace samscope {

std::optional<int> cudaIndex(const std::string& device)
{
    if (device == "cpu") {
        return std::nullopt;
    }
    if (device == "auto" || device == "cuda") {
        return 0;
    }
    int index = -1;
    if (device.starts_with("cuda:")) {
        const char* end = device.data() + device.size();
        const auto [rest, code] = std::from_chars(device.data() + 5, end, index);
        if (code == std::errc() && rest == end && index >= 0) {
            return index;
        }
    }
    throw Error({.file = printable(device), .reason = "is no device", .advice = "say auto, cpu, cuda or cuda:N"});
}

std::string cudaDriverProblem()
{
    static const std::string problem = [] {
        try {
            SharedModule::load("libcuda.so.1");
            return "";
        } catch (const Error&) {
            return "no CUDA driver";
        }
    }();
    return problem;
}

int nvidiaCards(const std::filesystem::path& cards)
{
    std::error_code code;
    const std::filesystem::directory_iterator found(cards, code);
    return code ? 0 : static_cast<int>(std::distance(begin(found), end(found)));
}

} // namespace samscope
