#include "core/base/error.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/convert/hf_folder.h"
#include "core/eval/tensor_statistics.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "ui/models/remap_model.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>

#include <atomic>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

class TestConvertPage : public QObject, private ConvertFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }
    void showsVariantAndPlan();
    void disagreeingVariantDisablesConvert();
    void badFileSaysWhy();
    void newestCheckpointWins();
    void convertsAndProves();
    void logShowsWrittenRowsOnlyAndStopLeavesNothing();
    void flippedByteTurnsProofRed();
    void goalInUseIsToldBefore();
    void failureOfDiskIsTold();
    void filterNarrowsTable();
    void ruleNarrowsTable();
    void copiesSelectedRows();
    void rowShowsItsTensor();
    void closingWhileConvertingIsSafe();
};

void TestConvertPage::showsVariantAndPlan()
{
    open();
    const ConversionPlan plan = planConversion(m_options);
    QVERIFY(text("detectedVariant").contains(u"custom"_s));
    QCOMPARE(child<QLineEdit>(*m_window, "goalFolder").text(), QString::fromStdString(m_options.folder.string()));
    QCOMPARE(table().rowCount(), static_cast<int>(plan.remap.rows.size()));
    QVERIFY(text("remapTotals").contains(u"%1 renamed"_s.arg(plan.remap.counts.renamed)));
    auto& evidence = child<QTableView>(*m_window, "evidenceTable");
    QVERIFY(!evidence.isVisible());
    QVERIFY(clickOn<QToolButton>(*m_window, "evidenceToggle"));
    QVERIFY(evidence.isVisible());
    QCOMPARE(evidence.model()->rowCount(), static_cast<int>(plan.detection.evidence.size()));
}

void TestConvertPage::disagreeingVariantDisablesConvert()
{
    open();
    auto& variant = child<QComboBox>(*m_window, "variantBox");
    variant.setCurrentText(u"sam_vit_b_01ec64"_s);
    TRY_VERIFY(text("convertProblem").contains(u"hidden_size is 24, not 768"_s));
    QVERIFY(child<QLabel>(*m_window, "convertProblem").isVisible());
    QVERIFY(!canConvert());
    QVERIFY(child<QTableView>(*m_window, "evidenceTable").model()->rowCount() > 0);
    variant.setCurrentIndex(0);
    TRY_VERIFY(canConvert());
    QVERIFY(!child<QLabel>(*m_window, "convertProblem").isVisible());
}

void TestConvertPage::badFileSaysWhy()
{
    writeText(*m_folder / "page.pth", "<!DOCTYPE html><html></html>");
    m_window->openCheckpoint(*m_folder / "page.pth");
    TRY_VERIFY(child<QLabel>(*m_window, "convertProblem").isVisible());
    QVERIFY(text("convertProblem").contains(u"page.pth"_s));
    QVERIFY2(text("convertProblem").contains(u"download it again"_s), qPrintable(text("convertProblem")));
    QVERIFY(!canConvert());
    QCOMPARE(table().rowCount(), 0);
}

void TestConvertPage::newestCheckpointWins()
{
    std::filesystem::copy_file(m_options.checkpoint, *m_folder / "second.pth");
    m_window->openCheckpoint(m_options.checkpoint);
    m_window->openCheckpoint(*m_folder / "missing.pth");
    m_window->openCheckpoint(*m_folder / "second.pth");
    TRY_VERIFY(canConvert());
    QVERIFY(child<QLineEdit>(*m_window, "goalFolder").text().endsWith(u"/second"_s));
    QVERIFY(!child<QLabel>(*m_window, "convertProblem").isVisible());
}

void TestConvertPage::convertsAndProves()
{
    convertToEnd();
    QVERIFY(std::filesystem::exists(m_options.folder / "model.safetensors"));
    QVERIFY(text("writtenFolder").contains(QString::fromStdString(m_options.folder.string())));
    const ConversionPlan plan = planConversion(m_options);
    QCOMPARE(table().rowCount(), static_cast<int>(plan.remap.rows.size()));
    QVERIFY(text("remapTotals").endsWith(u"%1 of %1 written"_s.arg(plan.remap.counts.written)));
    QVERIFY(!canConvert()); // the folder is there now
}

