#include "core/inference/numerics.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace samscope {

namespace {

/// In the order of the enumeration.
constexpr std::array<std::string_view, 6> names = {"auto", "reference", "fast", "bf16", "fp16", "tf32"};

} // namespace

std::string_view numericsName(Numerics numerics)
{
    return names[static_cast<std::size_t>(numerics)];
}

Numerics parseNumerics(std::string_view name)
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) {
        throw Error({.reason = fmt::format("unknown numerics \"{}\"", printable(name)),
                     .advice = "choose auto, fast, reference, bf16, fp16 or tf32"});
    }
    return static_cast<Numerics>(std::distance(names.begin(), found));
}

} // namespace samscope
