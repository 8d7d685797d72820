#include "core/hub/download/official_file.h"
#include "tests/support/hub_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/settings.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;
namespace fs = std::filesystem;

/// The Hub in Convert, against a fake one on loopback: fetch a checkpoint, push a folder, keep a token.
class TestHubPanels : public QObject, private HubFixture
{
    Q_OBJECT

    void toggle(const char* button, bool keyboard)
    {
        auto& widget = child<QAbstractButton>(*m_window, button);
        QVERIFY(widget.isVisible() && widget.isEnabled());
        if (keyboard) {
            QVERIFY(tabTo(*m_window, button));
            pressKey(Qt::Key_Space);
        } else {
            QTest::mouseClick(&widget, Qt::LeftButton, {}, {8, widget.height() / 2}); // boxes count on their mark only
        }
    }

    /// Replaces what a line holds.
    void typeInto(const char* line, const QString& text, bool keyboard)
    {
        if (keyboard) {
            QVERIFY(tabTo(*m_window, line));
            pressKey(Qt::Key_A, Qt::ControlModifier);
        } else {
            QTest::mouseDClick(&edit(line), Qt::LeftButton);
            QTest::keyClick(&edit(line), Qt::Key_A, Qt::ControlModifier);
        }
        QTest::keyClicks(&edit(line), text);
        QCOMPARE(edit(line).text(), text);
    }

    /// Every text that the window shows, and every file that it has written.
    QString everythingWritten()
    {
        QString all = QString::fromStdString(allTextBelow(m_settings.path().toStdString()));
        for (const QLabel* label : m_window->findChildren<QLabel*>()) {
            all += label->text() + label->toolTip();
        }
        for (const QLineEdit* line : m_window->findChildren<QLineEdit*>()) {
            all += line->text();
        }
        return all;
    }

private Q_SLOTS:
    void init() { startWithHub(); }
    void cleanup() { endWithHub(); }

    void fileOfARepositoryBecomesTheCheckpoint()
    {
        commitCheckpoint();
        chooseOther(u"org/tiny-sam/nets/tiny.pth"_s);
        QTest::keyClick(&edit("hubName"), Qt::Key_Return);
        TRY_VERIFY(canConvert());
        QVERIFY(!child<QComboBox>(*m_window, "hubWhat").isVisible());
        QVERIFY(child<QComboBox>(*m_window, "checkpointPath").currentText().endsWith(u"nets/tiny.pth"_s));
        QVERIFY(text("jobText").startsWith(u"Downloaded to "_s));
        const QString goal = edit("goalFolder").text();
        QVERIFY2(!goal.startsWith(QString::fromStdString(home().string())), qPrintable(goal)); // the cache is shared
        QVERIFY(goal.endsWith(u"/tiny"_s));
        QCOMPARE(cacheProblem(home() / "hub"), std::string());
    }

    void revisionIsAskedFor()
    {
        commitCheckpoint();
        const std::string first = m_hub->head(testRepo);
        m_hub->commit(testRepo, {{"nets/other.pth", "nothing"}});
        chooseOther(u"org/tiny-sam/nets/tiny.pth"_s);
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(text("hubLine").contains(u"tiny.pth"_s));
        QVERIFY(!canConvert());
        TRY_VERIFY(child<QPushButton>(*m_window, "hubDownload").isEnabled());
        edit("hubRevision").setText(QString::fromStdString(first));
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(canConvert());
    }

    void modelFolderIsOfferedToSegment()
    {
        m_hub->commit(testRepo, testFiles());
        chooseOther(QString::fromLatin1(testRepo));
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(text("hubLine").contains(u"needs no conversion"_s));
        QVERIFY(!canConvert());
        QVERIFY(press("hubOpenModel"));
        QCOMPARE(settings::workspace.get(), static_cast<int>(MainWindow::Segment));
    }

    void officialFilesAreChosenByName()
    {
        const OfficialFile& file = officialFiles().front();
        const fs::path cached =
            home() / "hub" / "models--ybelkada--segment-anything" / "snapshots" / file.commit / file.path();
        QVERIFY(press("hubButton"));
        QVERIFY(child<QComboBox>(*m_window, "hubWhat").currentText().startsWith(u"sam_vit_b_01ec64 · 375.0 MB"_s));
        qputenv("HF_HUB_OFFLINE", "1");
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(text("hubLine").contains(u"offline mode is on"_s));
        fs::create_directories(cached.parent_path());
        writeText(cached, "");
        fs::resize_file(cached, file.size);
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(text("convertProblem").contains(u"sam_vit_b_01ec64.pth"_s)); // it is all zeros
    }