void TestConvertPage::logShowsWrittenRowsOnlyAndStopLeavesNothing()
{
    constexpr std::size_t count = 23;
    const FileStart start = startOf(m_options, count);
    open();
    StalledDisk disk([&start](std::uint64_t offset) { return offset >= start.bytes; });
    QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
    TRY_VERIFY(disk.isStalled());
    TRY_COMPARE(table().rowCount(), static_cast<int>(count));
    passTimers(100); // the job is looked at once more
    QCOMPARE(table().rowCount(), static_cast<int>(count));
    for (std::size_t row = 0; row < count; ++row) {
        const int at = static_cast<int>(row);
        QCOMPARE(table().index(at, RemapModel::Target).data().toString().toStdString(), start.names[row]);
        QCOMPARE(table().index(at, RemapModel::Hash).data().toString().size(), 64);
    }
    QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
    disk.release();
    TRY_VERIFY(canConvert());
    QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    QVERIFY(text("jobText").contains(u"stopped"_s));
}

void TestConvertPage::flippedByteTurnsProofRed()
{
    convertToEnd();
    const FileStart start = startOf(m_options, 5);
    flipByte(m_options.folder / "model.safetensors", start.bytes - 1);
    QVERIFY(clickOn<QPushButton>(*m_window, "checkTensors"));
    TRY_COMPARE(verdict("tensorProof"), u"bad"_s);
    QVERIFY(text("tensorProof").contains(QString::fromStdString(start.names.back())));
    const auto& mismatches = child<QTableView>(*m_window, "mismatchTable");
    QVERIFY(mismatches.isVisible());
    QCOMPARE(mismatches.model()->rowCount(), 1);
    QCOMPARE(mismatches.model()->index(0, 0).data().toString().toStdString(), start.names.back());
}

void TestConvertPage::goalInUseIsToldBefore()
{
    std::filesystem::create_directory(m_options.folder);
    writeText(m_options.folder / "thesis.txt", "mine");
    m_window->openCheckpoint(m_options.checkpoint);
    TRY_VERIFY(child<QLabel>(*m_window, "convertProblem").isVisible());
    QVERIFY(!canConvert());
    child<QLineEdit>(*m_window, "goalFolder").setText(QString::fromStdString((*m_folder / "other").string()));
    TRY_VERIFY(canConvert());
    QVERIFY(!child<QLabel>(*m_window, "convertProblem").isVisible());
}

void TestConvertPage::failureOfDiskIsTold()
{
    open();
    setWriteHook([](const std::filesystem::path& path, std::uint64_t written) {
        if (path.filename() == "model.safetensors" && written > 40'000) {
            throw Error({.file = path.string(), .reason = "the disk is full"});
        }
    });
    QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
    TRY_VERIFY(text("convertProblem").contains(u"the disk is full"_s));
    QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
    QCOMPARE(verdict("tensorProof"), u"unknown"_s);
}

void TestConvertPage::filterNarrowsTable()
{
    open();
    const int all = table().rowCount();
    QTest::keyClicks(&child<QLineEdit>(*m_window, "remapFilter"), u"patch_embed"_s);
    QCOMPARE(table().rowCount(), 2);
    child<QLineEdit>(*m_window, "remapFilter").clear();
    QCOMPARE(table().rowCount(), all);
    QVERIFY(clickOn<QToolButton>(*m_window, "filterDuplicated"));
    QCOMPARE(table().rowCount(), 1);
}

