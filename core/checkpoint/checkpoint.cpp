#include "core/checkpoint/checkpoint.h"

namespace samscope {

std::string_view containerName(Container container)
{
    switch (container) {
    case Container::TorchZip:
        return "torch-zip";
    case Container::TorchLegacy:
        return "torch-legacy";
    case Container::Safetensors:
        return "safetensors";
    case Container::HfFolder:
        break;
    }
    return "hf-folder";
}

} // namespace samscope
