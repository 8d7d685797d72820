#include "core/opencv/masks.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <span>
#include <vector>

namespace samscope {

namespace {

// OpenCV has no constant view of pixels.
cv::Mat1b pixelsOf(const Mask& mask)
{
    return {mask.height, mask.width, const_cast<std::uint8_t*>(mask.pixels.data())};
}

/// The connected sets of the pixels that are not zero.
class Regions
{
public:
    using Flags = std::vector<std::uint8_t>; ///< one for each region, 0 or 1

    explicit Regions(const cv::Mat1b& pixels)
    {
        cv::Mat stats, centroids;
        cv::connectedComponentsWithStats(pixels, m_labels, stats, centroids);
        stats.col(cv::CC_STAT_AREA).copyTo(m_areas);
        m_areas.front() = 0;
    }

    Flags smallerThan(int area) const
    {
        Flags flags(m_areas.size());
        std::transform(m_areas.begin() + 1, m_areas.end(), flags.begin() + 1, [=](int own) { return own < area; });
        return flags;
    }

    bool areAll(const Flags& flags) const { return std::ranges::count(flags, 1) + 1 == std::ssize(m_areas); }

    /// Of equals the first in reading order.
    std::size_t largest() const
    {
        const int area = std::ranges::max(m_areas);
        return *std::ranges::find_if(labels(), [&](std::size_t label) { return m_areas[label] == area; });
    }

    void flip(Mask& mask, const Flags& flags) const
    {
        std::ranges::transform(mask.pixels, labels(), mask.pixels.begin(), [&](std::uint8_t pixel, std::size_t label) {
            return static_cast<std::uint8_t>(pixel ^ flags[label]);
        });
    }

private:
    std::span<const int> labels() const { return {m_labels.ptr<int>(), m_labels.total()}; }

    cv::Mat1i m_labels;       ///< of every pixel; 0 is in no region
    std::vector<int> m_areas; ///< by label, pixels
};

} // namespace

Mask outlineOf(const Mask& mask)
{
    Mask outline{mask.width, mask.height, std::vector<std::uint8_t>(mask.pixels.size())};
    if (!mask.pixels.empty()) {
        const cv::Mat1b from = pixelsOf(mask);
        cv::Mat1b to = pixelsOf(outline);
        cv::erode(from, to, cv::getStructuringElement(cv::MORPH_CROSS, {3, 3}), {-1, -1}, 1, cv::BORDER_CONSTANT, 0);
        cv::subtract(from, to, to);
    }
    return outline;
}

bool removeSmallRegions(Mask& mask, int minArea)
{
    if (mask.pixels.empty()) {
        return false;
    }
    cv::Mat1b outside;
    cv::compare(pixelsOf(mask), 0, outside, cv::CMP_EQ);
    const Regions holes(outside);
    const Regions::Flags smallHoles = holes.smallerThan(minArea);
    holes.flip(mask, smallHoles);
    const Regions islands(pixelsOf(mask));
    Regions::Flags smallIslands = islands.smallerThan(minArea);
    const bool changed = std::ranges::count(smallHoles, 1) + std::ranges::count(smallIslands, 1) > 0;
    if (islands.areAll(smallIslands)) {
        smallIslands[islands.largest()] = 0;
    }
    islands.flip(mask, smallIslands);
    return changed;
}

} // namespace samscope
