#pragma once

#include "core/base/strict_json.h"
#include "core/imaging/preprocess.h"
#include "core/inference/prompt.h"
#include "tests/support/formula.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace samscope {

/// What transformers 5.23 computed from the weights and the picture of the formula; see tests/data/golden.
inline Json loadGolden(const std::string& name)
{
    std::ifstream in(std::string(SAMSCOPE_TEST_DATA "/golden/") + name + ".json", std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    return parseStrictJson(text, name);
}

/// 64 values at flat indices 4099 * i modulo the size, as oracle/hf_reference.py takes them.
inline std::vector<float> goldenSamples(std::span<const float> values)
{
    std::vector<float> samples;
    for (std::size_t i = 0; i < 64; ++i) {
        samples.push_back(values[4099 * i % values.size()]);
    }
    return samples;
}

/// The largest absolute difference; infinite where the counts differ or a value is not a number.
inline double largestDifference(std::span<const float> got, const Json& expected)
{
    if (got.size() != expected.size()) {
        return INFINITY;
    }
    double largest = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - expected[i].get<double>());
        largest = std::isnan(difference) ? INFINITY : std::max(largest, difference);
    }
    return largest;
}

inline PromptSet goldenPrompt(const Json& entry)
{
    PromptSet prompts;
    if (entry.contains("points")) {
        for (std::size_t i = 0; i < entry["points"].size(); ++i) {
            const Json& point = entry["points"][i];
            prompts.points.push_back({point[0], point[1], entry["labels"][i]});
        }
    }
    if (entry.contains("box")) {
        const Json& box = entry["box"];
        prompts.box = Rect<double>{box[0], box[1], box[2], box[3]};
    }
    return prompts;
}

inline PreprocessedImage formulaPicture(int height, int width, std::uint64_t seed, int inputSize)
{
    return preprocess({width, height, formulaImage(height, width, seed)}, inputSize);
}

} // namespace samscope
