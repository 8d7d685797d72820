#include "core/checkpoint/open_checkpoint.h"

#include "core/checkpoint/foreign_kinds.h"
#include "core/checkpoint/hf_folder_reader.h"
#include "core/checkpoint/safetensors/safetensors_reader.h"
#include "core/checkpoint/torch/torch_archive.h"
#include "core/checkpoint/torch/torch_legacy.h"
#include "core/checkpoint/zip/zip_reader.h"

#include <array>

namespace samscope {

namespace {

/// A format: whether a file is its own by the first bytes, and how its table of contents is read.
struct Reader
{
    bool (*recognises)(const ByteSource&);
    Checkpoint (*read)(const std::filesystem::path&);
};

constexpr auto readers = std::to_array<Reader>({
    {looksLikeZip, readTorchArchive},
    {looksLikeTorchLegacy, readTorchLegacy},
    {looksLikeSafetensors, readSafetensors},
});

} // namespace

Checkpoint openCheckpoint(const std::filesystem::path& path)
{
    if (std::filesystem::is_directory(path)) {
        return readHfFolder(path);
    }
    if (isSafetensorsIndex(path)) {
        return readSafetensors(path);
    }
    const auto source = openByteSource(path);
    for (const Reader& reader : readers) {
        if (reader.recognises(*source)) {
            return reader.read(path);
        }
    }
    refuseForeignKind(*source);
}

} // namespace samscope
