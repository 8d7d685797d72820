#pragma once

#include "tests/support/by_hand.h"
#include "tests/support/canvas_test.h"
#include "tests/support/fake_window.h"
#include "tests/support/patience.h"
#include "ui/canvas/image_canvas.h"
#include "ui/inference_engine.h"
#include "ui/segment/candidate_panel.h"
#include "ui/segment/segment_page.h"

#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>

namespace samscope {

/// Segment in a window whose model needs no network.
class SegmentFixture : public FakeWindow
{
public:
    void openBoth()
    {
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
        TRY_VERIFY(text("segmentStatus").contains(QStringLiteral("encode")));
        canvas().zoomTo(2);
    }

    ImageCanvas& canvas() { return child<ImageCanvas>(*m_window, "canvas"); }
    QImage shot() { return canvas().grab().toImage(); }
    QPoint at(double x, double y) { return canvas().view().toView(QPointF(x + 0.5, y + 0.5)).toPoint(); }
    void click(int x, int y, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mouseClick(&canvas(), button, {}, at(x, y));
    }

    /// The pixel under the cursor, as the status line says; -1, -1 where there is none.
    QPoint pointedPixel()
    {
        static const QRegularExpression place(QStringLiteral("x (\\d+) y (\\d+)"));
        const auto match = place.match(text("segmentStatus"));
        return !match.hasMatch() ? QPoint(-1, -1) : QPoint{match.captured(1).toInt(), match.captured(2).toInt()};
    }

    double zoom() { return canvas().view().zoom(); }
    QPoint middle() { return canvas().rect().center(); }

    /// One step, in or out.
    void zoomOnce(bool in, bool keyboard, QPoint place)
    {
        if (keyboard) {
            QTest::keyClick(&canvas(), in ? Qt::Key_Plus : Qt::Key_Minus);
        } else {
            turnWheel(canvas(), place, in ? 1 : -1);
        }
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

    /// Clicks at 40, 60 and waits for the answer.
    void ask()
    {
        click(40, 60);
        TRY_COMPARE(chosen(), 2);
    }

    /// Until everything that has been asked of the model is done and shown: a job of the session begins when nothing
    /// else waits.
    void finishRequests()
    {
        auto* page = m_window->findChild<SegmentPage*>();
        bool isDone = false;
        page->findChild<InferenceEngine*>()->run(
            QString(), [](Predictor&, const Work&) { return 0; }, [&isDone](const JobOutcome<int>&) { isDone = true; });
        TRY_VERIFY(isDone);
        TRY_VERIFY(std::ranges::none_of(page->findChildren<Job*>(), &Job::isRunning));
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
};

} // namespace samscope
