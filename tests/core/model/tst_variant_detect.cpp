#include "core/model/key_rules.h"
#include "core/model/variant_detect.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;

namespace {

const Evidence* evidenceOf(const Detection& detection, const char* what)
{
    const auto found = std::find_if(detection.evidence.begin(), detection.evidence.end(),
                                    [&](const Evidence& evidence) { return evidence.what == what; });
    return found == detection.evidence.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

StateDict tinyDict()
{
    return samDict(tinyConfig());
}

void addTensor(StateDict& dict, const std::string& name, const Shape& shape)
{
    dict.tensors.push_back(entryOf(name, shape));
}

} // namespace

class TestVariantDetect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void named_data()
    {
        QTest::addColumn<QByteArray>("variant");
        QTest::addColumn<Layout>("layout");
        for (const Variant& variant : namedVariants()) {
            for (const Layout layout : {Layout::Meta, Layout::Hf}) {
                QTest::addRow("%s %s", variant.name.data(), layoutName(layout).data())
                    << QByteArray(variant.name.data()) << layout;
            }
        }
    }

    void named()
    {
        QFETCH(QByteArray, variant);
        QFETCH(Layout, layout);
        const SamConfig& config = findVariant(variant.toStdString())->config;
        const Detection detection = detectVariant(samDict(config, layout));
        QVERIFY(detection.family == Family::Sam);
        QVERIFY(detection.config == config);
        QCOMPARE(QByteArray::fromStdString(detection.variant), variant);
        QVERIFY2(detection.problems.empty(), joined(detection.problems).c_str());
    }

    void custom_data()
    {
        QTest::addColumn<int>("change");
        QTest::newRow("small everything") << 0;
        QTest::newRow("every block global") << 1;
        QTest::newRow("every block windowed") << 2;
        QTest::newRow("one channel, patch 8") << 3;
        QTest::newRow("other decoder") << 4;
        QTest::newRow("other image size") << 5;
    }

    void custom()
    {
        QFETCH(int, change);
        SamConfig config = tinyConfig();
        switch (change) {
        case 1:
            config.vision.globalAttnIndexes = {0, 1};
            config.vision.windowSize = 14;
            break;
        case 2:
            config.vision.globalAttnIndexes = {};
            break;
        case 3:
            config.vision.channels = 1;
            config.vision.patchSize = 8;
            break;
        case 4:
            config.decoder.layers = 3;
            config.decoder.attentionDownsampleRate = 4;
            config.decoder.numMultimaskOutputs = 5;
            config.prompt.maskInputChannels = 8;
            break;
        case 5:
            config = namedVariants()[0].config;
            config.vision.imageSize = 512;
            break;
        default:
            break;
        }
        for (const Layout layout : {Layout::Meta, Layout::Hf}) {
            const Detection detection = detectVariant(samDict(config, layout));
            QVERIFY2(detection.problems.empty(), joined(detection.problems).c_str());
            QVERIFY(detection.config == config);
            QCOMPARE(detection.variant, std::string("custom"));
        }
    }

