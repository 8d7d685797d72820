#pragma once

#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/hub_test.h"
#include "tests/support/patience.h"

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

    /// A download of the checkpoint that moves, but not beyond the half.
    void startSlowDownload()
    {
        commitCheckpoint();
        m_hub->add({"GET", "cdn/objects", 1, {}, [](ServerReply& reply) {
                        reply.pieceSize = 1500;
                        reply.mayGoOn = [half = reply.body.size() / 2](std::size_t sent) { return sent < half; };
                    }});
        chooseOther(QStringLiteral("org/tiny-sam/nets/tiny.pth"));
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(text("jobText").contains(QStringLiteral("downloading")));
    }

    /// A push to org/mine that waits for an answer which never comes.
    void startSilentPush()
    {
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        QVERIFY(press("pushButton"));
        edit("pushRepo").setText(QStringLiteral("org/mine"));
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(child<QPushButton>(*m_window, "pushStart").isEnabled());
        m_hub->add({"PUT", "", 1, {}, [](ServerReply& reply) { reply.silent = true; }});
        QVERIFY(press("pushStart"));
        TRY_VERIFY(m_hub->countOf("PUT", "") > 0);
        QVERIFY(text("pushLine").contains(QStringLiteral("Pushing")));
    }

protected:
    std::unique_ptr<FakeHub> m_hub;
};

} // namespace samscope
