#include "core/checkpoint/open_checkpoint.h"
#include "tests/support/hub_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;
namespace fs = std::filesystem;

/// The window is closed while something runs: it goes away, and what is on disk or on the Hub is whole or not there.
class TestCloseWhileWorking : public QObject, private HubFixture
{
    Q_OBJECT

    void closeByHand(bool keyboard)
    {
        quitByHand(*m_window, keyboard);
        m_window.reset();
    }

private Q_SLOTS:
    void init() { startWithHub(); }
    void cleanup() { endWithHub(); }

    void whileReadingAPlan_data() { mouseAndKeyboard(); }
    void whileReadingAPlan()
    {
        QFETCH(bool, keyboard);
        m_window->openCheckpoint(m_options.checkpoint);
        closeByHand(keyboard);
        QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    }

    void whileTheQueueRuns_data() { mouseAndKeyboard(); }
    void whileTheQueueRuns()
    {
        QFETCH(bool, keyboard);
        dropFiles(*m_window, {checkpoint("a.pth", 1), checkpoint("b.pth", 2), checkpoint("c.pth", 3)});
        TRY_COMPARE(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 3"_s);
        StalledDisk disk([this](std::uint64_t written) { return written > 10'000 && fs::exists(*m_folder / "a"); });
        QVERIFY(press("convertButton"));
        TRY_VERIFY(disk.isStalled());
        quitByHand(*m_window, keyboard);
        disk.release();
        TRY_COMPARE(text("jobText"), u"1 converted  ·  1 stopped  ·  1 waiting"_s);
        m_window.reset();
        QCOMPARE(m_folder->names(), (std::vector<std::string>{"a", "a.pth", "b.pth", "c.pth", "tiny.pth"}));
        QVERIFY(fs::exists(*m_folder / "a" / "config.json"));
    }

    void whileTensorsAreCompared_data() { mouseAndKeyboard(); }
    void whileTensorsAreCompared()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        const auto before = contentsOf(m_options.folder);
        QVERIFY(press("checkTensors"));
        QVERIFY(text("tensorProof").contains(u"comparing"_s));
        closeByHand(keyboard);
        QVERIFY(contentsOf(m_options.folder) == before);
    }

    void whileForwardPassesAreCompared_data() { mouseAndKeyboard(); }
    void whileForwardPassesAreCompared()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        const auto before = contentsOf(m_options.folder);
        QVERIFY(press("verifyForward"));
        QVERIFY(text("forwardProof").contains(u"running"_s));
        closeByHand(keyboard);
        QVERIFY(contentsOf(m_options.folder) == before);
    }

    void whileATensorIsRead_data() { mouseAndKeyboard(); }
    void whileATensorIsRead()
    {
        QFETCH(bool, keyboard);
        open();
        clickRow(view("remapTable"), 1);
        QVERIFY(text("tensorNote").contains(u"Reading"_s));
        closeByHand(keyboard);
        QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    }

    void whileDownloading_data() { mouseAndKeyboard(); }
    void whileDownloading()
    {
        QFETCH(bool, keyboard);
        startSlowDownload();
        quitByHand(*m_window, keyboard);
        TRY_COMPARE(text("jobText"), u"Download stopped"_s);
        m_window.reset();
        QCOMPARE(cacheProblem(home() / "hub"), std::string());
        QVERIFY(!fs::exists(home() / "hub" / "models--org--tiny-sam" / "snapshots" / m_hub->head(testRepo) / "nets" /
                            "tiny.pth"));
    }

    void whilePushing_data() { mouseAndKeyboard(); }
    void whilePushing()
    {
        QFETCH(bool, keyboard);
        startSilentPush();
        quitByHand(*m_window, keyboard);
        TRY_VERIFY(!text("pushLine").contains(u"Pushing"_s));
        m_window.reset();
        const FakeHub::Files files = m_hub->filesAt("org/mine");
        QCOMPARE(files.count("config.json"), files.count("model.safetensors")); // one commit or none
        QCOMPARE(files.count("README.md"), files.count("model.safetensors"));
    }
};

SAMSCOPE_TEST(tst_close_while_working, QApplication, TestCloseWhileWorking)
#include "tst_close_while_working.moc"
