#include "app/cli/subject_json.h"

#include "core/base/byte_source.h"
#include "core/base/sha256.h"

#include <filesystem>

namespace samscope {

namespace {

namespace fs = std::filesystem;

// A folder is known by its weights.
fs::path weightsOf(const fs::path& model)
{
    if (!fs::is_directory(model)) {
        return model;
    }
    for (const char* name : {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin"}) {
        if (fs::exists(model / name)) {
            return model / name;
        }
    }
    return model / "config.json";
}

} // namespace

Json subjectJson(const std::string& modelPath, const ModelInfo& model, const std::string& imagePath,
                 const RgbImage& image, const std::stop_token& stop)
{
    return {{"model",
             {{"path", modelPath},
              {"variant", model.variant},
              {"layout", layoutName(model.layout)},
              {"sha256", sha256(*openByteSource(weightsOf(modelPath)), stop)}}},
            {"image",
             {{"path", imagePath},
              {"width", image.width},
              {"height", image.height},
              {"sha256", sha256(*openByteSource(imagePath), stop)}}},
            {"device", deviceName(model.device)},
            {"device_requested", deviceName(model.deviceRequested)},
            {"device_note", model.deviceNote.isEmpty() ? Json(nullptr) : Json(deviceNoteSentence(model.deviceNote))},
            {"numerics", numericsName(model.numerics)},
            {"execution", model.execution}};
}

} // namespace samscope
