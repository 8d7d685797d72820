#include "tests/support/by_hand.h"
#include "tests/support/conversion.h"
#include "tests/support/test_program.h"
#include "ui/convert/source_panel.h"
#include "ui/settings.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The form by itself: what it says is what it was told, and what a hand changes in it.
class TestSourcePanel : public QObject
{
    Q_OBJECT

    QTemporaryDir m_settings;
    std::unique_ptr<TestFolder> m_folder;
    std::unique_ptr<SourcePanel> m_panel;

    template <typename Widget> Widget& part(const char* name) { return child<Widget>(*m_panel, name); }
    QString path(const char* name) const { return QString::fromStdString((*m_folder / name).string()); }

    /// Options that differ from the defaults in everything that the form shows.
    static ConvertOptions unusual()
    {
        ConvertOptions options;
        options.checkpoint = "/models/sam.pth";
        options.folder = "/models/sam";
        options.modelName = namedVariants().back().name;
        options.dtype = DType::BF16;
        options.processorLayout = ProcessorLayout::Both;
        options.decoderHeads = 4; // which the form does not show
        options.overwrite = true;
        return options;
    }

    static bool isSame(const ConvertOptions& a, const ConvertOptions& b)
    {
        return a.checkpoint == b.checkpoint && a.folder == b.folder && a.modelName == b.modelName &&
               a.dtype == b.dtype && a.processorLayout == b.processorLayout && a.decoderHeads == b.decoderHeads &&
               a.overwrite == b.overwrite;
    }

private Q_SLOTS:
    void init()
    {
        isolateSettings(m_settings);
        m_folder = std::make_unique<TestFolder>();
        m_panel = std::make_unique<SourcePanel>();
        m_panel->show();
        m_panel->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_panel.get(), patience));
    }
    void cleanup() { m_panel.reset(); }

    void itSaysWhatItWasTold()
    {
        QVERIFY(isSame(m_panel->options(), ConvertOptions()));
        QSignalSpy edited(m_panel.get(), &SourcePanel::edited);
        m_panel->setOptions(unusual());
        QVERIFY(isSame(m_panel->options(), unusual()));
        ConvertOptions kept = unusual();
        kept.dtype.reset();
        m_panel->setOptions(kept);
        QVERIFY(isSame(m_panel->options(), kept));
        m_panel->setOptions({});
        QVERIFY(isSame(m_panel->options(), ConvertOptions()));
        QCOMPARE(edited.count(), 0); // nobody has edited it
        QVERIFY(settings::recentCheckpoints.get().isEmpty());
    }

    void everyChangeIsAnEdit_data()
    {
        QTest::addColumn<QString>("part");
        for (const char* name : {"goalFolder", "variantBox", "dtypeBox", "layoutBox", "overwriteBox"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }
    void everyChangeIsAnEdit()
    {
        QFETCH(QString, part);
        m_panel->setOptions(unusual());
        QSignalSpy edited(m_panel.get(), &SourcePanel::edited);
        auto& widget = child<QWidget>(*m_panel, qPrintable(part));
        widget.setFocus();
        if (part == u"goalFolder"_s) {
            QTest::keyClicks(&widget, u" "_s);
            QCOMPARE(m_panel->options().folder, unusual().folder); // blanks around it do not count
            QTest::keyClicks(&widget, u"2"_s);
            QCOMPARE(edited.count(), 2);
            edited.removeFirst();
        } else {
            QTest::keyClick(&widget, part == u"overwriteBox"_s ? Qt::Key_Space : Qt::Key_Up);
        }
        QCOMPARE(edited.count(), 1);
        QVERIFY(!isSame(m_panel->options(), unusual()));
        QCOMPARE(m_panel->options().checkpoint, unusual().checkpoint);
        QCOMPARE(m_panel->options().decoderHeads, unusual().decoderHeads);
    }

    void filesAreOpenedOrAdded_data() { mouseAndKeyboard(); }
    void filesAreOpenedOrAdded()
    {
        QFETCH(bool, keyboard);
        writeText(*m_folder / "a.pth", "");
        QSignalSpy opened(m_panel.get(), &SourcePanel::openRequested), added(m_panel.get(), &SourcePanel::addRequested);
        answerFileDialog(path("a.pth"));
        pressButton(*m_panel, "openCheckpoint", keyboard);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.takeFirst().first().toStringList(), QStringList{path("a.pth")});
        answerFileDialog(path("a.pth"));
        pressButton(*m_panel, "addCheckpoint", keyboard);
        QCOMPARE(added.count(), 1);
        QCOMPARE(added.takeFirst().first().toStringList(), QStringList{path("a.pth")});
        QCOMPARE(opened.count(), 0);
        if (keyboard) {
            QVERIFY(tabTo(*m_panel, "checkpointPath"));
            QTest::keyClicks(QApplication::focusWidget(), u" /typed.pth "_s);
            pressKey(Qt::Key_Return);
            QCOMPARE(opened.takeFirst().first().toStringList(), QStringList{u"/typed.pth"_s});
        } else {
            dropFiles(part<QComboBox>("checkpointPath"), {path("a.pth")});
            QCOMPARE(opened.takeFirst().first().toStringList(), QStringList{path("a.pth")});
        }
    }

    void openedFilesComeFirstAmongTheRecent()
    {
        settings::recentCheckpoints.set({u"/old.pth"_s});
        m_panel->remember({u"/models/../a.pth"_s, u"/b.pth"_s});
        QCOMPARE(settings::recentCheckpoints.get().first(), u"/b.pth"_s);
        QCOMPARE(settings::recentCheckpoints.get().last(), u"/old.pth"_s);
        QCOMPARE(settings::recentCheckpoints.get().size(), 3);
        QCOMPARE(part<QComboBox>("checkpointPath").currentText(), u"/b.pth"_s);
    }

    void theFolderIsChosenByDialogOrByCode()
    {
        QSignalSpy edited(m_panel.get(), &SourcePanel::edited);
        answerFileDialog(path("out"));
        pressButton(*m_panel, "chooseFolder", false);
        QCOMPARE(QString::fromStdString(m_panel->options().folder.string()), path("out"));
        m_panel->setFolder(u"/elsewhere"_s);
        QCOMPARE(m_panel->options().folder, std::filesystem::path("/elsewhere"));
        QCOMPARE(edited.count(), 2);
    }

    void thePlanIsShownWithItsEvidence()
    {
        auto& toggle = part<QToolButton>("evidenceToggle");
        auto& evidence = part<QTableView>("evidenceTable");
        QVERIFY(!toggle.isEnabled());
        m_panel->showReading();
        QCOMPARE(part<QLabel>("detectedVariant").text(), u"Reading…"_s);
        const ConvertOptions options = tinyConversion(*m_folder);
        const ConversionPlan plan = planConversion(options);
        m_panel->showPlan(plan);
        const QString detected = part<QLabel>("detectedVariant").text();
        for (const QString& what : {u"<b>custom</b>"_s, u"original names"_s, u"float32"_s, u"torch-zip"_s,
                                    u"%1 tensors"_s.arg(plan.dict.tensors.size())}) {
            QVERIFY2(detected.contains(what), qPrintable(detected));
        }
        QVERIFY(!evidence.isVisible());
        QTest::mouseClick(&toggle, Qt::LeftButton);
        QVERIFY(evidence.isVisible());
        QCOMPARE(toggle.arrowType(), Qt::DownArrow);
        QCOMPARE(evidence.model()->rowCount(), static_cast<int>(plan.detection.evidence.size()));
        m_panel->showNoPlan();
        QVERIFY(!evidence.isVisible() && !toggle.isEnabled());
        QCOMPARE(evidence.model()->rowCount(), 0);
        QCOMPARE(part<QLabel>("detectedVariant").text(), QString());
    }

    void aProblemHasALineOfItsOwn()
    {
        auto& line = part<QLabel>("convertProblem");
        QVERIFY(!line.isVisible());
        m_panel->setProblem(u"a.pth: is damaged"_s);
        QVERIFY(line.isVisible());
        QCOMPARE(line.text(), u"a.pth: is damaged"_s);
        m_panel->setProblem({});
        QVERIFY(!line.isVisible());
    }

    void whileItIsConvertedNothingCanBeChanged()
    {
        m_panel->setFixed(true);
        for (const char* name : {"goalFolder", "variantBox", "dtypeBox", "layoutBox", "overwriteBox", "chooseFolder"}) {
            QVERIFY2(!part<QWidget>(name).isEnabled(), name);
        }
        QVERIFY(m_panel->openButton().isEnabled() && m_panel->hubButton().isEnabled()); // the queue goes on
        QVERIFY(part<QWidget>("addCheckpoint").isEnabled());
        m_panel->setFixed(false);
        QVERIFY(part<QWidget>("dtypeBox").isEnabled());
    }
};

SAMSCOPE_TEST(tst_source_panel, QApplication, TestSourcePanel)
#include "tst_source_panel.moc"
