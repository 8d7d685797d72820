#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/model/sam_config.h"
#include "core/model/state_dict.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace samscope {

/// The bytes of a safetensors file: the length field, `header` as it is, and `dataBytes` zeros.
std::string safetensorsBytes(std::string_view header, std::size_t dataBytes);

/// The bytes of a safetensors file with one tensor of one byte.
std::string oneByteTensor(const std::string& name);

void writeBytes(const std::filesystem::path& path, std::string_view bytes);
std::string readBytes(const std::filesystem::path& path);

/// Six float32 values (any bits will do): the storage of most small checkpoints here.
inline const std::string sixFloats(24, 'f');

/// A checkpoint that torch itself has written (tests/data/torch).
std::filesystem::path torchFile(const std::string& name);

/// How an action ended: an exit code (0 when it threw no `Error`) and the one line of the message.
struct Refusal
{
    int code = 0;
    std::string message;
};
Refusal refusalOf(const std::function<void()>& action);

using NamedShape = std::pair<std::string, Shape>;

/// A float32 tensor of a file that is not there, in C order.
TensorEntry entryOf(const std::string& name, const Shape& shape, const std::string& scope = {});

/// A state dict with every tensor of a SAM under original or transformers' names.
StateDict samDict(const SamConfig& config, Layout layout = Layout::Meta);

/// Writes a safetensors file with these names and shapes, all zeros; the disk keeps no room for them.
void writeZeros(const std::filesystem::path& path, const std::vector<TensorEntry>& tensors);

/// Changes to one tensor of a dictionary, which must be there.
void removeTensor(StateDict& dict, const std::string& name);
void reshapeTensor(StateDict& dict, const std::string& name, const Shape& shape);

} // namespace samscope
