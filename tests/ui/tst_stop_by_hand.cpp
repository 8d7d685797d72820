#include "tests/support/hub_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Stop, with the mouse and with the keyboard, while the window talks to the Hub.
class TestStopByHand : public QObject, private HubFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { startWithHub(); }
    void cleanup() { endWithHub(); }

    void stoppedDownloadGoesOnWhereItWas_data() { mouseAndKeyboard(); }
    void stoppedDownloadGoesOnWhereItWas()
    {
        QFETCH(bool, keyboard);
        startSlowDownload();
        TRY_VERIFY(text("jobText").contains(u"MB/s"_s) && text("jobText").contains(u" left"_s));
        QVERIFY2(text("jobText").startsWith(u"Downloading org/tiny-sam/nets/tiny.pth  ·  downloading "_s),
                 qPrintable(text("jobText")));
        pressButton(*m_window, "jobStop", keyboard);
        TRY_VERIFY(text("hubLine").contains(u"goes on where this one was"_s));
        QCOMPARE(text("jobText"), u"Download stopped"_s);
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(canConvert());
        const auto log = m_hub->log();
        QVERIFY(std::ranges::any_of(log, [](const HubRequestLog& entry) {
            return entry.headers.contains("range") && entry.headers.at("range") != "bytes=0-";
        }));
    }

    void stoppedPushLeavesNothing_data() { mouseAndKeyboard(); }
    void stoppedPushLeavesNothing()
    {
        QFETCH(bool, keyboard);
        startSilentPush();
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
        pressButton(*m_window, "jobStop", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"stopped"_s)); // though the Hub never answers
        QVERIFY(!child<QWidget>(*m_window, "jobStop").isVisible());
        QVERIFY(!m_hub->filesAt("org/mine").contains("model.safetensors"));
        QVERIFY(press("pushStart"));
        TRY_VERIFY(text("pushLine").contains(u"Committed"_s));
        QVERIFY(m_hub->filesAt("org/mine").contains("model.safetensors"));
    }

    void planOfAPushIsStopped_data() { mouseAndKeyboard(); }
    void planOfAPushIsStopped()
    {
        QFETCH(bool, keyboard);
        qputenv("HF_TOKEN", "hf_secret");
        m_hub->commit("org/mine", {{"notes.txt", "old"}});
        convertToEnd();
        m_hub->add({"GET", "org/mine", 1, {}, [](ServerReply& reply) { reply.silent = true; }});
        QVERIFY(press("pushButton"));
        edit("pushRepo").setText(u"org/mine"_s);
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(m_hub->countOf("GET", "org/mine") > 0);
        pressButton(*m_window, "jobStop", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"stopped"_s));
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(child<QPushButton>(*m_window, "pushStart").isEnabled());
    }
};

SAMSCOPE_TEST(tst_stop_by_hand, QApplication, TestStopByHand)
#include "tst_stop_by_hand.moc"
