#include "tests/support/by_hand.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/canvas/heat_map.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QSlider>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

const PromptSet prompts = pointAt(40, 60);

QColor blend(const QColor& below, const QColor& above, double share)
{
    const auto mixed = [share](int a, int b) { return qRound(a + share * (b - a)); };
    return {mixed(below.red(), above.red()), mixed(below.green(), above.green()), mixed(below.blue(), above.blue())};
}

/// The largest difference of a channel.
int apart(const QColor& a, const QColor& b)
{
    return std::max({std::abs(a.red() - b.red()), std::abs(a.green() - b.green()), std::abs(a.blue() - b.blue())});
}

} // namespace

/// How the mask of a prompt looks and is cut from its logits, by mouse and by keyboard.
class TestSegmentLooks : public QObject, private SegmentFixture
{
    Q_OBJECT

    QCheckBox& box(const char* name) { return child<QCheckBox>(*m_window, name); }

    /// Clicks on a check box or presses the key that stands for it.
    void toggle(const char* name, Qt::Key key, bool keyboard)
    {
        const bool before = box(name).isChecked();
        if (keyboard) {
            QTest::keyClick(&canvas(), key);
        } else {
            QVERIFY(clickOn<QCheckBox>(*m_window, name));
        }
        QCOMPARE(box(name).isChecked(), !before);
        canvas().setFocus();
    }

    /// To a share of its way, in steps of tenths.
    void slide(const char* name, int tenths, bool keyboard)
    {
        auto& slider = child<QSlider>(*m_window, name);
        if (!keyboard) {
            dragSlider(slider, tenths / 10.0);
        } else {
            QVERIFY(tabTo(*m_window, name));
            pressKey(Qt::Key_Home);
            for (int step = 0; step < tenths * (slider.maximum() - slider.minimum()) / slider.pageStep() / 10; ++step) {
                pressKey(Qt::Key_PageUp);
            }
        }
        canvas().setFocus();
    }

