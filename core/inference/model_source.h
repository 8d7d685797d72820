#pragma once

#include "core/base/work.h"
#include "core/inference/predictor.h"
#include "core/model/sam_checkpoint.h"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace samscope {

/// The tensors of a SAM as a back end loads them: by transformers' names in float32, one at a time through the same
/// remap as the conversion.
class ModelSource
{
public:
    /// Throws `Error`: what openSam and requireComplete throw.
    ModelSource(const std::filesystem::path& model, const PredictorOptions& options);

    const SamConfig& config() const { return *m_sam.detection.config; }
    /// All but what depends on the back end: device, device note and numerics.
    ModelInfo info() const;

    /// Of all tensors in float32.
    std::uint64_t weightBytes() const;
    /// Throws `Error` when the machine has less memory left than this.
    void requireMemory(std::uint64_t bytes) const;

    const std::vector<std::string>& names() const { return m_names; }
    const Shape& shape(const std::string& name) const { return row(name).tensor->shape; }

    /// Reports bytes of all tensors as they are read, from the threads that read them, one at a time.
    void reportTo(const Work& work);
    /// The elements in C order; `out` has as many as the shape says. May be called from several threads. Throws `Error`
    /// when there is no tensor of this name, and what streamTensor throws.
    void read(const std::string& name, std::span<float> out);
    std::vector<float> read(const std::string& name);

private:
    const RemapRow& row(const std::string& name) const;

    SamCheckpoint m_sam;
    std::unordered_map<std::string, std::size_t> m_rows; ///< index into the remap's rows by target name
    std::vector<std::string> m_names;                    ///< in the checkpoint's order
    Device m_deviceRequested;

    ProgressSink* m_progress = &silentProgress();
    std::stop_token m_stop;
    std::mutex m_reading; ///< guards the progress
    Progress m_state{.stage = "loading", .unit = Unit::Bytes};
};

} // namespace samscope
