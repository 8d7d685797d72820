// How long each job of the real window goes on after Stop was pressed, as JSON: stop_time CHECKPOINT PICTURE FOLDER.
// The checkpoint is converted into FOLDER, which must not exist. Runs without a display: QT_QPA_PLATFORM=offscreen.
#include "core/checkpoint/open_checkpoint.h"
#include "core/eval/benchmark.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <fmt/format.h>

#include <iostream>

namespace samscope {

namespace {

constexpr int patience = 600'000; ///< ms

class StopTimes
{
public:
    StopTimes(const std::filesystem::path& checkpoint, const std::filesystem::path& picture, const QString& folder)
        : m_checkpoint(checkpoint), m_picture(picture), m_stop(child<QPushButton>(m_window, "jobStop"))
    {
        m_window.resize(1600, 1100);
        m_window.show();
        m_window.openCheckpoint(m_checkpoint);
        child<QLineEdit>(m_window, "goalFolder").setText(folder);
        m_window.showWorkspace(MainWindow::Segment);
    }

    void measureAll()
    {
        measure("load", "load", [this] { m_window.openModel(m_checkpoint); });
        m_window.openModel(m_checkpoint);
        settle();
        // Before the picture has been encoded once: what was encoded before comes from the cache.
        measure("encode", "encoding", [this] { m_window.openImage(m_picture); });
        m_window.openImage(m_picture);
        settle();
        measure("everything", "finding", [this] { clickOn<QAbstractButton>(m_window, "everything"); });
        m_window.showWorkspace(MainWindow::Convert);
        measure("convert", "writing", [this] { clickOn<QAbstractButton>(m_window, "convertButton"); });
    }

private:
    bool isBusy() const { return m_stop.isVisible(); }
    QString said() { return child<QLabel>(m_window, "jobText").text(); }

    void settle()
    {
        if (!QTest::qWaitFor([this] { return isBusy(); }, 5000) ||
            !QTest::qWaitFor([this] { return !isBusy(); }, patience)) {
            qFatal("no job, or no end: %s", qPrintable(said()));
        }
    }

    // Jobs that were over before Stop could be pressed are not counted.
    void measure(const char* job, const char* stage, const std::function<void()>& start)
    {
        StageTimes times;
        for (const int delay : {0, 20, 50, 100, 200, 400, 700, 1100, 1600, 2300}) {
            start();
            const bool isThere = QTest::qWaitFor(
                [&] { return isBusy() && said().contains(QLatin1StringView(stage), Qt::CaseInsensitive); }, 10'000);
            QTest::qWait(delay);
            if (isThere && isBusy()) {
                QElapsedTimer timer;
                timer.start();
                QTest::mouseClick(&m_stop, Qt::LeftButton);
                if (!QTest::qWaitFor([this] { return !isBusy(); }, patience)) {
                    qFatal("it does not stop: %s", qPrintable(said()));
                }
                times.milliseconds.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
            }
            QTest::qWait(50);
        }
        const double longest = times.milliseconds.empty() ? 0 : *std::ranges::max_element(times.milliseconds);
        std::cout << fmt::format("{{\"job\": \"{}\", \"stops\": {}, \"p50_ms\": {:.1f}, \"longest_ms\": {:.1f}}}\n",
                                 job, times.milliseconds.size(), times.milliseconds.empty() ? 0 : times.median(),
                                 longest)
                  << std::flush;
    }

    MainWindow m_window;
    std::filesystem::path m_checkpoint, m_picture;
    QPushButton& m_stop;
};

} // namespace

} // namespace samscope

int main(int argc, char* argv[])
{
    if (argc != 4) {
        std::cerr << "stop_time CHECKPOINT PICTURE FOLDER\n";
        return 2;
    }
    QApplication application(argc, argv);
    const QTemporaryDir settings;
    samscope::isolateSettings(settings);
    samscope::StopTimes(argv[1], argv[2], QString::fromLocal8Bit(argv[3])).measureAll();
    return 0;
}
