#include "core/checkpoint/hf_folder_reader.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/safetensors/safetensors_reader.h"
#include "core/checkpoint/torch/torch_archive.h"

#include <array>

namespace samscope {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t maxConfigBytes = 1'000'000;

std::string readConfig(const fs::path& folder)
{
    const fs::path path = folder / "config.json";
    if (!fs::exists(path)) {
        throw Error({.file = folder.string(),
                     .reason = "the folder holds no config.json",
                     .advice = "give a folder that transformers wrote, or the checkpoint file itself"});
    }
    const auto source = openByteSource(path);
    if (source->size() > maxConfigBytes) {
        throw Error({.file = path.string(), .reason = "a config.json above 1 MB is not read"});
    }
    return std::string(asText(source->read(0, source->size())));
}

[[noreturn]] void failWithoutWeights(const fs::path& folder)
{
    constexpr std::array others = {"pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack"};
    for (const char* name : others) {
        if (fs::exists(folder / name)) {
            throw Error({.file = folder.string(),
                         .place = name,
                         .reason = "weights of this kind are not read",
                         .advice = "save the model again with transformers, which writes model.safetensors"});
        }
    }
    throw Error({.file = folder.string(),
                 .reason = "the folder holds no model.safetensors, model.safetensors.index.json or pytorch_model.bin",
                 .advice = "download the weights as well"});
}

Checkpoint readWeights(const fs::path& folder)
{
    for (const char* name : {"model.safetensors", "model.safetensors.index.json"}) {
        if (fs::exists(folder / name)) {
            return readSafetensors(folder / name);
        }
    }
    if (fs::exists(folder / "pytorch_model.bin")) {
        return readTorchArchive(folder / "pytorch_model.bin");
    }
    failWithoutWeights(folder);
}

} // namespace

Checkpoint readHfFolder(const fs::path& path)
{
    std::string config = readConfig(path);
    Checkpoint checkpoint = readWeights(path);
    checkpoint.path = path;
    checkpoint.container = Container::HfFolder;
    checkpoint.config = std::move(config);
    return checkpoint;
}

} // namespace samscope