    void evidence_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<bool>("assumed");
        const auto row = [](const char* what, const char* value, const char* source, bool assumed = false) {
            QTest::newRow(what) << QByteArray(what) << QByteArray(value) << QByteArray(source) << assumed;
        };
        row("hidden_size", "768", "image_encoder.pos_embed 1x64x64x768");
        row("num_hidden_layers", "12", "image_encoder.blocks.0 to 11");
        row("num_attention_heads", "12",
            "width 768 over the head width in image_encoder.blocks.0.attn.rel_pos_h 27x64");
        row("mlp_dim", "3072", "image_encoder.blocks.0.mlp.lin1.weight 3072x768");
        row("num_channels", "3", "image_encoder.patch_embed.proj.weight 768x3x16x16");
        row("patch_size", "16", "image_encoder.patch_embed.proj.weight 768x3x16x16");
        row("image_size", "1024", "image_encoder.pos_embed 1x64x64x768 times patches of 16");
        row("output_channels", "256", "image_encoder.neck.0.weight 256x768x1x1");
        row("global_attn_indexes", "[2, 5, 8, 11]", "blocks whose rel_pos has 127 rows");
        row("window_size", "14", "image_encoder.blocks.10.attn.rel_pos_h 27x64");
        row("num_pos_feats", "128", "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix 2x128");
        row("prompt_encoder.hidden_size", "256", "prompt_encoder.not_a_point_embed.weight 1x256");
        row("prompt_encoder.mask_input_channels", "16", "prompt_encoder.mask_downscaling.3.weight 16x4x2x2");
        row("prompt_encoder.num_point_embeddings", "4", "prompt_encoder.point_embeddings.0 to 3");
        row("mask_decoder.hidden_size", "256", "mask_decoder.iou_token.weight 1x256");
        row("mask_decoder.num_hidden_layers", "2", "mask_decoder.transformer.layers.0 to 1");
        row("mask_decoder.mlp_dim", "2048", "mask_decoder.transformer.layers.0.mlp.lin1.weight 2048x256");
        row("mask_decoder.attention_downsample_rate", "2",
            "width 256 over the rows of mask_decoder.transformer.layers.0.cross_attn_token_to_image.q_proj.weight "
            "128x256");
        row("mask_decoder.num_multimask_outputs", "3",
            "mask_decoder.mask_tokens.weight 4x256, one token is for the single mask");
        row("mask_decoder.iou_head_depth", "3", "mask_decoder.iou_prediction_head.layers.0 to 2");
        row("mask_decoder.iou_head_hidden_dim", "256", "mask_decoder.iou_prediction_head.layers.0.weight 256x256");
        row("mask_decoder.num_attention_heads", "8", "assumed: no shape tells, and every published SAM has 8", true);
        row("layer_norm_eps", "1e-06", "assumed: no shape tells", true);
        row("activations", "gelu, in the decoder's MLP and heads relu", "assumed: no shape tells", true);
    }

    void evidence()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, source);
        QFETCH(bool, assumed);
        const Detection detection = detectVariant(samDict(namedVariants()[0].config));
        const Evidence* evidence = evidenceOf(detection, what.constData());
        QVERIFY(evidence);
        QCOMPARE(QByteArray::fromStdString(evidence->value), value);
        QVERIFY2(QByteArray::fromStdString(evidence->source).startsWith(source), evidence->source.c_str());
        QCOMPARE(evidence->assumed, assumed);
    }

    void windowIsAssumedWhenEveryBlockIsGlobal()
    {
        SamConfig config = tinyConfig();
        config.vision.globalAttnIndexes = {0, 1};
        const Detection detection = detectVariant(samDict(config));
        QVERIFY(evidenceOf(detection, "window_size")->assumed);
        QCOMPARE(evidenceOf(detection, "window_size")->value, std::string("14"));
    }

    void families_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<Family>("family");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char* name, int change, Family family, const char* problem) {
            QTest::newRow(name) << change << family << QByteArray(problem);
        };
        row("SAM-HQ", 0, Family::SamHq, "SamHQModel");
        row("SAM-HQ of transformers", 1, Family::SamHq, "SamHQModel");
        row("TinyViT", 2, Family::MobileSam, "another image encoder");
        row("split qkv", 3, Family::SplitQkv, "put the rows of q, k and v below each other");
        row("per-block MLP", 4, Family::PerBlockWidths,
            "blocks of different widths (image_encoder.blocks.0.mlp.lin1.weight 40x24");
        row("per-block split qkv", 5, Family::PerBlockWidths, "globally pruned files");
        row("SAM 2", 6, Family::Sam2, "this is SAM 2");
    }

    void families()
    {
        QFETCH(int, change);
        QFETCH(Family, family);
        QFETCH(QByteArray, problem);
        StateDict dict = tinyDict();
        switch (change) {
        case 0:
            addTensor(dict, "mask_decoder.hf_token.weight", {1, 32});
            break;
        case 1:
            dict = samDict(tinyConfig(), Layout::Hf);
            addTensor(dict, "mask_decoder.hq_token.weight", {1, 32});
            break;
        case 2:
            std::erase_if(dict.tensors, [](const auto& entry) { return entry.name.starts_with("image_encoder."); });
            addTensor(dict, "image_encoder.layers.0.blocks.0.conv1.c.weight", {64, 64, 1, 1});
            break;
        case 3:
        case 5:
            for (const std::string block : {"image_encoder.blocks.0.attn.", "image_encoder.blocks.1.attn."}) {
                removeTensor(dict, block + "qkv.weight");
                for (const char* part : {"q.weight", "k.weight", "v.weight"}) {
                    addTensor(dict, block + part, {change == 5 && block.find('1') != block.npos ? 20u : 24u, 24});
                }
            }
            break;
        case 4:
            reshapeTensor(dict, "image_encoder.blocks.1.mlp.lin1.weight", {32, 24});
            break;
        default:
            addTensor(dict, "image_encoder.trunk.blocks.0.norm1.weight", {24});
            break;
        }
        const Detection detection = detectVariant(dict);
        QVERIFY(detection.family == family);
        QVERIFY(!detection.config && detection.variant.empty());
        QCOMPARE(detection.problems.size(), std::size_t(1));
        const std::string told = detection.problems[0] + "; " + detection.advice;
        QVERIFY2(QByteArray::fromStdString(told).contains(problem), told.c_str());
    }

    void noSam_data()
    {
        QTest::addColumn<QByteArray>("tensor");
        QTest::addColumn<QList<quint64>>("shape");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char* name, const char* tensor, const QList<quint64>& shape, const char* problem) {
            QTest::newRow(name) << QByteArray(tensor) << shape << QByteArray(problem);
        };
        row("no positions", "image_encoder.pos_embed", {}, "image_encoder.pos_embed is missing");
        row("positions of rank 3", "image_encoder.pos_embed", {1, 16, 24}, "1x16x24 does not have 4 dimensions");
        row("positions not square", "image_encoder.pos_embed", {1, 4, 8, 24}, "1x4x8x24 is not square");
        row("no relative positions", "image_encoder.blocks.0.attn.rel_pos_h", {}, "attn.rel_pos_h is missing");
        row("head width", "image_encoder.blocks.0.attn.rel_pos_h", {5, 7},
            "the width 24 is not a multiple of the head width");
        row("no head width", "image_encoder.blocks.0.attn.rel_pos_h", {5, 0}, "not a multiple of the head width");
        row("even rows", "image_encoder.blocks.0.attn.rel_pos_h", {6, 8}, "6x8 has an even number of rows");
        row("patch of 0", "image_encoder.patch_embed.proj.weight", {24, 3, 0, 0},
            "image_size is 0, not within 1 to 65536");
        row("huge width", "image_encoder.pos_embed", {1, 4, 4, 1ull << 62}, "is larger than any SAM");
        row("huge grid", "image_encoder.pos_embed", {1, 1ull << 40, 1ull << 40, 24}, "is larger than any SAM");
        row("no decoder token", "mask_decoder.iou_token.weight", {}, "mask_decoder.iou_token.weight is missing");
        row("other decoder width", "mask_decoder.iou_token.weight", {1, 64}, "are not one number");
        row("downsampling", "mask_decoder.transformer.layers.0.cross_attn_token_to_image.q_proj.weight", {12, 32},
            "the decoder's width 32 is not a multiple of the rows");
    }

    void noSam()
    {
        QFETCH(QByteArray, tensor);
        QFETCH(QList<quint64>, shape);
        QFETCH(QByteArray, problem);
        StateDict dict = tinyDict();
        if (shape.isEmpty()) {
            removeTensor(dict, tensor.toStdString());
        } else {
            reshapeTensor(dict, tensor.toStdString(), Shape(shape.begin(), shape.end()));
        }
        const Detection detection = detectVariant(dict);
        QVERIFY(detection.family == Family::Unknown);
        QVERIFY(!detection.config && detection.variant.empty());
        QVERIFY2(QByteArray::fromStdString(joined(detection.problems)).contains(problem),
                 joined(detection.problems).c_str());
        QVERIFY(detection.advice.starts_with("the nearest variant is "));
    }

    void windowsOfDifferentSizes()
    {
        SamConfig config = tinyConfig();
        config.vision.globalAttnIndexes = {};
        StateDict dict = samDict(config);
        reshapeTensor(dict, "image_encoder.blocks.1.attn.rel_pos_h", {3, 8});
        QVERIFY(joined(detectVariant(dict).problems).find("windows of different sizes") != std::string::npos);
    }

    void aMissingBlockIsAHole()
    {
        StateDict dict = samDict(namedVariants()[4].config);
        std::erase_if(dict.tensors,
                      [](const auto& entry) { return entry.name.starts_with("image_encoder.blocks.3."); });
        const Detection detection = detectVariant(dict);
        QVERIFY2(joined(detection.problems).find("image_encoder.blocks are not numbered without a hole") !=
                     std::string::npos,
                 joined(detection.problems).c_str());
        QCOMPARE(detection.advice,
                 std::string("the nearest variant is slimsam-77-uniform, which differs in 14 of 314 tensors"));
    }

    void extraAndMissingKeysLeaveTheSizeKnown()
    {
        StateDict dict = tinyDict();
        addTensor(dict, "image_encoder.blocks.0.attn.qkv.lora_a.weight", {4, 24});
        removeTensor(dict, "mask_decoder.transformer.norm_final_attn.bias");
        const Detection detection = detectVariant(dict);
        QVERIFY(detection.family == Family::Sam);
        QVERIFY(detection.config == tinyConfig());
    }

    void decoderHeads_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<QByteArray>("problem");
        QTest::newRow("4") << 4 << QByteArray();
        QTest::newRow("16") << 16 << QByteArray();
        QTest::newRow("32") << 32 << QByteArray("the inner width of cross-attention 16 is not a multiple");
        QTest::newRow("5") << 5 << QByteArray("mask_decoder.hidden_size 32 is not a multiple of num_attention_heads 5");
        QTest::newRow("0") << 0 << QByteArray("mask_decoder.num_attention_heads is 0");
    }

    void decoderHeads()
    {
        QFETCH(int, heads);
        QFETCH(QByteArray, problem);
        const Detection detection = detectVariant(tinyDict(), heads);
        QCOMPARE(detection.config.has_value(), problem.isEmpty());
        QVERIFY2(QByteArray::fromStdString(joined(detection.problems)).contains(problem),
                 joined(detection.problems).c_str());
        if (detection.config) {
            QCOMPARE(detection.config->decoder.heads, heads);
        }
    }

    void statedConfigFillsTheGaps()
    {
        SamConfig stated = tinyConfig();
        stated.decoder.heads = 4;
        stated.vision.layerNormEps = 1e-5;
        const Detection detection = detectVariant(samDict(stated, Layout::Hf), stated);
        QVERIFY2(detection.problems.empty(), joined(detection.problems).c_str());
        QVERIFY(detection.config == stated);
        QCOMPARE(detection.variant, std::string("custom"));
        const Evidence* heads = evidenceOf(detection, "mask_decoder.num_attention_heads");
        QCOMPARE(heads->value, std::string("4"));
        QCOMPARE(heads->source, std::string("config.json"));
        QVERIFY(!heads->assumed);
    }

    void statedConfigThatDisagrees()
    {
        SamConfig stated = tinyConfig();
        stated.vision.mlpDim = 96;
        const Detection detection = detectVariant(samDict(tinyConfig(), Layout::Hf), stated);
        QVERIFY(!detection.config);
        QCOMPARE(detection.problems.size(), std::size_t(1));
        QCOMPARE(detection.problems[0],
                 std::string("config.json says mlp_dim 96, and vision_encoder.layers.0.mlp.lin1.weight "
                             "40x24 says 40"));
        QVERIFY(!detection.advice.empty());
    }

    void statedConfigNeedsNotEveryTensor()
    {
        StateDict dict = samDict(tinyConfig(), Layout::Hf);
        removeTensor(dict, "vision_encoder.patch_embed.projection.weight");
        removeTensor(dict, "mask_decoder.iou_token.weight");
        const Detection detection = detectVariant(dict, tinyConfig());
        QVERIFY2(detection.problems.empty(), joined(detection.problems).c_str());
        QVERIFY(detection.family == Family::Sam);
        QVERIFY(detection.config == tinyConfig());
    }

    // No shape tells a window as large as the picture, or none at all, from global attention.
    void statedWindowsThatNoShapeTells_data()
    {
        QTest::addColumn<int>("window");
        QTest::newRow("as large as the grid") << 4;
        QTest::newRow("none") << 0;
    }
    void statedWindowsThatNoShapeTells()
    {
        QFETCH(int, window);
        SamConfig stated = tinyConfig();
        stated.vision.windowSize = window;
        stated.vision.globalAttnIndexes = {1};
        const Detection detection = detectVariant(samDict(stated, Layout::Hf), stated);
        QVERIFY2(detection.problems.empty(), joined(detection.problems).c_str());
        QVERIFY(detection.config == stated);
        QCOMPARE(evidenceOf(detection, "global_attn_indexes")->value, std::string("[1]"));
        QCOMPARE(evidenceOf(detection, "window_size")->value, std::to_string(window));
    }
};

SAMSCOPE_TEST(tst_variant_detect, QCoreApplication, TestVariantDetect)
#include "tst_variant_detect.moc"
