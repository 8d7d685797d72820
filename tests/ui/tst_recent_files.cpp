#include "tests/support/by_hand.h"
#include "tests/support/fake_window.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/widgets/path_box.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Models and pictures that were opened before are offered again on another day, newest first.
class TestRecentFiles : public QObject, private FakeWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void isOpenedAgain_data()
    {
        QTest::addColumn<bool>("keyboard");
        QTest::addColumn<int>("workspace");
        QTest::addColumn<QString>("box");
        QTest::addColumn<QStringList>("files"); // in the order in which they are opened
        const QStringList models{u"a.pth"_s, u"b.pth"_s, u"c.pth"_s}, pictures{u"a.png"_s, u"b.png"_s};
        for (const bool keyboard : {false, true}) {
            const auto add = [keyboard](MainWindow::Workspace workspace, const char* box, const QStringList& files) {
                QTest::addRow("%s by %s", box, keyboard ? "keyboard" : "mouse")
                    << keyboard << int(workspace) << QString::fromLatin1(box) << files;
            };
            add(MainWindow::Segment, "modelPath", models);
            add(MainWindow::Segment, "imagePath", pictures);
            add(MainWindow::Segment, "packPath", {u"a.json"_s, u"b.json"_s});
            add(MainWindow::Compare, "compareModelA", models);
            add(MainWindow::Compare, "compareModelB", models);
            add(MainWindow::Compare, "compareImage", pictures);
        }
    }

    void isOpenedAgain()
    {
        QFETCH(bool, keyboard);
        QFETCH(int, workspace);
        QFETCH(QString, box);
        QFETCH(QStringList, files);
        const QByteArray name = box.toLatin1();
        for (const QString& file : files) {
            const std::filesystem::path opened = *m_folder / qPrintable(file);
            if (file.endsWith(u"json"_s)) {
                writeText(opened, R"({"name": "none", "image": {"file": "a.png"}, "entries": []})");
                m_window->showWorkspace(MainWindow::Segment);
                dropFiles(*m_window, {path(qPrintable(file))});
            } else if (file.endsWith(u"png"_s)) {
                m_window->openImage(opened);
            } else {
                m_window->openModel(opened);
            }
        }
        openWindow(); // as on another day
        m_window->showWorkspace(static_cast<MainWindow::Workspace>(workspace));
        auto& recent = child<PathBox>(*m_window, name.constData());
        const auto offered = [&recent] {
            QStringList names;
            for (int row = recent.count(); row-- > 0;) {
                names.append(QFileInfo(recent.itemText(row)).fileName());
            }
            return names;
        };
        QCOMPARE(offered(), files);
        QVERIFY(recent.currentText().isEmpty());
        if (keyboard) {
            QVERIFY(tabTo(*m_window, name.constData()));
            pressKey(Qt::Key_Down);
            pressKey(Qt::Key_Down);
            pressKey(Qt::Key_Return);
        } else {
            pickRow(recent, 1);
        }
        files.move(files.size() - 2, files.size() - 1); // what is opened becomes the newest
        TRY_COMPARE(offered(), files);
    }
};

SAMSCOPE_TEST(tst_recent_files, QApplication, TestRecentFiles)
#include "tst_recent_files.moc"
