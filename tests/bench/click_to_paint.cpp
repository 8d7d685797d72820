// The time from a click in the real window to the painted mask, as JSON: click_to_paint MODEL PICTURE [CLICKS].
// Runs without a display: QT_QPA_PLATFORM=offscreen.
#include "core/eval/benchmark.h"
#include "tests/support/window_test.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/inference_engine.h"
#include "ui/main_window.h"
#include "ui/segment/candidate_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

#include <iostream>

namespace samscope {

namespace {

struct Times
{
    StageTimes total, decode, postprocess;
};

InferenceEngine& engineOf(MainWindow& window)
{
    return *child<QWidget>(window, "segmentPage").findChild<InferenceEngine*>();
}

void waitUntilEncoded(MainWindow& window)
{
    QEventLoop loop;
    QObject::connect(&engineOf(window), &InferenceEngine::encoded, &loop, &QEventLoop::quit);
    QObject::connect(&engineOf(window), &InferenceEngine::failed, &loop,
                     [](const QString& reason) { qFatal("%s", qPrintable(reason)); });
    loop.exec();
}

// Until the canvas has painted what the engine answered.
void click(MainWindow& window, QPoint place, Times& times)
{
    auto& canvas = child<ImageCanvas>(window, "canvas");
    QEventLoop loop;
    bool isShown = false;
    QObject::connect(&engineOf(window), &InferenceEngine::answered, &loop, [&](const Answers& answers) {
        times.decode.milliseconds.push_back(answers->front().decodeMs);
        times.postprocess.milliseconds.push_back(answers->front().postprocessMs);
    });
    QObject::connect(window.findChild<CandidatePanel*>(), &CandidatePanel::chosenChanged, &loop,
                     [&] { isShown = true; });
    QObject::connect(&canvas, &ImageCanvas::painted, &loop, [&] {
        if (isShown) {
            loop.quit();
        }
    });
    QElapsedTimer timer;
    timer.start();
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, place);
    loop.exec();
    times.total.milliseconds.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

int measure(const std::filesystem::path& model, const std::filesystem::path& picture, int clicks)
{
    MainWindow window;
    window.resize(1600, 1100);
    window.show();
    window.openModel(model);
    window.openImage(picture);
    waitUntilEncoded(window);
    const auto& canvas = child<ImageCanvas>(window, "canvas");
    Times times;
    for (int i = 0; i <= clicks; ++i) {
        if (i == 1) { // the first pays for what depends on the picture alone
            times = {};
        }
        window.findChild<PromptHistory*>()->clear();
        QApplication::processEvents();
        const QRect around = QRect(QPoint(), canvas.size() / 8).translated(canvas.rect().center());
        click(window, around.topLeft() + QPoint(i * 7 % around.width(), i * 11 % around.height()), times);
    }
    for (const auto& [name, list] : {std::pair("click_to_paint", &times.total), std::pair("decode", &times.decode),
                                     std::pair("postprocess", &times.postprocess)}) {
        std::cout << fmt::format("{{\"stage\": \"{}\", \"runs\": {}, \"p50_ms\": {:.2f}, \"p95_ms\": {:.2f}}}\n", name,
                                 list->milliseconds.size(), list->median(), list->p95());
    }
    return 0;
}

} // namespace

} // namespace samscope

int main(int argc, char* argv[])
{
    if (argc < 3) {
        std::cerr << "click_to_paint MODEL PICTURE [CLICKS]\n";
        return 2;
    }
    QApplication application(argc, argv);
    const QTemporaryDir settings;
    samscope::isolateSettings(settings);
    return samscope::measure(argv[1], argv[2], argc > 3 ? std::stoi(argv[3]) : 100);
}
