#include "tests/support/conversion.h"
#include "tests/support/test_program.h"
#include "ui/models/evidence_model.h"
#include "ui/models/mismatch_model.h"
#include "ui/models/name_diff.h"
#include "ui/models/picture_model.h"
#include "ui/models/push_model.h"
#include "ui/models/queue_model.h"
#include "ui/models/reference_model.h"
#include "ui/models/remap_filter.h"
#include "ui/models/remap_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

std::shared_ptr<const ConversionPlan> tinyPlan(const TestFolder& folder)
{
    return std::make_shared<const ConversionPlan>(planConversion(tinyConversion(folder)));
}

QString cell(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

ReferenceEntry entryFor(const char* variant, double expected)
{
    ReferenceEntry entry;
    entry.variant = variant;
    entry.expected = {expected};
    entry.tolerance = 1e-3;
    return entry;
}

} // namespace

class TestModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void changedParts_data();
    void changedParts();
    void planListsEveryKey();
    void picturesGetTheirThumbnails();
    void logGrowsWithWrittenRows();
    void logEndsWithRowsThatAreNotWritten();
    void viewsSwitchWithoutLosingRows();
    void filtersByTextAndGroup();
    void sortsNumbersAsNumbers();
    void referenceRows();
    void smallTables();
    void queueKeepsItemsByTheirIds();
};

void TestModels::changedParts_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("other");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("nothing") << u"a.b.c"_s << u"a.b.c"_s << QStringList();
    QTest::newRow("everything") << u"a.b"_s << u"c.d"_s << QStringList{u"a.b"_s};
    QTest::newRow("source") << u"image_encoder.blocks.0.norm1.weight"_s
                            << u"vision_encoder.layers.0.layer_norm1.weight"_s
                            << QStringList{u"image_encoder.blocks"_s, u"norm1"_s};
    QTest::newRow("target") << u"vision_encoder.layers.0.layer_norm1.weight"_s
                            << u"image_encoder.blocks.0.norm1.weight"_s
                            << QStringList{u"vision_encoder.layers"_s, u"layer_norm1"_s};
    QTest::newRow("longer") << u"a.x.y.b"_s << u"a.b"_s << QStringList{u"x.y"_s};
}

void TestModels::changedParts()
{
    QFETCH(QString, name);
    QFETCH(QString, other);
    QFETCH(QStringList, expected);
    QStringList parts;
    for (const TextRange& range : samscope::changedParts(name, other)) {
        parts.append(name.mid(range.start, range.length));
    }
    QCOMPARE(parts, expected);
}

void TestModels::planListsEveryKey()
{
    const TestFolder folder;
    const auto plan = tinyPlan(folder);
    RemapModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(plan);
    QCOMPARE(model.rowCount(), static_cast<int>(plan->remap.rows.size()));
    for (int row = 0; row < model.rowCount(); ++row) {
        const RemapRow& planned = plan->remap.rows[static_cast<std::size_t>(row)];
        QCOMPARE(cell(model, row, RemapModel::Source), QString::fromStdString(planned.source));
        QCOMPARE(cell(model, row, RemapModel::Target), QString::fromStdString(planned.target));
        QVERIFY(cell(model, row, RemapModel::Hash).isEmpty());
    }
    model.setPlan(nullptr);
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::logGrowsWithWrittenRows()
{
    const TestFolder folder;
    RemapModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(tinyPlan(folder));
    model.startLog();
    QCOMPARE(model.rowCount(), 0);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.appendWritten({{.row = 4, .dtype = DType::F16, .bytes = 1234, .sha256 = "aa"}, {.row = 2, .sha256 = "bb"}});
    model.appendWritten({});
    model.appendWritten({{.row = 7, .sha256 = "cc"}});
    QCOMPARE(inserted.count(), 2);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.writtenCount(), 3u);
    QCOMPARE(cell(model, 0, RemapModel::Number), u"5"_s);
    QCOMPARE(cell(model, 0, RemapModel::DTypeOf), u"float16"_s);
    QCOMPARE(model.index(0, RemapModel::Bytes).data(RemapModel::SortRole).toULongLong(), 1234u);
    QCOMPARE(cell(model, 1, RemapModel::Hash), u"bb"_s);
    QCOMPARE(cell(model, 2, RemapModel::Number), u"8"_s);
}

