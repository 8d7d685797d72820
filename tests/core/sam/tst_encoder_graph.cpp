#include "core/sam/encoder_graph.h"
#include "tests/support/test_program.h"

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/mul.h>
#include <QTest>
#include <c10/util/Exception.h>

#include <stdexcept>

namespace {

// A graph for the CPU, which has none: the test says what a replay computes and where the graph breaks.
struct FakeGraph : at::GraphImplInterface
{
    static inline int begun = 0;
    static inline int ended = 0;
    static inline int replays = 0;
    static inline bool refusesToEnd = false;
    static inline std::function<void()> kernels;

    explicit FakeGraph(const at::GraphImplArgs&) {}

    void capture_begin(at::MempoolId_t, at::GraphCaptureMode) override { ++begun; }
    void capture_end() override
    {
        ++ended;
        TORCH_CHECK(!refusesToEnd, "operation not permitted when stream is capturing\nwith a second line");
    }
    void instantiate() override {}
    void replay() override
    {
        ++replays;
        kernels();
    }
    void reset() override {}
    at::MempoolId_t pool() const override { return {0, 0}; }
    void enable_debug_mode() override {}
    void debug_dump(const std::string&) override {}
};

at::Tensor picture(float value)
{
    return at::full({1, 3, 4, 4}, value, at::kFloat);
}

bool holds(const at::Tensor& tensor, float value)
{
    return at::equal(tensor, picture(value));
}

} // namespace

/// When the encoder is captured, what a replay reads and writes, and what happens where a capture fails.
class TestEncoderGraph : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(!samscope::EncoderGraph::isRegistered(at::kCPU));
        at::GraphImplRegistry()->Register("CPU",
                                          [](const at::GraphImplArgs& args) -> std::unique_ptr<at::GraphImplInterface> {
                                              return std::make_unique<FakeGraph>(args);
                                          });
    }

    void init()
    {
        FakeGraph::begun = FakeGraph::ended = FakeGraph::replays = m_runs = 0;
        FakeGraph::refusesToEnd = false;
    }

    void onlyWhereItIsRegistered()
    {
        QVERIFY(samscope::EncoderGraph::isRegistered(at::kCPU));
        QVERIFY(!samscope::EncoderGraph::isRegistered(at::kCUDA));
    }

    void secondPictureIsCapturedAndLaterOnesReplayed()
    {
        samscope::EncoderGraph graph(at::kCPU);
        QVERIFY(holds(graph(picture(1), doubled()), 2));
        QCOMPARE(graph.execution(), std::string("eager"));
        QCOMPARE(FakeGraph::begun, 0);

        const at::Tensor second = graph(picture(3), doubled());
        QVERIFY(holds(second, 6));
        QCOMPARE(graph.execution(), std::string("graph"));
        QVERIFY(holds(graph(picture(5), doubled()), 10));
        QVERIFY(holds(second, 6)); // the graph's memory is written again, the answer is not
        QCOMPARE(m_runs, 2);
        QCOMPARE(FakeGraph::begun, 1);
        QCOMPARE(FakeGraph::ended, 1);
        QCOMPARE(FakeGraph::replays, 2);
    }

    void whereCaptureFailsAllRunEagerly()
    {
        FakeGraph::refusesToEnd = true;
        samscope::EncoderGraph graph(at::kCPU);
        for (const float value : {1.0F, 2.0F, 3.0F}) {
            QVERIFY(holds(graph(picture(value), doubled()), 2 * value));
        }
        QCOMPARE(graph.execution(), std::string("eager (operation not permitted when stream is capturing)"));
        QCOMPARE(FakeGraph::begun, 1);
        QCOMPARE(FakeGraph::ended, 1);
        QCOMPARE(FakeGraph::replays, 0);
    }

    void stopDuringCaptureEndsItAndTheNextPictureTriesAgain()
    {
        samscope::EncoderGraph graph(at::kCPU);
        graph(picture(1), doubled());
        const auto stopped = [](const at::Tensor&) -> at::Tensor { throw std::runtime_error("stopped"); };
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, graph(picture(2), stopped));
        QCOMPARE(FakeGraph::ended, 1);
        QVERIFY(holds(graph(picture(3), doubled()), 6));
        QCOMPARE(FakeGraph::begun, 2);
        QCOMPARE(graph.execution(), std::string("graph"));
    }

private:
    // What a capture would have recorded: the same product in the same two places.
    samscope::EncoderGraph::Encode doubled()
    {
        return [this](const at::Tensor& input) {
            ++m_runs;
            at::Tensor output = input.mul(2);
            FakeGraph::kernels = [input, output]() mutable { at::mul_out(output, input, at::full({}, 2.0F)); };
            return output;
        };
    }

    int m_runs = 0;
};

SAMSCOPE_TEST(tst_encoder_graph, QCoreApplication, TestEncoderGraph)
#include "tst_encoder_graph.moc"
