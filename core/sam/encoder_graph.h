#pragma once

#include "core/sam/tensor.h"

#include <ATen/core/GraphImplInterface.h>
#include <c10/core/Stream.h>

#include <functional>
#include <memory>
#include <string>

namespace samscope {

/// The image encoder's kernels as one graph of the device (what at::accelerator::Graph wraps), where the loaded back
/// end registers graphs: at batch 1 a GPU waits longer for the launches than for SlimSAM's kernels. The first picture
/// runs eagerly and warms the libraries up, the second is captured, and every later one is replayed in the same memory.
/// Where a capture fails, this and all later pictures run eagerly.
class EncoderGraph
{
public:
    /// 1x3xNxN pixel values to the 1xCxGxG embedding, both on the device. The same kernels for every picture.
    using Encode = std::function<at::Tensor(const at::Tensor& pixelValues)>;

    /// Whether the loaded back end registers graphs for the device.
    static bool isRegistered(at::Device device) { return at::has_graph_impl(device.type()); }

    /// All work of the device so far must be done: this one's goes to a stream of its own.
    explicit EncoderGraph(at::Device device);

    /// The embedding on the CPU, of pixel values from anywhere. Throws what `encode` throws when run eagerly.
    at::Tensor operator()(const at::Tensor& pixelValues, const Encode& encode);

    /// How the last picture ran: "graph", "eager", or "eager (why it could not be captured)".
    std::string execution() const;

private:
    void capture(const Encode& encode);

    at::Device m_device;
    c10::Stream m_stream;
    std::unique_ptr<at::GraphImplInterface> m_graph; ///< once captured
    at::Tensor m_pixelValues;                        ///< what the graph reads
    at::Tensor m_embedding;                          ///< what it writes
    std::string m_problem;                           ///< why there will be no graph
    bool m_isWarm = false;
    bool m_wasReplayed = false;
};

} // namespace samscope
