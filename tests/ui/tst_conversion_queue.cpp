#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
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
        TRY_COMPARE(state(2), u"waiting"_s);
        TRY_COMPARE(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 3"_s);
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
        TRY_VERIFY(canConvert());
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
        TRY_VERIFY(text("jobText").startsWith(u"3 converted"_s));
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
        TRY_VERIFY(disk.isStalled());
        QCOMPARE(state(1), u"converting…"_s);
        QCOMPARE(state(2), u"waiting"_s);
        QVERIFY(press("jobStop"));
        disk.release();
        TRY_COMPARE(state(1), u"stopped"_s);
        QCOMPARE(text("jobText"), u"1 converted  ·  1 stopped  ·  1 waiting"_s);
        QCOMPARE(state(2), u"waiting"_s);
        QVERIFY(!std::filesystem::exists(*m_folder / "b") && !std::filesystem::exists(*m_folder / "c"));
        TRY_VERIFY(canConvert());
        QVERIFY(press("convertButton"));
        TRY_COMPARE(text("jobText"), u"2 converted"_s);
        QVERIFY(std::filesystem::exists(*m_folder / "c" / "model.safetensors"));
    }

    void failureAndBadFileDoNotHoldUpTheOthers()
    {
        writeText(*m_folder / "page.pth", "<!DOCTYPE html><html></html>");
        dropFiles(*m_window, {checkpoint("a.pth"), path("page.pth"), checkpoint("b.pth")});
        TRY_COMPARE(state(1), u"cannot be converted"_s);
        TRY_COMPARE(child<QPushButton>(*m_window, "convertButton").text(), u"Convert 2"_s);
        setWriteHook([this](const std::filesystem::path& file, std::uint64_t written) {
            if (file.filename() == "model.safetensors" && written > 40'000 &&
                !std::filesystem::exists(*m_folder / "a.failed")) {
                writeText(*m_folder / "a.failed", "");
                throw Error({.file = file.string(), .reason = "the disk is full"});
            }
        });
        QVERIFY(press("convertButton"));
        TRY_COMPARE(text("jobText"), u"1 converted  ·  1 failed"_s);
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
        TRY_VERIFY(disk.isStalled());
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
        TRY_VERIFY(text("jobText").startsWith(u"3 converted"_s));
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
        TRY_COMPARE(state(1), u"cannot be converted"_s);
        QCOMPARE(state(0), u"waiting"_s);
    }

    void whatWasConvertedStaysWhenAnotherIsOpened()
    {
        convertToEnd();
        answerFileDialog(checkpoint("b.pth"));
        QVERIFY(press("openCheckpoint"));
        TRY_COMPARE(names(), (QStringList{u"tiny.pth"_s, u"b.pth"_s}));
        QCOMPARE(verdict("tensorProof"), u"unknown"_s);
        clickRow(list(), 0);
        QCOMPARE(verdict("tensorProof"), u"good"_s);
        answerFileDialog(checkpoint("c.pth"));
        QVERIFY(press("addCheckpoint"));
        TRY_COMPARE(names().size(), 3);
    }

    void anotherGoalMakesADoneRowWaitAgain()
    {
        convertToEnd();
        QVERIFY(!canConvert());
        child<QLineEdit>(*m_window, "goalFolder").setText(path("second"));
        TRY_VERIFY(canConvert());
        QCOMPARE(verdict("tensorProof"), u"unknown"_s);
        QVERIFY(!text("remapTotals").contains(u"written"_s));
        QVERIFY(press("convertButton"));
        TRY_COMPARE(verdict("tensorProof"), u"good"_s);
        QVERIFY(std::filesystem::exists(*m_folder / "second" / "model.safetensors"));
    }

    void recentCheckpointsAreOpenedByKeyboard()
    {
        open();
        dropFiles(*m_window, {checkpoint("a.pth")});
        TRY_VERIFY(canConvert());
        QCOMPARE(settings::recentCheckpoints.get(), (QStringList{path("a.pth"), path("tiny.pth")}));
        auto& box = child<PathBox>(*m_window, "checkpointPath");
        box.setFocus();
        QTest::keyClick(&box, Qt::Key_Down);
        QTest::keyClick(box.lineEdit(), Qt::Key_Return);
        TRY_COMPARE(names(), QStringList{u"tiny.pth"_s});
    }
};

SAMSCOPE_TEST(tst_conversion_queue, QApplication, TestConversionQueue)
#include "tst_conversion_queue.moc"