void TestModels::logEndsWithRowsThatAreNotWritten()
{
    const TestFolder folder;
    const auto plan = tinyPlan(folder);
    std::vector<WrittenRow> written;
    for (std::size_t row = 0; row < plan->remap.rows.size(); ++row) {
        if (plan->remap.rows[row].written) {
            written.push_back({.row = row, .sha256 = "aa"});
        }
    }
    RemapModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(plan);
    model.startLog();
    model.appendWritten(written);
    QVERIFY(model.rowCount() < static_cast<int>(plan->remap.rows.size()));
    model.completeLog({});
    QCOMPARE(model.rowCount(), static_cast<int>(plan->remap.rows.size()));
    QCOMPARE(model.writtenCount(), written.size());
}

void TestModels::viewsSwitchWithoutLosingRows()
{
    const TestFolder folder;
    const auto plan = tinyPlan(folder);
    RemapModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPlan(plan);
    model.startLog();
    model.appendWritten({{.row = 4, .sha256 = "aa"}});
    model.setView(RemapModel::View::Plan);
    model.appendWritten({{.row = 5, .sha256 = "bb"}});
    QCOMPARE(model.rowCount(), static_cast<int>(plan->remap.rows.size()));
    QCOMPARE(cell(model, 5, RemapModel::Hash), u"bb"_s);
    model.setView(RemapModel::View::Log);
    QCOMPARE(model.rowCount(), 2);
}

void TestModels::filtersByTextAndGroup()
{
    const TestFolder folder;
    const auto plan = tinyPlan(folder);
    RemapModel model;
    model.setPlan(plan);
    RemapFilter filter;
    const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filter.setSourceModel(&model);
    QCOMPARE(filter.rowCount(), model.rowCount());
    filter.setGroups({RemapFilter::Group::Renamed});
    QCOMPARE(filter.rowCount(), static_cast<int>(plan->remap.counts.renamed));
    filter.setGroups({RemapFilter::Group::Renamed, RemapFilter::Group::Kept});
    QCOMPARE(filter.rowCount(), static_cast<int>(plan->remap.counts.renamed + plan->remap.counts.kept));
    filter.setGroups({RemapFilter::Group::Problems});
    QCOMPARE(filter.rowCount(), 0);
    filter.setGroups({});
    filter.setRule(19);
    QCOMPARE(filter.rowCount(), 2); // weight and bias of the patch embedding
    filter.setRule(1);
    QCOMPARE(filter.rowCount(), 2);
    filter.setRule(std::nullopt);
    filter.setText(u"  vision_encoder.layers.1.LAYER_NORM1 "_s);
    QCOMPARE(filter.rowCount(), 2);
}

