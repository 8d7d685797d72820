#include "core/inference/prompt.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace samscope {

namespace {

constexpr std::size_t mostPoints = 1000;

[[noreturn]] void fail(std::string place, std::string reason, std::string advice = {})
{
    throw Error({.place = std::move(place), .reason = std::move(reason), .advice = std::move(advice)});
}

void checkPosition(const std::string& place, double x, double y, int width, int height)
{
    if (!std::isfinite(x) || !std::isfinite(y)) {
        fail(place, fmt::format("{},{} is not a position", x, y), "give two finite numbers of pixels");
    }
    if (x < 0 || y < 0 || x > width || y > height) {
        fail(place, fmt::format("{},{} lies outside the picture of {}x{} pixels", x, y, width, height),
             "positions are pixels of the upright picture, from its top left corner");
    }
}

void checkBox(const Rect<double>& box, int width, int height)
{
    checkPosition("box corner 1", box.x0, box.y0, width, height);
    checkPosition("box corner 2", box.x1, box.y1, width, height);
    if (box.isEmpty()) {
        fail("box", fmt::format("{},{} to {},{} has no area", box.x0, box.y0, box.x1, box.y1),
             "give the top left corner first, then the bottom right one");
    }
}

} // namespace

void checkPrompts(const PromptSet& prompts, int imageWidth, int imageHeight)
{
    if (prompts.points.size() > mostPoints) {
        fail({}, fmt::format("{} points are more than the limit of {}", prompts.points.size(), mostPoints));
    }
    for (std::size_t i = 0; i < prompts.points.size(); ++i) {
        const PointPrompt& point = prompts.points[i];
        const std::string place = fmt::format("point {}", i + 1);
        checkPosition(place, point.x, point.y, imageWidth, imageHeight);
        if (point.label != 0 && point.label != 1) {
            fail(place, fmt::format("there is no label {}", point.label), "1 is foreground, 0 is background");
        }
    }
    if (prompts.box) {
        checkBox(*prompts.box, imageWidth, imageHeight);
    }
    if (!std::ranges::all_of(prompts.maskInput, [](float logit) { return std::isfinite(logit); })) {
        fail("mask input", "it holds values that are not finite");
    }
}

InputPrompts toInput(const PromptSet& prompts, const ImageGeometry& geometry)
{
    InputPrompts result;
    for (const PointPrompt& point : prompts.points) {
        result.points.push_back({geometry.inputX(point.x), geometry.inputY(point.y)});
        result.labels.push_back(point.label);
    }
    if (prompts.box) {
        const auto rounded = [](double value) { return static_cast<double>(static_cast<float>(value)); };
        result.box = {geometry.inputX(rounded(prompts.box->x0)), geometry.inputY(rounded(prompts.box->y0)),
                      geometry.inputX(rounded(prompts.box->x1)), geometry.inputY(rounded(prompts.box->y1))};
    }
    return result;
}

} // namespace samscope
