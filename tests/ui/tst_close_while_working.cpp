#include <QLineEdit>

#include <filesystem>

#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/hub_test.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;
namespace fs = std::filesystem;

/// The window is closed while something runs: it goes away, and what is on disk or on the Hub is whole or not there.
class TestCloseWhileWorking : public QObject, private ConvertFixture
{
    Q_OBJECT

    std::unique_ptr<FakeHub> m_hub;

    fs::path home() { return *m_folder / "home"; }
    bool press(const char* button) { return clickOn<QPushButton>(*m_window, button); }
    QLineEdit& edit(const char* name) { return child<QLineEdit>(*m_window, name); }

    void closeNow()
    {
        QVERIFY(m_window->close());
        m_window.reset();
    }

    void useHub()
    {
        m_hub = std::make_unique<FakeHub>();
        setHubEnvironment(*m_hub, home());
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup()
    {
        end();
        m_hub.reset();
    }

    void whileReadingAPlan()
    {
        m_window->openCheckpoint(m_options.checkpoint);
        closeNow();
        QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    }

    void whileTheQueueRuns_data() { mouseAndKeyboard(); }
    void whileTheQueueRuns()
    {
        QFETCH(bool, keyboard);
        drop(*m_window, {checkpoint("a.pth", 1), checkpoint("b.pth", 2), checkpoint("c.pth", 3)});
        QTRY_COMPARE_WITH_TIMEOUT(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 3"_s, 30000);
        StalledDisk disk([this](std::uint64_t written) { return written > 10'000 && fs::exists(*m_folder / "a"); });
        QVERIFY(press("convertButton"));
        QTRY_VERIFY_WITH_TIMEOUT(disk.isStalled(), 30000);
        quitByHand(*m_window, keyboard);
        disk.release();
        QTRY_COMPARE_WITH_TIMEOUT(text("jobText"), u"1 converted  ·  1 stopped  ·  1 waiting"_s, 30000);
        m_window.reset();
        QCOMPARE(m_folder->names(), (std::vector<std::string>{"a", "a.pth", "b.pth", "c.pth", "tiny.pth"}));
        QVERIFY(fs::exists(*m_folder / "a" / "config.json"));
    }

    void whileTensorsAreCompared()
    {
        convertToEnd();
        const auto before = contentsOf(m_options.folder);
        QVERIFY(press("checkTensors"));
        QVERIFY(text("tensorProof").contains(u"comparing"_s));
        closeNow();
        QVERIFY(contentsOf(m_options.folder) == before);
    }

    void whileForwardPassesAreCompared()
    {
        convertToEnd();
        const auto before = contentsOf(m_options.folder);
        QVERIFY(press("verifyForward"));
        QVERIFY(text("forwardProof").contains(u"running"_s));
        closeNow();
        QVERIFY(contentsOf(m_options.folder) == before);
    }

    void whileATensorIsRead()
    {
        open();
        clickRow(view("remapTable"), 1);
        QVERIFY(text("tensorNote").contains(u"Reading"_s));
        closeNow();
        QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    }

    void whileDownloading_data() { mouseAndKeyboard(); }
    void whileDownloading()
    {
        QFETCH(bool, keyboard);
        useHub();
        m_hub->commit(testRepo, {{"nets/tiny.pth", textOf(m_options.checkpoint)}});
        m_hub->add({"GET", "cdn/objects", 1, {}, [](ServerReply& reply) { reply.pieceSize = 1500; }});
        QVERIFY(press("hubButton"));
        auto& what = child<QComboBox>(*m_window, "hubWhat");
        QTest::keyClick(&what, Qt::Key_End);
        QTest::keyClicks(&edit("hubName"), u"org/tiny-sam/nets/tiny.pth"_s);
        QVERIFY(press("hubDownload"));
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(u"downloading"_s), 30000);
        quitByHand(*m_window, keyboard);
        QTRY_COMPARE_WITH_TIMEOUT(text("jobText"), u"Download stopped"_s, 30000);
        m_window.reset();
        QCOMPARE(cacheProblem(home() / "hub"), std::string());
        QVERIFY(!fs::exists(home() / "hub" / "models--org--tiny-sam" / "snapshots" / m_hub->head(testRepo) / "nets" /
                            "tiny.pth"));
    }

    void whilePushing_data() { mouseAndKeyboard(); }
    void whilePushing()
    {
        QFETCH(bool, keyboard);
        useHub();
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        QVERIFY(press("pushButton"));
        edit("pushRepo").setText(u"org/mine"_s);
        QVERIFY(press("pushPlan"));
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(*m_window, "pushStart").isEnabled(), 30000);
        m_hub->add({"PUT", "", 1, {}, [](ServerReply& reply) { reply.silent = true; }});
        QVERIFY(press("pushStart"));
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->countOf("PUT", "") > 0, 30000);
        QVERIFY(text("pushLine").contains(u"Pushing"_s));
        quitByHand(*m_window, keyboard);
        QTRY_VERIFY_WITH_TIMEOUT(!text("pushLine").contains(u"Pushing"_s), 30000);
        m_window.reset();
        const FakeHub::Files files = m_hub->filesAt("org/mine");
        QCOMPARE(files.count("config.json"), files.count("model.safetensors")); // one commit or none
        QCOMPARE(files.count("README.md"), files.count("model.safetensors"));
    }
};

SAMSCOPE_TEST(tst_close_while_working, QApplication, TestCloseWhileWorking)
#include "tst_close_while_working.moc"
