#pragma once

#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include "core/inference/segment.h"
#include "tests/support/canvas_test.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/one_by_one_predictor.h"
#include "tests/support/window_test.h"
#include "ui/canvas/image_canvas.h"
#include "ui/main_window.h"
#include "ui/segment/candidate_panel.h"
#include "ui/settings.h"

namespace samscope {

inline constexpr int imageWidth = 96;
inline constexpr int imageHeight = 128;
inline constexpr int inputSize = 64;
inline constexpr int lowResSide = 32;

/// What the fake model answers: three squares of different sizes around the first point, or the box itself; background
/// points cut away what lies to their right. A mask prompt is put on top of the second.
inline Prediction fakePrediction(const PromptSet& prompts)
{
    const double scale = static_cast<double>(lowResSide) / imageHeight;
    const BoxPrompt box = prompts.box.value_or(BoxPrompt{0, 0, imageWidth, imageHeight});
    const double x = prompts.points.empty() ? (box.x0 + box.x1) / 2 : prompts.points[0].x;
    const double y = prompts.points.empty() ? (box.y0 + box.y1) / 2 : prompts.points[0].y;
    Prediction prediction;
    prediction.side = lowResSide;
    prediction.iouScores = {0.5F, 1.02F, 0.25F};
    for (const double radius : {3.0, 6.0, 9.0}) {
        for (int row = 0; row < lowResSide; ++row) {
            for (int column = 0; column < lowResSide; ++column) {
                const double reach = std::max(std::abs(column - x * scale), std::abs(row - y * scale));
                bool inside = reach < radius;
                for (const PointPrompt& point : prompts.points) {
                    inside = inside && (point.label == 1 || column < point.x * scale);
                }
                prediction.lowResMasks.push_back(inside ? 4.0F : -4.0F);
            }
        }
    }
    for (std::size_t i = 0; i < prompts.maskInput.size(); ++i) {
        float& logit = prediction.lowResMasks[prompts.maskInput.size() + i];
        logit = std::max(logit, prompts.maskInput[i]);
    }
    return prediction;
}

inline PromptSet pointAt(double x, double y)
{
    PromptSet prompts;
    prompts.points.push_back({x, y, 1});
    return prompts;
}

/// What the fake model and the test share.
struct FakeState
{
    std::atomic<int> decodes = 0;
    std::atomic<int> encodes = 0;
    std::mutex mutex;
    std::condition_variable wake;
    bool holdDecode = false;
    bool decodeHeld = false;
    std::atomic<bool> holdEncode = false;
    std::string failLoading;
    PredictorOptions options;
    PromptSet prompts; ///< of the newest decode

    PromptSet lastPrompts()
    {
        const std::lock_guard lock(mutex);
        return prompts;
    }
};

class FakePredictor final : public OneByOnePredictor
{
public:
    FakePredictor(std::shared_ptr<FakeState> state, const std::filesystem::path& path) : m_state(std::move(state))
    {
        m_info.path = path;
        m_info.variant = "custom";
        m_info.config = tinyConfig();
        m_info.config.vision.imageSize = inputSize;
        m_info.device = "cpu";
        m_info.deviceRequested = m_state->options.device;
        m_info.deviceNote = m_state->options.device == "cuda" ? "no CUDA driver" : "";
        m_info.numerics = "reference";
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage&, ProgressSink& progress, const std::stop_token& stop) override
    {
        ++m_state->encodes;
        while (m_state->holdEncode) {
            progress.report({"encoding", 3, 12, Unit::Blocks});
            throwIfStopped(stop);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return {.channels = 1, .grid = 1, .values = {0}};
    }

    Prediction answer(const PromptSet& prompts) override
    {
        ++m_state->decodes;
        std::unique_lock lock(m_state->mutex);
        m_state->prompts = prompts;
        m_state->decodeHeld = m_state->holdDecode;
        m_state->wake.wait(lock, [this] { return !m_state->holdDecode; });
        return fakePrediction(prompts);
    }

private:
    std::shared_ptr<FakeState> m_state;
    ModelInfo m_info;
};

inline PredictorFactory fakeFactory(const std::shared_ptr<FakeState>& state)
{
    return [state](const std::filesystem::path& path, const PredictorOptions& options, ProgressSink&,
                   const std::stop_token&) -> std::unique_ptr<Predictor> {
        if (!state->failLoading.empty()) {
            throw Error({.file = path.string(), .reason = state->failLoading});
        }
        state->options = options;
        return std::make_unique<FakePredictor>(state, path);
    };
}

inline Mask expectedMask(const PromptSet& prompts, std::size_t candidate, float threshold = 0)
{
    return candidatesOf(fakePrediction(prompts), ImageGeometry::of(imageWidth, imageHeight, inputSize), threshold)
        .at(candidate)
        .mask;
}

/// A window with a model that needs no network, and two grey pictures in a folder of its own.
class SegmentFixture
{
public:
    void openWindow()
    {
        m_window = std::make_unique<MainWindow>(fakeFactory(m_state));
        m_window->resize(1600, 1100);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void start(bool firstSteps = false)
    {
        isolateSettings(m_settings);
        Settings::setFirstStepsSeen(!firstSteps);
        m_folder = std::make_unique<TestFolder>();
        m_state = std::make_shared<FakeState>();
        for (const char* name : {"a.png", "b.png"}) {
            QImage picture(imageWidth, imageHeight, QImage::Format_RGB888);
            picture.fill(name[0] == 'a' ? QColor(90, 110, 130) : QColor(60, 60, 60));
            QVERIFY(picture.save(path(name)));
        }
        openWindow();
    }

    void end()
    {
        {
            const std::lock_guard lock(m_state->mutex);
            m_state->holdDecode = false;
            m_state->holdEncode = false;
        }
        m_state->wake.notify_all();
        m_window.reset();
    }

    void openBoth()
    {
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentStatus").contains(QStringLiteral("encode")), 30000);
        canvas().zoomTo(2);
    }

    QString path(const char* name) { return QString::fromStdString((*m_folder / name).string()); }
    QString text(const char* label) { return child<QLabel>(*m_window, label).text(); }
    ImageCanvas& canvas() { return child<ImageCanvas>(*m_window, "canvas"); }
    QImage shot() { return canvas().grab().toImage(); }
    QPoint at(double x, double y) { return canvas().view().toView(QPointF(x + 0.5, y + 0.5)).toPoint(); }
    void click(int x, int y, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mouseClick(&canvas(), button, {}, at(x, y));
    }

    /// The number of the chosen candidate, 0 for none.
    int chosen()
    {
        for (int i = 1; i <= 3; ++i) {
            const auto& button = child<CandidateButton>(*m_window, qPrintable(QStringLiteral("candidate%1").arg(i)));
            if (button.isChecked() && button.isEnabled()) {
                return i;
            }
        }
        return 0;
    }

    /// The canvas differs from `plain` in exactly the pixels of the mask, outside the marks.
    bool paints(const Mask& mask, const QImage& plain, const PromptSet& prompts)
    {
        const QString wrong = paintedWrong(canvas(), mask, plain, prompts);
        if (!wrong.isEmpty()) {
            qWarning("%s", qPrintable(wrong));
        }
        return wrong.isEmpty();
    }

protected:
    QTemporaryDir m_settings;
    std::unique_ptr<TestFolder> m_folder;
    std::shared_ptr<FakeState> m_state;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace samscope