void TestModels::sortsNumbersAsNumbers()
{
    const TestFolder folder;
    RemapModel model;
    model.setPlan(tinyPlan(folder));
    RemapFilter filter;
    filter.setSourceModel(&model);
    filter.sort(RemapModel::Bytes, Qt::AscendingOrder);
    std::uint64_t last = 0;
    for (int row = 0; row < filter.rowCount(); ++row) {
        const auto bytes = filter.index(row, RemapModel::Bytes).data(RemapModel::SortRole).toULongLong();
        QVERIFY(bytes >= last);
        last = bytes;
    }
    QVERIFY(last > 10'000);
}

void TestModels::referenceRows()
{
    ReferencePack pack;
    pack.entries = {entryFor("custom", 0.5), entryFor("sam_vit_b_01ec64", 0.1), entryFor("custom", 0.25)};
    ReferenceModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPack(pack, "custom");
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 0, ReferenceModel::Status), u"not run"_s);
    model.setResults({{.got = {0.5}, .difference = 0, .status = CheckStatus::Pass},
                      {.got = {0.75}, .difference = 0.5, .status = CheckStatus::Fail}});
    QCOMPARE(cell(model, 0, ReferenceModel::Status), u"pass"_s);
    QCOMPARE(cell(model, 1, ReferenceModel::Status), u"fail"_s);
    QCOMPARE(cell(model, 1, ReferenceModel::Expected), u"0.2500"_s);
    QCOMPARE(cell(model, 1, ReferenceModel::Got), u"0.7500"_s);
    QCOMPARE(model.failures(), 1u);
    model.setPack(pack, "slimsam-77-uniform");
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::smallTables()
{
    MismatchModel mismatches;
    const QAbstractItemModelTester first(&mismatches, QAbstractItemModelTester::FailureReportingMode::QtTest);
    mismatches.setRows({{"a.b", "differs", 0.25}, {"c", "missing", std::nullopt}});
    QCOMPARE(cell(mismatches, 0, 2), u"0.25"_s);
    QCOMPARE(cell(mismatches, 1, 1), u"missing"_s);
    PushModel files;
    const QAbstractItemModelTester third(&files, QAbstractItemModelTester::FailureReportingMode::QtTest);
    files.setRows({{{"config.json", memorySource({}, "config.json")}, "abc", PushState::Changed}});
    QCOMPARE(cell(files, 0, PushModel::OnTheHub), u"changed"_s);
    QCOMPARE(cell(files, 0, PushModel::Bytes), u"0"_s);
    EvidenceModel evidence;
    const QAbstractItemModelTester second(&evidence, QAbstractItemModelTester::FailureReportingMode::QtTest);
    evidence.setRows(
        {{"hidden_size", "768", "image_encoder.pos_embed", false}, {"heads", "8", "no shape tells", true}});
    QCOMPARE(cell(evidence, 0, 2), u"image_encoder.pos_embed"_s);
    QCOMPARE(cell(evidence, 1, 2), u"assumed: no shape tells"_s);
}

void TestModels::queueKeepsItemsByTheirIds()
{
    QueueModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<int> ids;
    for (const char* file : {"/x/a.pth", "/x/b.pth", "/x/c.pth"}) {
        QueueItem item;
        item.options.checkpoint = file;
        ids.push_back(model.append(item));
    }
    model.move(ids[2], -1);
    QCOMPARE(cell(model, 1, QueueModel::Checkpoint), u"c.pth"_s);
    model.move(ids[2], 1);
    model.move(ids[2], 1); // there is no further
    model.move(ids[0], -1);
    QCOMPARE(model.rowOf(ids[2]), 2);
    model.change(ids[1], [](QueueItem& item) { item.state = QueueItem::State::Stopped; });
    QCOMPARE(cell(model, 1, QueueModel::State), u"stopped"_s);
    model.remove(ids[0]);
    QCOMPARE(model.rowOf(ids[1]), 0);
    QVERIFY(model.find(ids[0]) == nullptr);
    model.change(ids[0], [](QueueItem&) { QFAIL("it is gone"); });
}

void TestModels::picturesGetTheirThumbnails()
{
    PictureModel model(72);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPaths({u"/x/a.png"_s, u"/x/b.png"_s});
    QCOMPARE(model.index(1, 0).data().toString(), u"b.png"_s);
    const auto sizes = [&] { return model.index(1, 0).data(Qt::DecorationRole).value<QIcon>().availableSizes(); };
    QCOMPARE(sizes(), QList{QSize(72, 72)}); // the place that is held free
    model.setThumbnail(1, QImage(4, 2, QImage::Format_RGB32));
    model.setThumbnail(2, QImage(4, 4, QImage::Format_RGB32)); // of a folder that has shrunk
    QCOMPARE(sizes(), QList{QSize(4, 4)});                     // as wide as high, as all are
    model.setPaths({u"/x/a.png"_s});
    QCOMPARE(model.rowCount(), 1);
}

SAMSCOPE_TEST(tst_models, QApplication, TestModels)
#include "tst_models.moc"