    /// Outside the mask and its mark, how far the canvas is from the picture with the heat map on it.
    int heatError(const QImage& plain)
    {
        const Prediction prediction = fakePrediction(prompts);
        const ImageGeometry geometry = ImageGeometry::of(imageWidth, imageHeight, inputSize);
        const QImage heat = heatMap(prediction.mask(1), prediction.side, geometry, 0).image;
        const Mask mask = expectedMask(prompts, 1);
        const ImageCanvas& shown = canvas();
        const QImage now = shot();
        int worst = 0;
        for (int y = 0; y < imageHeight; ++y) {
            for (int x = 0; x < imageWidth; ++x) {
                const QPointF middle = shown.view().toView(QPointF(x + 0.5, y + 0.5));
                const QPoint place(static_cast<int>(std::floor(middle.x())), static_cast<int>(std::floor(middle.y())));
                if (mask.pixels[std::size_t(y) * imageWidth + x] == 0 && !isNearMark(shown, prompts, place)) {
                    const QColor above = heat.pixelColor(x, y);
                    worst = std::max(
                        worst, apart(now.pixelColor(place), blend(plain.pixelColor(place), above, above.alphaF())));
                }
            }
        }
        return worst;
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void thresholdCountsAndMeasuresLive_data() { mouseAndKeyboard(); }

    void thresholdCountsAndMeasuresLive()
    {
        QFETCH(bool, keyboard);
        openBoth();
        const QImage plain = shot();
        ask();
        const auto shows = [&](double threshold) {
            const Candidate expected = expectedCandidate(prompts, 1, static_cast<float>(threshold));
            const QString count = u"%L1 px"_s.arg(static_cast<qulonglong>(expected.mask.area()));
            return text("maskFacts").startsWith(count) &&
                   text("maskFacts").contains(u"stability %1"_s.arg(expected.stability.value_or(-1), 0, 'f', 3)) &&
                   paints(expected.mask, plain, prompts);
        };
        const auto threshold = [this] { return child<QDoubleSpinBox>(*m_window, "thresholdBox").value(); };
        QVERIFY(shows(0));
        slide("thresholdSlider", 5, keyboard);
        if (keyboard) {
            QTest::keyClick(&canvas(), Qt::Key_BracketRight);
            QTest::keyClick(&canvas(), Qt::Key_BracketRight);
            QTest::keyClick(&canvas(), Qt::Key_BracketRight);
            QTest::keyClick(&canvas(), Qt::Key_BracketLeft);
            QCOMPARE(threshold(), 1.0);
        } else {
            dragSlider(child<QSlider>(*m_window, "thresholdSlider"), 0.54, [&] {
                const auto held = expectedMask(prompts, 1, static_cast<float>(threshold())).area();
                QVERIFY(held != expectedMask(prompts, 1).area());
                TRY_VERIFY(text("maskFacts").startsWith(u"%L1 px"_s.arg(qulonglong(held))));
            });
            QVERIFY(threshold() > 0.5 && threshold() < 3);
        }
        canvas().setFocus();
        QVERIFY(expectedMask(prompts, 1, static_cast<float>(threshold())).area() != expectedMask(prompts, 1).area());
        TRY_VERIFY(shows(threshold()));
        QCOMPARE(m_state->decodes, 1); // the logits are still there
    }

    void fillAndOutlineAreShownAndKept_data() { mouseAndKeyboard(); }

    void fillAndOutlineAreShownAndKept()
    {
        QFETCH(bool, keyboard);
        openBoth();
        const QImage plain = shot();
        ask();
        const QPoint inside = at(46, 64);
        const Mask mask = expectedMask(prompts, 1);
        int last = 46;
        while (mask.pixels[std::size_t(64) * imageWidth + last + 1] != 0) {
            ++last;
        }
        const double end = canvas().view().toView(QPointF(last + 1, 0)).x();
        const QPoint border(static_cast<int>(std::ceil(end - 0.5)) - 1, inside.y());
        const QColor colour = MaskStyle().colour, ground = plain.pixelColor(inside);
        for (const int tenths : {0, 10, 5}) {
            slide("maskOpacity", tenths, keyboard);
            const int percent = child<QSlider>(*m_window, "maskOpacity").value();
            QVERIFY(std::abs(percent - 10 * tenths) <= 2);
            const QImage now = shot();
            QVERIFY(apart(now.pixelColor(inside), blend(ground, colour, percent / 100.0)) <= 3);
            QVERIFY(apart(now.pixelColor(border), colour) <= 3);
            QVERIFY(apart(now.pixelColor(border + QPoint(1, 0)), ground) <= 3);
        }
        toggle("maskOutline", Qt::Key_O, keyboard);
        QCOMPARE(shot().pixel(border), shot().pixel(inside));
        const int percent = child<QSlider>(*m_window, "maskOpacity").value();
        openWindow();
        QVERIFY(!box("maskOutline").isChecked());
        QCOMPARE(child<QSlider>(*m_window, "maskOpacity").value(), percent);
    }

    void heatMapColoursBothSides_data() { mouseAndKeyboard(); }

    void heatMapColoursBothSides()
    {
        QFETCH(bool, keyboard);
        openBoth();
        const QImage plain = shot();
        ask();
        const QImage before = shot();
        QVERIFY(heatError(plain) > 20);
        toggle("heatMap", Qt::Key_M, keyboard);
        TRY_VERIFY(heatError(plain) <= 4);
        const QPoint inside = at(46, 64);
        QVERIFY(shot().pixelColor(inside).red() > before.pixelColor(inside).red());
        QVERIFY(text("maskFacts").contains(u"logits -4.0 to 4.0"_s));
        toggle("heatMap", Qt::Key_M, keyboard);
        TRY_VERIFY(shot() == before);
    }
};

SAMSCOPE_TEST(tst_segment_looks, QApplication, TestSegmentLooks)
#include "tst_segment_looks.moc"
