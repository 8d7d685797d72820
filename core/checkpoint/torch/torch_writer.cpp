#include "core/checkpoint/torch/torch_writer.h"

#include "core/base/progress.h"
#include "core/checkpoint/torch/torch_pickle_writer.h"
#include "core/checkpoint/torch/torch_zip_writer.h"

namespace samscope {

namespace {

std::uint64_t byteCount(const TorchTensor& tensor)
{
    std::uint64_t bytes = itemSize(tensor.dtype);
    for (const std::uint64_t size : tensor.shape) {
        bytes *= size;
    }
    return bytes;
}

} // namespace

void writeTorchArchive(File& file, const std::string& topFolder, const std::vector<TorchTensor>& tensors,
                       const std::stop_token& stop)
{
    TorchZipWriter zip(file, topFolder);
    zip.add("data.pkl", stateDictPickle(tensors));
    zip.add(".format_version", "1");
    zip.add(".storage_alignment", "64");
    zip.add("byteorder", "little");
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        throwIfStopped(stop);
        zip.add("data/" + std::to_string(i), byteCount(tensors[i]), tensors[i].write);
    }
    zip.add("version", "3\n");
    zip.add(".data/serialization_id", zip.serializationId());
    zip.finish();
}

} // namespace samscope
