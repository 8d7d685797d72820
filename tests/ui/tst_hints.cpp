#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "ui/actions.h"

#include <QAction>
#include <QPushButton>
#include <QTableView>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Hints and tool tips name the keys that work now, whatever the user has made of them.
class TestHints : public QObject, private SegmentFixture
{
    Q_OBJECT

    QString tip(const char* button) { return child<QWidget>(*m_window, button).toolTip(); }

    static QImage shotOf(QWidget& widget) { return widget.grab().toImage().convertToFormat(QImage::Format_RGB32); }

    /// What an empty canvas looks like that says so.
    static QImage saying(const QString& hint, QSize size)
    {
        ImageCanvas canvas;
        canvas.resize(size);
        canvas.setHint(hint);
        return shotOf(canvas);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void openingAPictureIsHintedAt_data()
    {
        QTest::addColumn<int>("workspace");
        QTest::addColumn<QString>("canvas");
        QTest::addColumn<QString>("button");
        QTest::addColumn<QString>("action");
        QTest::newRow("Segment") << int(MainWindow::Segment) << u"canvas"_s << u"openImage"_s << u"openImageAction"_s;
        QTest::newRow("Compare") << int(MainWindow::Compare) << u"compareCanvas"_s << u"compareImageOpen"_s
                                 << u"compareOpenImageAction"_s;
    }

    void openingAPictureIsHintedAt()
    {
        QFETCH(int, workspace);
        QFETCH(QString, canvas);
        QFETCH(QString, button);
        QFETCH(QString, action);
        m_window->showWorkspace(static_cast<MainWindow::Workspace>(workspace));
        auto& empty = child<ImageCanvas>(*m_window, qPrintable(canvas));
        auto& open = child<QAction>(*m_window, qPrintable(action));
        child<QWidget>(*m_window, qPrintable(button)).setFocus();
        for (const QString& keys : {u"Ctrl+O"_s, u"Alt+J"_s, QString()}) {
            setKeys(open, QKeySequence(keys));
            const QString hint = keys.isEmpty() ? u"Drop a picture here"_s : u"Drop a picture here, or press "_s + keys;
            QCOMPARE(shotOf(empty), saying(hint, empty.size()));
            QCOMPARE(tip(qPrintable(button)),
                     keys.isEmpty() ? u"Open a picture"_s : u"Open a picture (%1)"_s.arg(keys));
        }
    }

    void openingAModelIsHintedAt()
    {
        m_window->showWorkspace(MainWindow::Segment);
        auto& open = child<QAction>(*m_window, "openModelAction");
        QVERIFY(text("segmentStatus").contains(u"press Ctrl+Shift+O"_s));
        QCOMPARE(tip("openModel"), u"Open a model (Ctrl+Shift+O)"_s);
        QCOMPARE(tip("compareModelAOpen"), u"Open model A (Ctrl+Shift+O)"_s);
        QCOMPARE(tip("compareModelBOpen"), u"Open model B (Ctrl+Alt+O)"_s);
        setKeys(open, QKeySequence(u"Alt+M"_s));
        QVERIFY(text("segmentStatus").contains(u"press Alt+M"_s));
        QCOMPARE(tip("openModel"), u"Open a model (Alt+M)"_s);
        setKeys(open, {});
        QVERIFY(text("segmentStatus").endsWith(u"drop one here"_s));
    }

    void openingACheckpointIsHintedAt()
    {
        m_window->showWorkspace(MainWindow::Convert);
        auto& empty = child<QTableView>(*m_window, "remapTable");
        auto& open = child<QAction>(*m_window, "openCheckpointAction");
        for (const QString& keys : {u"Ctrl+O"_s, u"Alt+J"_s, QString()}) {
            setKeys(open, QKeySequence(keys));
            QVERIFY2(empty.accessibleDescription().startsWith(
                         keys.isEmpty() ? u"Drop a checkpoint here.\n"_s
                                        : u"Drop a checkpoint here, or press %1.\n"_s.arg(keys)),
                     qPrintable(empty.accessibleDescription()));
            QCOMPARE(tip("openCheckpoint"),
                     keys.isEmpty() ? u"Open checkpoints"_s : u"Open checkpoints (%1)"_s.arg(keys));
        }
    }

    void firstStepsNameTheKeys()
    {
        const auto says = [this](const QString& part) { return text("firstStepsText").contains(part); };
        QVERIFY(says(u"Convert (Ctrl+1): drop"_s) && says(u"object; 1, 2, 3 pick"_s) && says(u"F1 shows this"_s));
        setKeys(child<QAction>(*m_window, "switchConvertAction"), QKeySequence(u"Ctrl+<"_s));
        QVERIFY(says(u"Convert (Ctrl+&lt;): drop"_s));
        setKeys(child<QAction>(*m_window, "candidate2Action"), {});
        QVERIFY(says(u"object; 1, 3 pick"_s));
        setKeys(child<QAction>(*m_window, "firstStepsAction"), {});
        QVERIFY(says(u"The menu shows this again."_s));
    }

    void toolsGoOnExplainingThemselves()
    {
        for (const auto& [button, action, explanation] :
             {std::tuple{"refine", "refineAction", u"the next masks start from the chosen one"_s},
              {"everything", "everythingAction", u"find all masks without a prompt, or hide them"_s}}) {
            auto& one = child<QAction>(*m_window, action);
            setKeys(one, QKeySequence(u"Alt+Q"_s));
            QCOMPARE(tip(button), u"%1 (Alt+Q): %2"_s.arg(one.text(), explanation));
            setKeys(one, {});
        }
    }
};

SAMSCOPE_TEST(tst_hints, QApplication, TestHints)
#include "tst_hints.moc"
