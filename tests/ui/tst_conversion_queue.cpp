#include "tests/support/convert_fixture.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/queue_model.h"
#include "ui/models/remap_model.h"
#include "ui/settings.h"
#include "ui/widgets/path_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Several checkpoints in Convert: one after the other, each with its own state, log and proof.
class TestConversionQueue : public QObject, private ConvertFixture
{
    Q_OBJECT

    QTableView& list() { return view("queueTable"); }
    QString cell(int row, int column) { return list().model()->index(row, column).data().toString(); }
    QString state(int row) { return cell(row, QueueModel::State); }
    QStringList names()
    {
        QStringList names;
        for (int row = 0; row < list().model()->rowCount(); ++row) {
            names.append(cell(row, QueueModel::Checkpoint));
        }
        return names;
    }
    bool press(const char* button) { return clickOn<QPushButton>(*m_window, button); }
    QString hashOfFirstRow() { return table().index(0, RemapModel::Hash).data().toString(); }

    /// Three checkpoints in the queue, all waiting.
    void dropThree()
    {
        dropFiles(*m_window, {checkpoint("a.pth", 1), checkpoint("b.pth", 2), checkpoint("c.pth", 3)});
        QTRY_COMPARE_WITH_TIMEOUT(state(2), u"waiting"_s, 30000);
        QTRY_COMPARE_WITH_TIMEOUT(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 3"_s, 30000);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void oneCheckpointShowsNoList()
    {
        open();
        QVERIFY(!list().isVisible());
        QCOMPARE(names(), QStringList{u"tiny.pth"_s});
        dropFiles(*m_window, {checkpoint("a.pth")}); // nothing came of the first: it makes room
        QCOMPARE(names(), QStringList{u"a.pth"_s});
        QTRY_VERIFY_WITH_TIMEOUT(canConvert(), 30000);
    }

    void severalAreConvertedInOrderAndEachIsShown()
    {
        const WatchedModels watched(*m_window);
        QCOMPARE(watched.names(), (QStringList{u"AutomaticMaskModel"_s, u"ComparisonModel"_s, u"EvidenceModel"_s,
                                               u"MismatchModel"_s, u"PictureModel"_s, u"PushModel"_s, u"QueueModel"_s,
                                               u"ReferenceModel"_s, u"RemapFilter"_s, u"RemapModel"_s}));
        dropThree();
        QVERIFY(list().isVisible());
        QCOMPARE(names(), (QStringList{u"a.pth"_s, u"b.pth"_s, u"c.pth"_s}));
        QVERIFY(press("convertButton"));
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").startsWith(u"3 converted"_s), 60000);
        QCOMPARE(text("jobText"), u"3 converted"_s);
        QStringList hashes;
        for (int row = 0; row < 3; ++row) {
            QVERIFY2(state(row).contains(u"tensors identical"_s), qPrintable(state(row)));
            clickRow(list(), row);
            QCOMPARE(verdict("tensorProof"), u"good"_s);
            QVERIFY(text("writtenFolder").contains(path(row == 0 ? "a" : row == 1 ? "b" : "c")));
            QVERIFY(text("remapTotals").contains(u"written"_s));
            QVERIFY(!hashes.contains(hashOfFirstRow()));
            QCOMPARE(hashOfFirstRow().size(), 64);
            hashes.append(hashOfFirstRow());
        }
        QVERIFY(!canConvert());
        list().setFocus();
        QTest::keyClick(&list(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(hashOfFirstRow(), hashes.front());
    }

    void stopKeepsTheRestAndConvertGoesOn()
    {
        const WatchedModels watched(*m_window);
        dropThree();
        StalledDisk disk(
            [this](std::uint64_t written) { return written > 10'000 && std::filesystem::exists(*m_folder / "a"); });
        QVERIFY(press("convertButton"));
        QTRY_VERIFY_WITH_TIMEOUT(disk.isStalled(), 30000);
        QCOMPARE(state(1), u"converting…"_s);
        QCOMPARE(state(2), u"waiting"_s);
        QVERIFY(press("jobStop"));
        disk.release();
        QTRY_COMPARE_WITH_TIMEOUT(state(1), u"stopped"_s, 30000);
        QCOMPARE(text("jobText"), u"1 converted  ·  1 stopped  ·  1 waiting"_s);
        QCOMPARE(state(2), u"waiting"_s);
        QVERIFY(!std::filesystem::exists(*m_folder / "b") && !std::filesystem::exists(*m_folder / "c"));
        QTRY_VERIFY_WITH_TIMEOUT(canConvert(), 30000);
        QVERIFY(press("convertButton"));
        QTRY_COMPARE_WITH_TIMEOUT(text("jobText"), u"2 converted"_s, 60000);
        QVERIFY(std::filesystem::exists(*m_folder / "c" / "model.safetensors"));
    }

    void failureAndBadFileDoNotHoldUpTheOthers()
    {
        writeText(*m_folder / "page.pth", "<!DOCTYPE html><html></html>");
        dropFiles(*m_window, {checkpoint("a.pth"), path("page.pth"), checkpoint("b.pth")});
        QTRY_COMPARE_WITH_TIMEOUT(state(1), u"cannot be converted"_s, 30000);
        QTRY_COMPARE_WITH_TIMEOUT(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 2"_s, 30000);
        setWriteHook([this](const std::filesystem::path& file, std::uint64_t written) {
            if (file.filename() == "model.safetensors" && written > 40'000 &&
                !std::filesystem::exists(*m_folder / "a.failed")) {
                writeText(*m_folder / "a.failed", "");
                throw Error({.file = file.string(), .reason = "the disk is full"});
            }
        });
        QVERIFY(press("convertButton"));
        QTRY_COMPARE_WITH_TIMEOUT(text("jobText"), u"1 converted  ·  1 failed"_s, 60000);
        QVERIFY(state(0).contains(u"failed"_s));
        QVERIFY(state(2).contains(u"identical"_s));
        QVERIFY(text("convertProblem").contains(u"the disk is full"_s)); // the first row is chosen
        clickRow(list(), 1);
        QVERIFY(text("convertProblem").contains(u"page.pth"_s));
        QCOMPARE(table().rowCount(), 0);
    }

    void rowsAreMovedAndRemovedByMouseAndKeyboard()
    {
        const WatchedModels watched(*m_window);
        dropThree();
        clickRow(list(), 2);
        QVERIFY(press("queueUp"));
        QCOMPARE(names(), (QStringList{u"a.pth"_s, u"c.pth"_s, u"b.pth"_s}));
        list().setFocus();
        QTest::keyClick(&list(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(names(), (QStringList{u"c.pth"_s, u"a.pth"_s, u"b.pth"_s}));
        QVERIFY(!child<QPushButton>(*m_window, "queueUp").isEnabled());
        QVERIFY(press("queueDown"));
        QTest::keyClick(&list(), Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(names(), (QStringList{u"a.pth"_s, u"b.pth"_s, u"c.pth"_s}));
        QVERIFY(child<QLineEdit>(*m_window, "goalFolder").text().endsWith(u"/c"_s));
        QVERIFY(press("queueRemove"));
        QCOMPARE(names(), (QStringList{u"a.pth"_s, u"b.pth"_s}));
        QVERIFY(child<QLineEdit>(*m_window, "goalFolder").text().endsWith(u"/b"_s));
        QTest::keyClick(&list(), Qt::Key_Delete, Qt::AltModifier);
        QCOMPARE(names(), QStringList{u"a.pth"_s});
        QVERIFY(!list().isVisible());
    }

    void theNewOrderIsTheOrderOfConversion()
    {
        dropThree();
        clickRow(list(), 2);
        QVERIFY(press("queueUp") && press("queueUp"));
        StalledDisk disk([](std::uint64_t written) { return written > 10'000; });
        QVERIFY(press("convertButton"));
        QTRY_VERIFY_WITH_TIMEOUT(disk.isStalled(), 30000);
        QCOMPARE(names().front(), u"c.pth"_s);
        QCOMPARE(state(0), u"converting…"_s);
        QVERIFY(!child<QPushButton>(*m_window, "queueRemove").isEnabled());
        QVERIFY(!child<QLineEdit>(*m_window, "goalFolder").isEnabled());
        clickRow(list(), 1);
        QVERIFY(child<QLineEdit>(*m_window, "goalFolder").isEnabled());
        clickRow(list(), 2);
        QVERIFY(press("queueUp"));                   // b before a, while c is converted
        dropFiles(*m_window, {checkpoint("d.pth")}); // joins, and waits for the next run
        QCOMPARE(names().size(), 4);
        disk.release();
        QTRY_VERIFY_WITH_TIMEOUT(text("jobText").startsWith(u"3 converted"_s), 60000);
        QCOMPARE(state(3), u"waiting"_s);
        QVERIFY(std::filesystem::last_write_time(*m_folder / "b" / "model.safetensors") <
                std::filesystem::last_write_time(*m_folder / "a" / "model.safetensors"));
        QVERIFY(!std::filesystem::exists(*m_folder / "d"));
    }

    void theFormBelongsToTheChosenRow()
    {
        dropThree();
        clickRow(list(), 1);
        child<QLineEdit>(*m_window, "goalFolder").setText(path("elsewhere"));
        child<QComboBox>(*m_window, "dtypeBox").setCurrentIndex(1);
        clickRow(list(), 0);
        QVERIFY(child<QLineEdit>(*m_window, "goalFolder").text().endsWith(u"/a"_s));
        QCOMPARE(child<QComboBox>(*m_window, "dtypeBox").currentIndex(), 0);
        clickRow(list(), 1);
        QCOMPARE(child<QLineEdit>(*m_window, "goalFolder").text(), path("elsewhere"));
        QCOMPARE(child<QComboBox>(*m_window, "dtypeBox").currentIndex(), 1);
        QCOMPARE(cell(1, QueueModel::Folder), path("elsewhere"));
        child<QComboBox>(*m_window, "variantBox").setCurrentText(u"sam_vit_b_01ec64"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(1), u"cannot be converted"_s, 30000);
        QCOMPARE(state(0), u"waiting"_s);
    }

    void whatWasConvertedStaysWhenAnotherIsOpened()
    {
        convertToEnd();
        answerFileDialog(checkpoint("b.pth"));
        QVERIFY(press("openCheckpoint"));
        QTRY_COMPARE_WITH_TIMEOUT(names(), (QStringList{u"tiny.pth"_s, u"b.pth"_s}), 30000);
        QCOMPARE(verdict("tensorProof"), u"unknown"_s);
        clickRow(list(), 0);
        QCOMPARE(verdict("tensorProof"), u"good"_s);
        answerFileDialog(checkpoint("c.pth"));
        QVERIFY(press("addCheckpoint"));
        QTRY_COMPARE_WITH_TIMEOUT(names().size(), 3, 30000);
    }

    void anotherGoalMakesADoneRowWaitAgain()
    {
        convertToEnd();
        QVERIFY(!canConvert());
        child<QLineEdit>(*m_window, "goalFolder").setText(path("second"));
        QTRY_VERIFY_WITH_TIMEOUT(canConvert(), 30000);
        QCOMPARE(verdict("tensorProof"), u"unknown"_s);
        QVERIFY(!text("remapTotals").contains(u"written"_s));
        QVERIFY(press("convertButton"));
        QTRY_COMPARE_WITH_TIMEOUT(verdict("tensorProof"), u"good"_s, 30000);
        QVERIFY(std::filesystem::exists(*m_folder / "second" / "model.safetensors"));
    }

    void recentCheckpointsAreOpenedByKeyboard()
    {
        open();
        dropFiles(*m_window, {checkpoint("a.pth")});
        QTRY_VERIFY_WITH_TIMEOUT(canConvert(), 30000);
        QCOMPARE(settings::recentCheckpoints.get(), (QStringList{path("a.pth"), path("tiny.pth")}));
        auto& box = child<PathBox>(*m_window, "checkpointPath");
        box.setFocus();
        QTest::keyClick(&box, Qt::Key_Down);
        QTest::keyClick(box.lineEdit(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringList{u"tiny.pth"_s}, 30000);
    }
};

SAMSCOPE_TEST(tst_conversion_queue, QApplication, TestConversionQueue)
#include "tst_conversion_queue.moc"
