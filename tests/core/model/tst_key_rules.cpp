#include "core/model/key_rules.h"
#include "core/model/meta_tensors.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <set>

using namespace samscope;

namespace {

std::vector<std::pair<std::string, std::string>> scriptPairs()
{
    std::vector<std::pair<std::string, std::string>> pairs;
    const std::string text = readBytes(SAMSCOPE_TEST_DATA "/model/names-sam_vit_b.tsv");
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t tab = text.find('\t', start);
        const std::size_t end = text.find('\n', tab);
        pairs.emplace_back(text.substr(start, tab - start), text.substr(tab + 1, end - tab - 1));
        start = end + 1;
    }
    return pairs;
}

void replaceAll(std::string& text, std::string_view find, std::string_view replace)
{
    for (std::size_t at = text.find(find); at != text.npos; at = text.find(find, at + replace.size())) {
        text.replace(at, find.size(), replace);
    }
}

} // namespace

class TestKeyRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Every pair that the reference conversion's rename makes for vit_b.
    void equalsTheScript()
    {
        const auto pairs = scriptPairs();
        QCOMPARE(pairs.size(), std::size_t(314));
        for (const auto& [meta, hf] : pairs) {
            QCOMPARE(renameKey(meta), hf);
        }
    }

    // The script's own way, substring by substring, agrees on the genuine keys of every variant.
    void equalsPlainSubstitution_data()
    {
        QTest::addColumn<QByteArray>("variant");
        for (const Variant& variant : namedVariants()) {
            QTest::newRow(variant.name.data()) << QByteArray(variant.name.data());
        }
    }

    void equalsPlainSubstitution()
    {
        QFETCH(QByteArray, variant);
        for (const auto& [name, shape] : metaTensors(findVariant(variant.toStdString())->config)) {
            std::string expected = name;
            int previous = 0;
            for (const KeyRule& rule : keyRules()) {
                if (rule.number <= 21 && rule.number != previous) {
                    replaceAll(expected, rule.find, rule.replace);
                }
                previous = rule.number;
            }
            if (name.find("output_hypernetworks_mlps") == name.npos) {
                QCOMPARE(renameKey(name), expected);
            }
        }
    }

    void rules_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("renamed");
        QTest::addColumn<QList<int>>("numbers");
        const auto row = [](const char* key, const char* renamed, const QList<int>& numbers) {
            QTest::newRow(key) << QByteArray(key) << QByteArray(renamed) << numbers;
        };
        row("image_encoder.pos_embed", "vision_encoder.pos_embed", {14});
        row("image_encoder.blocks.31.norm2.bias", "vision_encoder.layers.31.layer_norm2.bias", {14, 20, 21});
        row("image_encoder.blocks.0.attn.proj.weight", "vision_encoder.layers.0.attn.proj.weight", {14, 21});
        row("image_encoder.patch_embed.proj.bias", "vision_encoder.patch_embed.projection.bias", {14, 19});
        row("image_encoder.neck.1.weight", "vision_encoder.neck.layer_norm1.weight", {14, 16});
        row("mask_decoder.iou_prediction_head.layers.0.bias", "mask_decoder.iou_prediction_head.proj_in.bias", {1});
        row("mask_decoder.iou_prediction_head.layers.1.bias", "mask_decoder.iou_prediction_head.layers.0.bias", {2});
        row("mask_decoder.iou_prediction_head.layers.2.bias", "mask_decoder.iou_prediction_head.proj_out.bias", {3});
        row("mask_decoder.transformer.norm_final_attn.bias", "mask_decoder.transformer.layer_norm_final_attn.bias",
            {20});
        row("mask_decoder.transformer.layers.1.norm4.bias", "mask_decoder.transformer.layers.1.layer_norm4.bias", {20});
        row("mask_decoder.output_hypernetworks_mlps.3.layers.0.weight",
            "mask_decoder.output_hypernetworks_mlps.3.proj_in.weight", {22});
        row("mask_decoder.output_hypernetworks_mlps.0.layers.1.weight",
            "mask_decoder.output_hypernetworks_mlps.0.layers.0.weight", {22});
        row("mask_decoder.output_hypernetworks_mlps.12.layers.2.weight",
            "mask_decoder.output_hypernetworks_mlps.12.proj_out.weight", {22});
        row("prompt_encoder.pe_layer.positional_encoding_gaussian_matrix",
            "prompt_encoder.shared_embedding.positional_embedding", {13});
    }

    void rules()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, renamed);
        QFETCH(QList<int>, numbers);
        std::vector<int> matched;
        QCOMPARE(QByteArray::fromStdString(renameKey(key.toStdString(), &matched)), renamed);
        QCOMPARE(QList<int>(matched.begin(), matched.end()), numbers);
    }

    void neverHit_data()
    {
        QTest::addColumn<QByteArray>("key");
        for (const char* key :
             {"mask_decoder.transformer.layers.0.mlp.lin1.weight",
              "mask_decoder.transformer.layers.1.self_attn.q_proj.bias", "prompt_encoder.mask_downscaling.10.weight",
              "prompt_encoder.mask_downscaling.2.weight", "mask_decoder.output_upscaling.10.weight",
              "mask_decoder.iou_prediction_head.layers.10.weight",
              "mask_decoder.output_hypernetworks_mlps.0.layers.3.weight",
              "mask_decoder.transformer.layers.0.normalize.weight", "vision_encoder.layers.0.layer_norm1.weight",
              "vision_encoder.patch_embed.projection.weight", "vision_encoder.neck.layer_norm1.weight",
              "vision_encoder.neck.1.weight", "head.norm.weight", "blocks.0.norm1.weight",
              "my_image_encoder.neck.0.weight", "prompt_encoder.point_embeddings2.weight", "pixel_mean", "", "."}) {
            QTest::newRow(key) << QByteArray(key);
        }
    }

    void neverHit()
    {
        QFETCH(QByteArray, key);
        std::vector<int> matched;
        QCOMPARE(QByteArray::fromStdString(renameKey(key.toStdString(), &matched)), key);
        QVERIFY(matched.empty());
    }

    // The encoder's own rule applies, the anchored ones do not.
    void encoderOnly()
    {
        QCOMPARE(renameKey("image_encoder.neck.10.weight"), std::string("vision_encoder.neck.10.weight"));
        QCOMPARE(renameKey("image_encoder.blocks.0.normalize.weight"),
                 std::string("vision_encoder.layers.0.normalize.weight"));
    }

    void everyRuleIsThere()
    {
        std::set<int> numbers;
        int previous = 0;
        for (const KeyRule& rule : keyRules()) {
            QVERIFY(rule.number >= previous);
            previous = rule.number;
            numbers.insert(rule.number);
        }
        QCOMPARE(numbers.size(), std::size_t(22));
        QCOMPARE(*numbers.rbegin(), 22);
    }

    void isABijection()
    {
        std::set<std::string> targets;
        const auto tensors = metaTensors(namedVariants()[2].config);
        for (const auto& [name, shape] : tensors) {
            targets.insert(renameKey(name));
        }
        QCOMPARE(targets.size(), tensors.size());
    }
};

SAMSCOPE_TEST(tst_key_rules, QCoreApplication, TestKeyRules)
#include "tst_key_rules.moc"
