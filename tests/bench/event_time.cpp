// How much CPU time of the window's thread its events cost, as JSON: while a conversion writes a log as long as ViT-H's
// that is scrolled, with an encoder at work beside it; and for 200 prompts a second while the decoder is busy. A frame
// is 16 ms. Runs without a display: QT_QPA_PLATFORM=offscreen.
#include "core/eval/benchmark.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "ui/job.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTableView>
#include <QWheelEvent>
#include <fmt/format.h>

#include <ctime>
#include <iostream>

namespace samscope {

namespace {

/// Measures how much CPU time of its thread each event costs from delivery to return, nested ones included.
class MeasuredApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_isNested) {
            return QApplication::notify(receiver, event);
        }
        m_isNested = true;
        const auto* activity = qobject_cast<const Activity*>(receiver);
        const QString name = activity != nullptr ? activity->title() : receiver->objectName();
        const auto what = fmt::format("{} '{}' event {}", receiver->metaObject()->className(), name.toStdString(),
                                      static_cast<int>(event->type()));
        const double before = milliseconds();
        const bool handled = QApplication::notify(receiver, event);
        const double spent = milliseconds() - before;
        m_isNested = false;
        if (m_times.milliseconds.empty() || spent > m_times.quantile(1)) {
            m_slowest = what;
        }
        m_times.milliseconds.push_back(spent);
        return handled;
    }

    void restart() { m_times = {}; }

    void print(const char* scene) const
    {
        std::cout << fmt::format("{{\"scene\": \"{}\", \"events\": {}, \"p50_ms\": {:.3f}, \"p95_ms\": {:.3f}, "
                                 "\"longest_ms\": {:.2f}, \"longest\": \"{}\"}}\n",
                                 scene, m_times.milliseconds.size(), m_times.median(), m_times.p95(),
                                 m_times.quantile(1), m_slowest)
                  << std::flush;
    }

private:
    static double milliseconds()
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
    }

    bool m_isNested = false;
    StageTimes m_times;
    std::string m_slowest;
};

class EventTimes : private SegmentFixture
{
public:
    explicit EventTimes(MeasuredApplication& application) : m_application(application) {}

    void measure(const char* scene, void (EventTimes::*run)())
    {
        start();
        QTest::qWait(200); // what a start costs is another matter
        (this->*run)();
        m_application.print(scene);
        end();
    }

    void scrollWhileConverting()
    {
        SamConfig deep = tinyConfig();
        deep.vision.layers = 32;
        deep.vision.globalAttnIndexes = {7, 15, 23, 31};
        writeFormulaCheckpoint(*m_folder / "deep.pth", deep);
        m_state->holdEncode = true;
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
        wait([this] { return m_state->encodes == 1; });
        m_window->showWorkspace(MainWindow::Convert);
        m_window->openCheckpoint(*m_folder / "deep.pth");
        child<QLineEdit>(*m_window, "goalFolder").setText(path("out"));
        auto& convert = child<QPushButton>(*m_window, "convertButton");
        wait([&] { return convert.isEnabled(); });
        m_application.restart();
        QTest::mouseClick(&convert, Qt::LeftButton);
        const auto& proof = child<QLabel>(*m_window, "tensorProof");
        for (int i = 0; i < 100 || proof.property("verdict").toString() != QStringLiteral("good"); ++i) {
            QWidget& rows = *child<QTableView>(*m_window, "remapTable").viewport();
            const QPointF middle = QRectF(rows.rect()).center();
            QCoreApplication::postEvent(&rows, new QWheelEvent(middle, rows.mapToGlobal(middle), {},
                                                               {0, i % 20 < 10 ? -120 : 120}, Qt::NoButton,
                                                               Qt::NoModifier, Qt::NoScrollPhase, false));
            QTest::qWait(5);
        }
    }

    void prompt200TimesASecond()
    {
        openBoth();
        m_state->setHoldDecode(true);
        m_application.restart();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 200; ++i) {
            click(20 + i % 50, 30 + i % 60);
            QTest::qWait(static_cast<int>(std::max<qint64>(0, 5 * (i + 1) - timer.elapsed())));
        }
        m_state->setHoldDecode(false);
        wait([this] { return chosen() == 2; });
    }

private:
    static void wait(const std::function<bool()>& condition)
    {
        if (!QTest::qWaitFor(condition, patience)) {
            qFatal("it does not come so far");
        }
    }

    MeasuredApplication& m_application;
};

} // namespace

} // namespace samscope

int main(int argc, char* argv[])
{
    samscope::MeasuredApplication application(argc, argv);
    samscope::EventTimes times(application);
    times.measure("a long log is scrolled while it is written", &samscope::EventTimes::scrollWhileConverting);
    times.measure("200 prompts a second", &samscope::EventTimes::prompt200TimesASecond);
    return 0;
}
