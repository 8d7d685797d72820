#include "core/imaging/opencv.h"
#include "core/opencv/masks.h"
#include "core/opencv/pictures.h"

#include <opencv2/core/utility.hpp>

/// The one function that the module exports; see openCv().
extern "C" __attribute__((visibility("default"))) samscope::OpenCv samscopeOpenCv()
{
    cv::setNumThreads(0); // callers are threads of a pool already
    return {.outlineOf = samscope::outlineOf,
            .removeSmallRegions = samscope::removeSmallRegions,
            .halved = samscope::halved,
            .turbo = samscope::turbo};
}
