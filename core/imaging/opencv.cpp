#include "core/imaging/opencv.h"

#include "core/base/program_module.h"

namespace samscope {

const OpenCv& openCv()
{
    constexpr ProgramModule module{"samscope_opencv.so", "samscopeOpenCv", "the OpenCV module is not installed",
                                   "name the module's folder in SAMSCOPE_MODULES"};
    static const OpenCv functions = reinterpret_cast<OpenCv (*)()>(module.function())();
    return functions;
}

} // namespace samscope
