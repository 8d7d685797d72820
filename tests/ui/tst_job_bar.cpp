#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"

#include <QProgressBar>
#include <QRegularExpression>

#include <atomic>
#include <memory>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::uint64_t totalBlocks = 400;
std::atomic<std::uint64_t> doneBlocks = 1; ///< by the encoder

/// A model whose encoder comes as far as `doneBlocks` and goes on there until it is stopped.
class SteppingPredictor final : public OneByOnePredictor
{
public:
    explicit SteppingPredictor(const std::filesystem::path& path)
    {
        m_info.path = path;
        m_info.variant = "custom";
        m_info.config = tinyConfig();
        m_info.config.vision.imageSize = inputSize;
        m_info.device = {Device::Kind::Cpu};
        m_info.numerics = Numerics::Reference;
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage&, const Work& work) override
    {
        while (true) {
            work.report({"encoding", doneBlocks, totalBlocks, Unit::Blocks});
            work.throwIfStopped();
            std::this_thread::yield();
        }
    }

private:
    Prediction answer(const PromptSet& prompts) override { return fakePrediction(prompts); }

    ModelInfo m_info;
};

} // namespace

/// The bar at the bottom: which job, how far, how much time is left, and Stop.
class TestJobBar : public QObject, private ConvertFixture
{
    Q_OBJECT

    bool tellsTimeLeft()
    {
        static const QRegularExpression left(u"·  [1-9][0-9]* (s|min) left$"_s);
        return left.match(text("jobText")).hasMatch();
    }

    void startEncoding()
    {
        QImage picture(imageWidth, imageHeight, QImage::Format_RGB888);
        picture.fill(Qt::gray);
        QVERIFY(picture.save(path("a.png")));
        m_window = std::make_unique<MainWindow>(
            [](const std::filesystem::path& path, const PredictorOptions&, const Work&) -> std::unique_ptr<Predictor> {
                return std::make_unique<SteppingPredictor>(path);
            });
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
    }

    void stopJob(bool keyboard)
    {
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "jobStop"));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
        }
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void conversionTellsTheTimeLeft_data() { mouseAndKeyboard(); }
    void conversionTellsTheTimeLeft()
    {
        QFETCH(bool, keyboard);
        std::atomic<std::uint64_t> limit = startOf(m_options, 20).bytes;
        open();
        StalledDisk disk([&limit](std::uint64_t offset) { return offset >= limit; });
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_VERIFY(text("jobText").contains(u"  ·  writing "_s));
        limit = startOf(m_options, 60).bytes; // it goes on, but not to its end
        disk.lookAgain();
        TRY_VERIFY(tellsTimeLeft());
        QVERIFY2(text("jobText").startsWith(u"Converting tiny.pth  ·  writing "_s), qPrintable(text("jobText")));
        const auto& bar = child<QProgressBar>(*m_window, "jobProgress");
        QVERIFY(bar.isVisible() && bar.maximum() > 0 && bar.value() > 0 && bar.value() < bar.maximum());
        stopJob(keyboard);
        disk.release();
        TRY_VERIFY(text("jobText").contains(u"stopped"_s));
        QVERIFY(!bar.isVisible() && !child<QWidget>(*m_window, "jobStop").isVisible());
    }

    void encodingTellsTheTimeLeft_data() { mouseAndKeyboard(); }
    void encodingTellsTheTimeLeft()
    {
        QFETCH(bool, keyboard);
        doneBlocks = 1;
        startEncoding();
        TRY_VERIFY(text("jobText").contains(u"encoding block 1 of 400"_s));
        doneBlocks = 5;
        TRY_VERIFY(text("jobText").contains(u"encoding block 5 of 400"_s) && tellsTimeLeft());
        stopJob(keyboard);
        TRY_VERIFY(text("segmentProblem").contains(u"Stopped"_s));
        QVERIFY(!text("jobText").contains(u"encoding"_s));
    }

    void closingWhileEncodingIsSafe()
    {
        startEncoding();
        TRY_VERIFY(text("jobText").contains(u"encoding block "_s));
        QVERIFY(m_window->close());
        m_window.reset();
    }
};

SAMSCOPE_TEST(tst_job_bar, QApplication, TestJobBar)
#include "tst_job_bar.moc"
