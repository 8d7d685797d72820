#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QProgressBar>
#include <QRegularExpression>

#include <memory>
#include <mutex>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A model whose encoder takes one step of 400 every few milliseconds, until it is stopped.
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
        for (std::uint64_t block = 0; block < 400; ++block) {
            work.report({"encoding", block, 400, Unit::Blocks});
            work.throwIfStopped();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return {.channels = 1, .grid = 1, .values = {0}};
    }

private:
    Prediction answer(const PromptSet& prompts) override { return fakePrediction(prompts); }

    ModelInfo m_info;
};

/// Makes every write take a while, one after the other, until the hook is taken away.
void slowDown()
{
    setWriteHook([disk = std::make_shared<std::mutex>()](const std::filesystem::path&, std::uint64_t) {
        const std::lock_guard lock(*disk);
        std::this_thread::sleep_for(std::chrono::milliseconds(40));
    });
}

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
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
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
        open();
        slowDown();
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        QTRY_VERIFY_WITH_TIMEOUT(tellsTimeLeft(), 30000);
        QVERIFY2(text("jobText").startsWith(u"Converting tiny.pth  ·  writing "_s), qPrintable(text("jobText")));
        const auto& bar = child<QProgressBar>(*m_window, "jobProgress");
        QVERIFY(bar.isVisible() && bar.maximum() > 0 && bar.value() > 0 && bar.value() < bar.maximum());
        stopJob(keyboard);
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"stopped"_s), 30000);
        QVERIFY(!bar.isVisible() && !child<QWidget>(*m_window, "jobStop").isVisible());
    }

    void encodingTellsTheTimeLeft_data() { mouseAndKeyboard(); }
    void encodingTellsTheTimeLeft()
    {
        QFETCH(bool, keyboard);
        startEncoding();
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"encoding block "_s) && tellsTimeLeft(), 30000);
        stopJob(keyboard);
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentProblem").contains(u"Stopped"_s), 30000); // it would end by itself, too
        QVERIFY(!text("jobText").contains(u"encoding"_s));
    }

    void closingWhileEncodingIsSafe()
    {
        startEncoding();
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"encoding block "_s), 30000);
        QVERIFY(m_window->close());
        m_window.reset();
    }
};

SAMSCOPE_TEST(tst_job_bar, QApplication, TestJobBar)
#include "tst_job_bar.moc"
