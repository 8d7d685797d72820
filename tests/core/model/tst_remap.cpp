#include "core/model/remap.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;

namespace {

const RemapRow* rowOf(const RemapPlan& plan, const std::string& source, RemapAction action)
{
    const auto found = std::find_if(plan.rows.begin(), plan.rows.end(),
                                    [&](const RemapRow& row) { return row.source == source && row.action == action; });
    return found == plan.rows.end() ? nullptr : &*found;
}

bool contains(const std::string& text, const char* part)
{
    return text.find(part) != text.npos;
}

} // namespace

class TestRemap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data()
    {
        QTest::addColumn<int>("variant");
        QTest::addColumn<int>("source");
        QTest::addColumn<int>("renamed");
        QTest::newRow("vit_b") << 0 << 314 << 246;
        QTest::newRow("vit_l") << 1 << 482 << 414;
        QTest::newRow("vit_h") << 2 << 594 << 526;
        QTest::newRow("slimsam-50") << 3 << 314 << 246;
        QTest::newRow("slimsam-77") << 4 << 314 << 246;
    }

    void counts()
    {
        QFETCH(int, variant);
        QFETCH(int, source);
        QFETCH(int, renamed);
        const SamConfig& config = namedVariants()[static_cast<std::size_t>(variant)].config;
        const RemapPlan plan = planRemap(samDict(config), config);
        QVERIFY(plan.canConvert());
        QCOMPARE(int(plan.counts.source), source);
        QCOMPARE(int(plan.counts.renamed), renamed);
        QCOMPARE(int(plan.counts.kept), 68);
        QCOMPARE(int(plan.counts.duplicated), 1);
        QCOMPARE(int(plan.counts.written), source);
        QCOMPARE(int(plan.counts.dropped + plan.counts.missing + plan.counts.unexpected), 0);
        QCOMPARE(int(plan.rows.size()), source + 1);
    }

    void tiedEmbeddingHasTwoRows()
    {
        const RemapPlan plan = planRemap(samDict(tinyConfig()), tinyConfig());
        const std::string source = "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix";
        const RemapRow* rename = rowOf(plan, source, RemapAction::Rename);
        const RemapRow* duplicate = rowOf(plan, source, RemapAction::Duplicate);
        QVERIFY(rename && duplicate);
        QCOMPARE(rename->target, std::string(tiedEmbeddingName));
        QVERIFY(!rename->written);
        QVERIFY(rename->rules == std::vector<int>{13});
        QCOMPARE(duplicate->target, std::string(sharedEmbeddingName));
        QVERIFY(duplicate->written);
        QVERIFY(duplicate->rules.empty());
        QCOMPARE(duplicate - rename, std::ptrdiff_t(1));
    }

    void constantsAreDropped()
    {
        StateDict dict = samDict(tinyConfig());
        dict.tensors.push_back(entryOf("pixel_mean", {3, 1, 1}));
        dict.tensors.push_back(entryOf("pixel_std", {3, 1, 1}));
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QVERIFY(plan.canConvert());
        QCOMPARE(plan.counts.dropped, std::size_t(2));
        QVERIFY(rowOf(plan, "pixel_std", RemapAction::Drop)->target.empty());
    }

    void missingComesLast()
    {
        StateDict dict = samDict(tinyConfig());
        removeTensor(dict, "image_encoder.pos_embed");
        removeTensor(dict, "mask_decoder.iou_token.weight");
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QCOMPARE(plan.problems, std::size_t(2));
        QCOMPARE(plan.counts.missing, std::size_t(2));
        const RemapRow& first = plan.rows[plan.rows.size() - 2];
        QVERIFY(first.action == RemapAction::Missing);
        QCOMPARE(first.target, std::string("vision_encoder.pos_embed"));
        QVERIFY(first.source.empty() && !first.tensor && !first.written);
        QVERIFY2(contains(first.problem, "has no image_encoder.pos_embed (1x4x4x24)"), first.problem.c_str());
    }

    void unexpected_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("problem");
        QTest::newRow("foreign head") << QByteArray("class_head.weight") << QByteArray("has no tensor for this key");
        QTest::newRow("adapter") << QByteArray("image_encoder.blocks.0.attn.qkv.lora_a.weight")
                                 << QByteArray("belongs to an adapter: merge");
        QTest::newRow("one block more") << QByteArray("image_encoder.blocks.2.norm1.weight")
                                        << QByteArray("has no tensor");
        QTest::newRow("neck.10") << QByteArray("image_encoder.neck.10.weight") << QByteArray("has no tensor");
    }

    void unexpected()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, problem);
        StateDict dict = samDict(tinyConfig());
        dict.tensors.push_back(entryOf(key.toStdString(), {1}));
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QCOMPARE(plan.problems, std::size_t(1));
        const RemapRow* row = rowOf(plan, key.toStdString(), RemapAction::Unexpected);
        QVERIFY(row && row->target.empty() && !row->written);
        QVERIFY2(QByteArray::fromStdString(row->problem).contains(problem), row->problem.c_str());
    }

    void wrongShapeShowsBoth()
    {
        StateDict dict = samDict(tinyConfig());
        reshapeTensor(dict, "image_encoder.pos_embed", {1, 8, 8, 24});
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QCOMPARE(plan.problems, std::size_t(1));
        QCOMPARE(plan.counts.missing, std::size_t(0));
        const RemapRow* row = rowOf(plan, "image_encoder.pos_embed", RemapAction::Unexpected);
        QVERIFY(row);
        QCOMPARE(row->problem, std::string("shape 1x8x8x24, and the model asks for 1x4x4x24"));
    }

    void integersAreNoWeights()
    {
        StateDict dict = samDict(tinyConfig());
        dict.tensors[0].dtype = DType::I64;
        dict.tensors[1].dtype = DType::Unsupported;
        dict.tensors[1].typeName = "F8_E4M3";
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QCOMPARE(plan.problems, std::size_t(2));
        QVERIFY(contains(plan.rows[0].problem, "dtype int64"));
        QVERIFY(contains(plan.rows[1].problem, "dtype F8_E4M3"));
    }

    void collisionsMarkBothRows()
    {
        StateDict dict = samDict(tinyConfig());
        dict.tensors.push_back(entryOf("mask_decoder.iou_prediction_head.proj_in.bias", {20}));
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QCOMPARE(plan.problems, std::size_t(2));
        const RemapRow* original = rowOf(plan, "mask_decoder.iou_prediction_head.layers.0.bias", RemapAction::Rename);
        const RemapRow* copy = rowOf(plan, "mask_decoder.iou_prediction_head.proj_in.bias", RemapAction::Keep);
        QVERIFY(original && copy);
        QVERIFY(!original->written && !copy->written);
        QVERIFY2(contains(original->problem, "\"mask_decoder.iou_prediction_head.proj_in.bias\" maps to"),
                 original->problem.c_str());
        QVERIFY2(contains(copy->problem, "\"mask_decoder.iou_prediction_head.layers.0.bias\" maps to"),
                 copy->problem.c_str());
    }

    void aRefusedRowCollidesToo()
    {
        StateDict dict = samDict(tinyConfig());
        dict.tensors.push_back(entryOf("mask_decoder.iou_prediction_head.proj_in.bias", {7}));
        const RemapPlan plan = planRemap(dict, tinyConfig());
        const RemapRow* original = rowOf(plan, "mask_decoder.iou_prediction_head.layers.0.bias", RemapAction::Rename);
        const RemapRow* refused = rowOf(plan, "mask_decoder.iou_prediction_head.proj_in.bias", RemapAction::Unexpected);
        QVERIFY(original && refused);
        QVERIFY(!original->written && !refused->written);
        QVERIFY2(contains(original->problem, "\"mask_decoder.iou_prediction_head.proj_in.bias\" maps to"),
                 original->problem.c_str());
        QVERIFY2(contains(refused->problem, "shape 7") && contains(refused->problem, "layers.0.bias\" maps to"),
                 refused->problem.c_str());
        QVERIFY(!plan.canConvert());
    }

    void transformersNamesStay_data()
    {
        QTest::addColumn<bool>("shared");
        QTest::addColumn<bool>("tied");
        QTest::addColumn<int>("duplicated");
        QTest::addColumn<int>("problems");
        QTest::newRow("as transformers writes") << true << false << 0 << 0;
        QTest::newRow("both copies") << true << true << 0 << 0;
        QTest::newRow("only the tied one") << false << true << 1 << 0;
        QTest::newRow("neither") << false << false << 0 << 1;
    }

    void transformersNamesStay()
    {
        QFETCH(bool, shared);
        QFETCH(bool, tied);
        QFETCH(int, duplicated);
        QFETCH(int, problems);
        StateDict dict = samDict(tinyConfig(), Layout::Hf);
        const std::size_t expected = dict.tensors.size();
        if (!shared) {
            removeTensor(dict, std::string(sharedEmbeddingName));
        }
        if (tied) {
            dict.tensors.push_back(entryOf(std::string(tiedEmbeddingName), {2, 16}));
        }
        const RemapPlan plan = planRemap(dict, tinyConfig());
        QCOMPARE(int(plan.problems), problems);
        QCOMPARE(int(plan.counts.duplicated), duplicated);
        QCOMPARE(plan.counts.renamed, std::size_t(0));
        QCOMPARE(plan.counts.written, expected - static_cast<std::size_t>(problems));
    }

    void actionNames()
    {
        QCOMPARE(actionName(RemapAction::Rename), std::string_view("rename"));
        QCOMPARE(actionName(RemapAction::Keep), std::string_view("keep"));
        QCOMPARE(actionName(RemapAction::Duplicate), std::string_view("duplicate"));
        QCOMPARE(actionName(RemapAction::Drop), std::string_view("drop"));
        QCOMPARE(actionName(RemapAction::Missing), std::string_view("missing"));
        QCOMPARE(actionName(RemapAction::Unexpected), std::string_view("unexpected"));
    }
};

SAMSCOPE_TEST(tst_remap, QCoreApplication, TestRemap)
#include "tst_remap.moc"
