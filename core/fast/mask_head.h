#pragma once

#include "core/fast/layers.h"
#include "core/inference/prediction.h"

#include <span>
#include <string>
#include <vector>

namespace samscope {

/// SamFeedForward: linear layers with ReLU between them.
class FeedForward
{
public:
    FeedForward(ModelSource& source, const std::string& name, int depth);
    std::vector<float> operator()(std::span<const float> token) const;

private:
    std::vector<PackedMatrix> m_layers;
};

/// What makes masks and scores of the transformer's results: the upscaling of the image by four (each transposed
/// convolution is a linear layer for each of its 2x2 places), the hypernetworks and the IoU head.
class MaskHead
{
public:
    /// Working memory of a thread for one picture row.
    struct Scratch
    {
        FloatBuffer twice;     ///< 4 places x G x C/4
        FloatBuffer fourTimes; ///< G x C/8
        FloatBuffer products;  ///< G x masks
    };

    explicit MaskHead(ModelSource& source);

    Scratch makeScratch() const;
    /// The weights that turn the upscaled image into masks `first` to `first + count - 1`; `tokens` is the first mask
    /// token, `stride` floats to the next.
    PackedMatrix hypernetworks(const float* tokens, std::size_t stride, int first, int count) const;
    /// All 1 + M scores of the IoU token.
    std::vector<float> scores(std::span<const float> iouToken) const { return m_iouHead(iouToken); }
    /// Four rows of every mask (count x 4G x 4G) of one picture row of the image (G x C).
    void writeRow(ConstRows image, int row, const PackedMatrix& hypernetworks, std::span<float> masks,
                  Scratch& scratch) const;

private:
    int m_grid;
    std::vector<PackedMatrix> m_upscale1; ///< of the 2x2 places, row by row
    RowNorm m_upscaleNorm;
    std::vector<PackedMatrix> m_upscale2;
    std::vector<FeedForward> m_hypernetworks;
    FeedForward m_iouHead;
};

} // namespace samscope