    void missingRepositoryIsTold()
    {
        chooseOther(u"org/none/a.pth"_s);
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(text("hubLine").contains(u"does not exist"_s));
        QCOMPARE(text("jobText"), u"Download failed"_s);
    }

    void tokenIsKeptForTheUserAloneAndNeverShown()
    {
        const QString secret = u"hf_thisIsSecret"_s;
        QVERIFY(press("hubButton"));
        TRY_VERIFY(text("hubTokenState").contains(u"none"_s));
        QVERIFY(!child<QPushButton>(*m_window, "hubTokenKeep").isEnabled());
        edit("hubTokenEntry").setFocus();
        QTest::keyClicks(&edit("hubTokenEntry"), secret);
        QCOMPARE(edit("hubTokenEntry").echoMode(), QLineEdit::Password);
        QVERIFY(press("hubTokenKeep"));
        TRY_VERIFY(text("hubTokenState").contains(u"kept in"_s));
        QCOMPARE(QString::fromStdString(textOf(home() / "token")), secret);
        QVERIFY(fs::status(home() / "token").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
        QVERIFY(!everythingWritten().contains(secret));
        m_hub->neededToken = secret.toStdString();
        commitCheckpoint();
        child<QComboBox>(*m_window, "hubWhat").setCurrentIndex(3);
        edit("hubName").setText(u"org/tiny-sam/nets/tiny.pth"_s);
        QVERIFY(press("hubDownload"));
        TRY_VERIFY(canConvert());
        qputenv("HF_TOKEN", "hf_another");
        QVERIFY(press("hubButton"));
        TRY_VERIFY(text("hubTokenState").contains(u"from HF_TOKEN"_s));
    }

    void pushShowsThePlanFirst()
    {
        const WatchedModels watched(*m_window);
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        QVERIFY(press("pushButton"));
        QCOMPARE(edit("pushRepo").text(), u"tiny"_s);
        edit("pushRepo").setText(u"org/mine"_s);
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(text("pushLine").contains(u"org/mine is to be created, public"_s));
        QAbstractItemModel& files = *view("pushTable").model();
        QStringList names;
        for (int row = 0; row < files.rowCount(); ++row) {
            names.append(files.index(row, 0).data().toString());
            QCOMPARE(files.index(row, 1).data().toString(), u"new"_s);
        }
        QCOMPARE(names, (QStringList{u"config.json"_s, u"model.safetensors"_s, u"preprocessor_config.json"_s,
                                     u"README.md"_s}));
        QCOMPARE(m_hub->countOf("POST", ""), std::size_t(0));
        QVERIFY(press("pushStart"));
        TRY_VERIFY(text("pushLine").contains(u"Committed"_s));
        QVERIFY(m_hub->filesAt("org/mine").at("model.safetensors") == textOf(m_options.folder / "model.safetensors"));
        QVERIFY(m_hub->filesAt("org/mine").at("README.md").find("bit for bit") != std::string::npos);
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(text("pushLine").contains(u"Nothing to do"_s));
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
        QVERIFY(!everythingWritten().contains(u"hf_secret"_s));
    }

    void anotherAnswerInTheFormNeedsAnotherPlan()
    {
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        QVERIFY(press("pushButton"));
        QTest::keyClick(&edit("pushRepo"), Qt::Key_Return);
        TRY_VERIFY(child<QPushButton>(*m_window, "pushStart").isEnabled());
        QTest::keyClicks(&edit("pushRepo"), u"x"_s);
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
        QCOMPARE(view("pushTable").model()->rowCount(), 0);
        child<QAbstractButton>(*m_window, "pushPrivate").click();
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(text("pushLine").contains(u"tinyx is to be created, private"_s));
    }

    void revisionIsTyped_data() { mouseAndKeyboard(); }
    void revisionIsTyped()
    {
        QFETCH(bool, keyboard);
        commitCheckpoint();
        const std::string first = m_hub->head(testRepo);
        m_hub->commit(testRepo, {{"nets/other.pth", "nothing"}});
        chooseOther(u"org/tiny-sam/nets/tiny.pth"_s);
        typeInto("hubRevision", QString::fromStdString(first), keyboard);
        if (keyboard) {
            pressKey(Qt::Key_Return);
        } else {
            QVERIFY(press("hubDownload"));
        }
        TRY_VERIFY(canConvert());
    }

    void downloadIsChosen_data() { mouseAndKeyboard(); }
    void downloadIsChosen()
    {
        QFETCH(bool, keyboard);
        toggle("hubButton", keyboard);
        auto& what = child<QComboBox>(*m_window, "hubWhat");
        QVERIFY(what.isVisible());
        const int last = what.count() - 1;
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "hubWhat"));
            pressKey(Qt::Key_End);
        } else {
            pickRow(what, last);
        }
        QCOMPARE(what.currentIndex(), last);
        QVERIFY(edit("hubName").isEnabled());
        toggle("hubButton", keyboard);
        QVERIFY(!what.isVisible());
    }

    void pushGoesToABranch_data() { mouseAndKeyboard(); }
    void pushGoesToABranch()
    {
        QFETCH(bool, keyboard);
        qputenv("HF_TOKEN", "hf_secret");
        m_hub->commit("org/mine", {{"notes.txt", "old"}});
        m_hub->commit("org/mine", {{"notes.txt", "old"}}, "next");
        const std::string main = m_hub->head("org/mine");
        convertToEnd();
        toggle("pushButton", keyboard);
        typeInto("pushRepo", u"org/mine"_s, keyboard);
        typeInto("pushBranch", u"next"_s, keyboard);
        toggle("pushPlan", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"next is at"_s));
        toggle("pushStart", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"Committed"_s));
        QVERIFY(m_hub->filesAt("org/mine", "next").contains("model.safetensors"));
        QCOMPARE(m_hub->head("org/mine"), main);
    }

    void pushBecomesAPullRequest_data() { mouseAndKeyboard(); }
    void pushBecomesAPullRequest()
    {
        QFETCH(bool, keyboard);
        qputenv("HF_TOKEN", "hf_secret");
        m_hub->commit("org/mine", {{"notes.txt", "old"}});
        const std::string main = m_hub->head("org/mine");
        convertToEnd();
        toggle("pushButton", keyboard);
        typeInto("pushRepo", u"org/mine"_s, keyboard);
        toggle("pushPullRequest", keyboard);
        QVERIFY(child<QAbstractButton>(*m_window, "pushPullRequest").isChecked());
        toggle("pushPlan", keyboard);
        TRY_VERIFY(child<QPushButton>(*m_window, "pushStart").isEnabled());
        QVERIFY(text("pushLine").contains(u"as a pull request"_s));
        toggle("pushStart", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"Committed"_s));
        QCOMPARE(m_hub->head("org/mine"), main);
        QVERIFY(m_hub->filesAt("org/mine", "refs/pr/1").contains("model.safetensors"));
    }

    void planOfAnOlderFormIsNotPushed_data() { mouseAndKeyboard(); }
    void planOfAnOlderFormIsNotPushed()
    {
        QFETCH(bool, keyboard);
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        toggle("pushButton", keyboard);
        typeInto("pushRepo", u"org/mine"_s, keyboard);
        toggle("pushPlan", keyboard);
        QVERIFY(!child<QPushButton>(*m_window, "pushPlan").isEnabled()); // it is being made
        toggle("pushPrivate", keyboard);
        TRY_VERIFY(child<QPushButton>(*m_window, "pushPlan").isEnabled());
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
    }

    void pushIsPrivate_data() { mouseAndKeyboard(); }
    void pushIsPrivate()
    {
        QFETCH(bool, keyboard);
        qputenv("HF_TOKEN", "hf_secret");
        convertToEnd();
        toggle("pushButton", keyboard);
        typeInto("pushRepo", u"org/mine"_s, keyboard);
        toggle("pushPrivate", keyboard);
        toggle("pushPlan", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"private"_s));
        toggle("pushStart", keyboard);
        TRY_VERIFY(text("pushLine").contains(u"Committed"_s));
        QVERIFY(m_hub->isPrivate("org/mine"));
    }

    void pushWithoutTokenSaysWhatToDo()
    {
        convertToEnd();
        QVERIFY(press("pushButton"));
        QVERIFY(press("pushPlan"));
        TRY_VERIFY(text("pushLine").contains(u"needs an access token"_s));
        QVERIFY(!child<QPushButton>(*m_window, "pushStart").isEnabled());
    }
};

SAMSCOPE_TEST(tst_hub_panels, QApplication, TestHubPanels)
#include "tst_hub_panels.moc"