void TestConvertPage::ruleNarrowsTable()
{
    open();
    const ConversionPlan plan = planConversion(m_options);
    const auto rowsOf = [&plan](int rule) {
        return std::ranges::count_if(plan.remap.rows, [rule](const RemapRow& row) {
            return std::ranges::find(row.rules, rule) != row.rules.end();
        });
    };
    const int all = table().rowCount();
    auto& rules = child<QComboBox>(*m_window, "ruleBox");
    rules.setFocus();
    for (int i = 0; i < rules.count() && rules.currentData().toInt() != 20; ++i) {
        QTest::keyClick(&rules, Qt::Key_Down);
    }
    QCOMPARE(rules.currentData().toInt(), 20);
    QVERIFY(table().rowCount() < all);
    QCOMPARE(table().rowCount(), static_cast<int>(rowsOf(20)));
    QCOMPARE(rules.currentText(), u"rule 20 (%1)"_s.arg(rowsOf(20)));
    QTest::keyClicks(&child<QLineEdit>(*m_window, "remapFilter"), u"norm1"_s); // both filters count
    QVERIFY(table().rowCount() < rowsOf(20) && table().rowCount() > 0);
    child<QLineEdit>(*m_window, "remapFilter").clear();
    QTest::keyClick(&rules, Qt::Key_Home);
    QCOMPARE(table().rowCount(), all);
}

void TestConvertPage::copiesSelectedRows()
{
    open();
    auto& view = child<QTableView>(*m_window, "remapTable");
    view.selectRow(1);
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    const QString text = QApplication::clipboard()->text();
    QCOMPARE(text.count(u'\n'), 1);
    QVERIFY(text.contains(table().index(1, RemapModel::Source).data().toString()));
}

void TestConvertPage::rowShowsItsTensor()
{
    open();
    auto& view = child<QTableView>(*m_window, "remapTable");
    const auto shows = [&](int row) {
        const QString source = table().index(row, RemapModel::Source).data().toString();
        return text("tensorName").remove(QChar(0x200b)) == source && text("tensorNote").contains(u"SHA-256"_s);
    };
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                      view.visualRect(table().index(1, RemapModel::Action)).center());
    TRY_VERIFY(shows(1));
    const Checkpoint checkpoint = openCheckpoint(m_options.checkpoint);
    const TensorDescription expected = describeTensor(checkpoint, checkpoint.tensors.at(1), 64, {});
    QVERIFY(text("tensorNote").remove(QChar(0x200b)).endsWith(QString::fromStdString(expected.sha256)));
    const QStringList values = tensorValues();
    QCOMPARE(values.size(), 8);
    QCOMPARE(values[0], u"float32"_s);
    QCOMPARE(values[2], QString::number(expected.statistics->min, 'g', 6));
    QCOMPARE(values[5], QString::number(*expected.statistics->standardDeviation, 'g', 6));
    QCOMPARE(values[6], u"0"_s);
    QVERIFY(child<QWidget>(*m_window, "histogramPlot").isVisible());
    for (int i = 0; i < 40; ++i) {
        QTest::keyClick(&view, Qt::Key_Down); // faster than tensors are read: the newest wins
    }
    TRY_VERIFY(shows(41));
}

void TestConvertPage::closingWhileConvertingIsSafe()
{
    open();
    std::atomic<std::uint64_t> furthest = 0;
    StalledDisk disk([&furthest, bytes = startOf(m_options, 3).bytes](std::uint64_t offset) {
        for (std::uint64_t before = furthest; before < offset && !furthest.compare_exchange_weak(before, offset);) {
        }
        return offset >= bytes;
    });
    QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
    TRY_VERIFY(disk.isStalled());
    m_window->close();
    disk.release();
    TRY_VERIFY(text("jobText").contains(u"stopped"_s));
    m_window.reset();
    // Of 70 and more tensors, and four threads at most: the rest was not waited for.
    QVERIFY(furthest <= startOf(m_options, 3 + 4).bytes);
    QCOMPARE(m_folder->names(), std::vector<std::string>{"tiny.pth"});
}

SAMSCOPE_TEST(tst_convert_page, QApplication, TestConvertPage)
#include "tst_convert_page.moc"
