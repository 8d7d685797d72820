#include "core/sam/encoder_graph.h"

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <utility>

namespace samscope {

namespace {

// Ends what it began also when the work throws: a stream that still captures refuses all that follows.
class Capture
{
public:
    explicit Capture(at::GraphImplInterface& graph) : m_graph(graph)
    {
        // Other threads may use the device meanwhile: the window loads a second model, say.
        graph.capture_begin({0, 0}, at::GraphCaptureMode::ThreadLocal);
    }
    ~Capture()
    {
        try {
            end();
        } catch (const c10::Error&) { // the work's own error is the one to tell
        }
    }
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    void end()
    {
        if (!std::exchange(m_hasEnded, true)) {
            m_graph.capture_end();
        }
    }

private:
    at::GraphImplInterface& m_graph;
    bool m_hasEnded = false;
};

} // namespace

EncoderGraph::EncoderGraph(at::Device device)
    : m_device(device), m_stream(c10::impl::VirtualGuardImpl(device.type()).getNewStream(device))
{
}

at::Tensor EncoderGraph::operator()(const at::Tensor& pixelValues, const Encode& encode)
{
    const c10::StreamGuard guard(m_stream); // the default stream cannot be captured
    m_wasReplayed = false;
    if (!m_pixelValues.defined()) {
        m_pixelValues = at::empty(pixelValues.sizes(), pixelValues.options().device(m_device));
    }
    m_pixelValues.copy_(pixelValues);
    if (m_isWarm && !m_graph && m_problem.empty()) {
        capture(encode);
    }
    if (!m_graph) {
        const at::Tensor embedding = encode(m_pixelValues);
        m_isWarm = true;
        return embedding.to(at::kCPU);
    }
    m_graph->replay();
    m_wasReplayed = true;
    return m_embedding.to(at::kCPU, m_embedding.scalar_type(), /*non_blocking=*/false, /*copy=*/true);
}

std::string EncoderGraph::execution() const
{
    if (m_wasReplayed) {
        return "graph";
    }
    return m_problem.empty() ? "eager" : fmt::format("eager ({})", m_problem);
}

void EncoderGraph::capture(const Encode& encode)
{
    auto graph = at::create_graph_impl(m_device.type());
    try {
        Capture running(*graph);
        const at::Tensor embedding = encode(m_pixelValues);
        running.end();
        m_embedding = embedding;
        m_graph = std::move(graph);
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        m_problem = text.substr(0, text.find('\n'));
    }
}

} // namespace samscope
