#include "tests/support/hub_fixture.h"
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
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"MB/s"_s) && text("jobText").contains(u" left"_s), 30000);
        QVERIFY2(text("jobText").startsWith(u"Downloading org/tiny-sam/nets/tiny.pth  ·  downloading "_s),
                 qPrintable(text("jobText")));
        pressButton(*m_window, "jobStop", keyboard);
        QTRY_VERIFY_WITH_TIMEOUT(text("hubLine").contains(u"goes on where this one was"_s), 10000);
        QCOMPARE(text("jobText"), u"Download stopped"_s);
        QVERIFY(press("hubDownload"));
        QTRY_VERIFY_WITH_TIMEOUT(canConvert(), 30000);
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
        QTRY_VERIFY_WITH_TIMEOUT(text("pushLine").contains(u"stopped"_s), 10000); // though the Hub never answers
        QVERIFY(!child<QWidget>(*m_window, "jobStop").isVisible());
        QVERIFY(!m_hub->filesAt("org/mine").contains("model.safetensors"));
        QVERIFY(press("pushStart"));
        QTRY_VERIFY_WITH_TIMEOUT(text("pushLine").contains(u"Committed"_s), 30000);
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
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->countOf("GET", "org/mine") > 0, 30000);
        pressButton(*m_window, "jobStop", keyboard);
        QTRY_VERIFY_WITH_TIMEOUT(text("pushLine").contains(u"stopped"_s), 10000);
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
        QVERIFY(press("pushPlan"));
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(*m_window, "pushStart").isEnabled(), 30000);
    }
};

SAMSCOPE_TEST(tst_stop_by_hand, QApplication, TestStopByHand)
#include "tst_stop_by_hand.moc"
