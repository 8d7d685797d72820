#pragma once

#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/hub_test.h"

#include <QLineEdit>

#include <filesystem>
#include <memory>

namespace samscope {

/// Convert, with a fake Hub on loopback in place of the real one.
class HubFixture : public ConvertFixture
{
public:
    void startWithHub()
    {
        start();
        m_hub = std::make_unique<FakeHub>();
        setHubEnvironment(*m_hub, home());
    }

    void endWithHub()
    {
        end();
        m_hub.reset();
    }

    std::filesystem::path home() { return *m_folder / "home"; }
    bool press(const char* button) { return clickOn<QPushButton>(*m_window, button); }
    QLineEdit& edit(const char* name) { return child<QLineEdit>(*m_window, name); }

    void commitCheckpoint()
    {
        m_hub->commit(testRepo, {{"nets/tiny.pth", textOf(m_options.checkpoint)}, {"config.json", "{}"}});
    }

    /// Names something that is no official file.
    void chooseOther(const QString& target)
    {
        QVERIFY(press("hubButton"));
        auto& what = child<QComboBox>(*m_window, "hubWhat");
        QVERIFY(what.isVisible());
        QVERIFY(!edit("hubName").isEnabled());
        what.setFocus();
        QTest::keyClick(&what, Qt::Key_End);
        edit("hubName").setFocus();
        QTest::keyClicks(&edit("hubName"), target);
    }

    /// A download of the checkpoint that takes seconds.
    void startSlowDownload()
    {
        commitCheckpoint();
        m_hub->add({"GET", "cdn/objects", 1, {}, [](ServerReply& reply) { reply.pieceSize = 1500; }});
        chooseOther(QStringLiteral("org/tiny-sam/nets/tiny.pth"));
        QVERIFY(press("hubDownload"));
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").contains(QStringLiteral("downloading")), 30000);
    }

    /// A push to org/mine that waits for an answer which never comes.
    void startSilentPush()
    {
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        QVERIFY(press("pushButton"));
        edit("pushRepo").setText(QStringLiteral("org/mine"));
        QVERIFY(press("pushPlan"));
        QTRY_VERIFY_WITH_TIMEOUT(child<QPushButton>(*m_window, "pushStart").isEnabled(), 30000);
        m_hub->add({"PUT", "", 1, {}, [](ServerReply& reply) { reply.silent = true; }});
        QVERIFY(press("pushStart"));
        QTRY_VERIFY_WITH_TIMEOUT(m_hub->countOf("PUT", "") > 0, 30000);
        QVERIFY(text("pushLine").contains(QStringLiteral("Pushing")));
    }

protected:
    std::unique_ptr<FakeHub> m_hub;
};

} // namespace samscope
