#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/by_hand.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"

#include <QPushButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Stop in every workspace, with the button of the job bar and with its keys.
class TestStop : public QObject, private CompareFixture
{
    Q_OBJECT

    void stopJob(bool keyboard)
    {
        if (keyboard) {
            pressKey(Qt::Key_Period, Qt::ControlModifier);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
        }
        QVERIFY(!child<QWidget>(*m_window, "jobStop").isEnabled()); // asked for
    }

    bool isEncoding() { return text("jobText").contains(u"encoding block"_s); }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void aConversion_data() { mouseAndKeyboard(); }
    void aConversion()
    {
        QFETCH(bool, keyboard);
        const ConvertOptions options = tinyConversion(*m_folder);
        m_window->openCheckpoint(options.checkpoint);
        auto& convert = child<QPushButton>(*m_window, "convertButton");
        TRY_VERIFY(convert.isEnabled());
        const auto before = m_folder->names();
        StalledDisk disk([](std::uint64_t written) { return written > 10'000; });
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_VERIFY(disk.isStalled());
        child<QWidget>(*m_window, "remapTable").setFocus();
        stopJob(keyboard);
        disk.release();
        TRY_VERIFY(text("jobText").contains(u"stopped"_s));
        QCOMPARE(m_folder->names(), before);
    }

    void theEncoderOfSegment_data() { mouseAndKeyboard(); }
    void theEncoderOfSegment()
    {
        QFETCH(bool, keyboard);
        m_state->holdEncode = true;
        m_window->openModel(*m_folder / "a.pth");
        m_window->openImage(*m_folder / "a.png");
        TRY_VERIFY(isEncoding());
        child<QWidget>(*m_window, "canvas").setFocus();
        stopJob(keyboard);
        TRY_COMPARE(text("segmentProblem"), u"Stopped; the next prompt starts it again"_s);
    }

    void theEncodersOfCompare_data() { mouseAndKeyboard(); }
    void theEncodersOfCompare()
    {
        QFETCH(bool, keyboard);
        m_state->holdEncode = true;
        dropAll();
        TRY_VERIFY(isEncoding());
        canvas().setFocus();
        stopJob(keyboard);
        TRY_COMPARE(text("compareProblem"), u"Stopped; the next prompt starts it again"_s);
    }

    void theKeysAloneStopNothing()
    {
        const QString before = text("jobText");
        pressKey(Qt::Key_Period, Qt::ControlModifier);
        QCOMPARE(text("jobText"), before);
    }
};

SAMSCOPE_TEST(tst_stop, QApplication, TestStop)
#include "tst_stop.moc"
