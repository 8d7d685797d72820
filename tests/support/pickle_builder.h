#pragma once

#include "core/checkpoint/pickle/pickle_opcodes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace samscope {

/// A tensor as a hand-made pickle describes it; the numbers need not make sense.
struct PickledTensor
{
    std::string key = "0"; ///< of the storage
    std::int64_t count = 0;
    std::vector<std::int64_t> shape = {};
    std::vector<std::int64_t> strides = {};
    std::int64_t offset = 0;
    std::string storageClass = "FloatStorage";
};

/// Writes pickle opcodes one after the other, sensible or not.
class PickleBuilder
{
public:
    PickleBuilder& raw(std::string_view bytes);
    PickleBuilder& op(Op op);
    PickleBuilder& proto(int version = 2);
    PickleBuilder& global(std::string_view module, std::string_view name);
    PickleBuilder& text(std::string_view value);
    PickleBuilder& integer(std::int64_t value);
    PickleBuilder& integers(const std::vector<std::int64_t>& values);
    PickleBuilder& put(std::uint8_t slot);
    PickleBuilder& get(std::uint8_t slot);
    /// An OrderedDict without items.
    PickleBuilder& orderedDict();
    PickleBuilder& persistentId(const PickledTensor& tensor);
    /// A call of _rebuild_tensor_v2.
    PickleBuilder& tensor(const PickledTensor& tensor);
    /// With the stop mark.
    std::string stop();

private:
    std::string m_out;
};

/// {"w": tensor} in protocol 2.
std::string oneTensorPickle(const PickledTensor& tensor, std::string_view name = "w");

/// What legacy files hold in front of the object pickle: magic number, protocol and system.
std::string legacyHead(std::int64_t protocol = 1001, bool isLittleEndian = true);

/// A whole legacy file: head, object, keys and then the storages as they are given.
std::string legacyFile(const std::string& object, const std::vector<std::string>& keys, const std::string& storages);

/// A storage of a legacy file: the count and the bytes.
std::string legacyStorage(std::int64_t count, const std::string& bytes);

} // namespace samscope
