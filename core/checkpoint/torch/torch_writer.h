#pragma once

#include "core/base/file.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/tensor_stream.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace samscope {

/// A tensor to be written and where its bytes come from.
struct TorchTensor
{
    std::string name;
    DType dtype = DType::F32;
    Shape shape;
    /// Hands the C-order bytes of the tensor to the sink, exactly elements x item size of them.
    std::function<void(const ChunkSink&)> write;
};

/// Writes what `torch.save(OrderedDict(name -> tensor), path)` of torch 2.x writes (zip, stored, data aligned to 64
/// bytes, pickle protocol 2), with CRCs, at constant memory; `torch.load(weights_only=True)` reads it. `topFolder` is
/// the name inside the archive (the file's stem in torch).
void writeTorchArchive(File& file, const std::string& topFolder, const std::vector<TorchTensor>& tensors,
                       const std::stop_token& stop = {});

} // namespace samscope
