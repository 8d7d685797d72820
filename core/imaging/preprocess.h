#pragma once

#include "core/imaging/image.h"

#include <span>
#include <vector>

namespace samscope {

/// How a picture is laid into the model's square input: scaled so that its longest side is `inputSize`, then padded
/// with zeros to the right and below (SamImageProcessor; ResizeLongestSide of segment_anything).
struct ImageGeometry
{
    int width = 0; ///< of the original, pixels
    int height = 0;
    int resizedWidth = 0; ///< inside the square input
    int resizedHeight = 0;
    int inputSize = 1024;

    static ImageGeometry of(int width, int height, int inputSize);
    /// From pixels of the original to pixels of the input, in double as SamProcessor does.
    double inputX(double x) const { return x * (static_cast<double>(resizedWidth) / width); }
    double inputY(double y) const { return y * (static_cast<double>(resizedHeight) / height); }
};

/// `pixel_values` 1x3xNxN: Pillow resize, rescale, normalise and pad of transformers' SamImageProcessorPil, bit for
/// bit.
struct PreprocessedImage
{
    ImageGeometry geometry;
    std::vector<float> pixelValues; ///< 3 x inputSize x inputSize
};

PreprocessedImage preprocess(const RgbImage& image, int inputSize);

/// The same input before it is normalised, as a person can look at it: the padding has the mean colour, which is what
/// zero stands for.
RgbImage paddedInput(const RgbImage& image, int inputSize);

/// One low-res mask (side x side logits) at the original size, height x width logits: bilinear to the input size, crop
/// to the resized picture, bilinear to the original (post_process_masks of SamImageProcessor; torch's
/// `interpolate(mode="bilinear", align_corners=False)` in float32).
std::vector<float> upscaleLogits(std::span<const float> lowRes, int side, const ImageGeometry& geometry);

} // namespace samscope
