#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/model/hf_config.h"
#include "core/model/hf_config_reader.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

SamConfig configOf(const QByteArray& name)
{
    const Variant* variant = findVariant(name.toStdString());
    return variant ? variant->config : tinyConfig();
}

std::string dataFile(const std::string& name)
{
    return readBytes(SAMSCOPE_TEST_DATA "/model/" + name);
}

} // namespace

class TestHfConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Files that transformers 5.23 wrote.
    void equalsTransformers_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const Variant& variant : namedVariants()) {
            QTest::newRow(variant.name.data()) << QByteArray(variant.name.data());
        }
        QTest::newRow("tiny") << QByteArray("tiny");
    }

    void equalsTransformers()
    {
        QFETCH(QByteArray, name);
        const std::string expected = dataFile("config-" + name.toStdString() + ".json");
        std::string written = configJson(configOf(name), DType::F32);
        QVERIFY(nlohmann::json::parse(written).at("torch_dtype") == "float32");
        const std::string addition = "  \"torch_dtype\": \"float32\",\n";
        const std::size_t at = written.find(addition);
        QVERIFY(at != std::string::npos);
        QCOMPARE(written.erase(at, addition.size()), expected);
        QVERIFY(readSamConfig(expected, "config.json") == configOf(name));
    }

    void dtypes()
    {
        const Json json = parseStrictJson(configJson(tinyConfig(), DType::BF16), "x");
        QCOMPARE(json.at("dtype").get<std::string>(), std::string("bfloat16"));
        QCOMPARE(json.at("torch_dtype").get<std::string>(), std::string("bfloat16"));
    }

    void processorFiles()
    {
        const SamConfig& config = namedVariants()[0].config;
        const std::string flat = preprocessorConfigJson(config);
        QCOMPARE(flat.size(), std::size_t(574));
        QCOMPARE(sha256(asBytes(flat)),
                 std::string("de84590cfab4d1514f8b1a04d9c61b14f56c2a9f3af31c656a44b046465b73a5"));
        const std::string nested = processorConfigJson(config);
        QCOMPARE(nested.size(), std::size_t(665));
        QCOMPARE(sha256(asBytes(nested)),
                 std::string("09f20a54a6af17f37afebb11b908059fa65c3796b2577c0b7ee8cf9c9f80cf34"));
        QCOMPARE(processorConfigJson(tinyConfig()), dataFile("processor_config-tiny.json"));
    }

    void eras_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("variant");
        QTest::newRow("least that works")
            << QByteArray(R"({"model_type":"sam","vision_config":{"hidden_size":168,"mlp_dim":696}})")
            << QByteArray("slimsam-77-uniform");
        QTest::newRow("nothing but the type")
            << QByteArray(R"({"model_type":"sam"})") << QByteArray("sam_vit_b_01ec64");
        QTest::newRow("differences only, legacy fields")
            << QByteArray(
                   R"({"architectures":["SamModel"],"initializer_range":0.02,"mask_decoder_config":{"model_type":""},
                "model_type":"sam","prompt_encoder_config":{"model_type":""},"torch_dtype":"float32",
                "transformers_version":"4.31.0","vision_config":{"dropout":0.0,"initializer_factor":1.0,
                "intermediate_size":6144,"model_type":"","projection_dim":512,"hidden_size":1024,"num_hidden_layers":24,
                "num_attention_heads":16,"mlp_dim":4096,"global_attn_indexes":[5,11,17,23]}})")
            << QByteArray("sam_vit_l_0b3195");
        QTest::newRow("every attribute, generic ones too")
            << QByteArray(
                   R"({"_name_or_path":"x","model_type":"sam","vision_config":{"_name_or_path":"","add_cross_attention":false,
                "bad_words_ids":null,"chunk_size_feed_forward":0,"id2label":{"0":"LABEL_0"},"length_penalty":1.0,
                "torch_dtype":null,"hidden_size":1280,"num_hidden_layers":32,"num_attention_heads":16,"mlp_dim":null,
                "mlp_ratio":4.0,"global_attn_indexes":[7,15,23,31],"layer_norm_eps":1e-06,"qkv_bias":true},
                "prompt_encoder_config":{"image_embedding_size":64,"hidden_act":"gelu"},"mask_decoder_config":null})")
            << QByteArray("sam_vit_h_4b8939");
    }

    void eras()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, variant);
        QCOMPARE(QByteArray(variantName(readSamConfig(text.toStdString(), "config.json")).data()), variant);
    }

    void mlpDimFromTheRatio()
    {
        const SamConfig config =
            readSamConfig(R"({"model_type":"sam","vision_config":{"hidden_size":168,"mlp_dim":null}})", "config.json");
        QCOMPARE(config.vision.mlpDim, 672);
    }

    void indexesBeyondTheLastBlockAreIgnored()
    {
        const SamConfig config = readSamConfig(
            R"({"model_type":"sam","vision_config":{"num_hidden_layers":6,"global_attn_indexes":[5,2,2,8]}})",
            "config.json");
        QVERIFY(config.vision.globalAttnIndexes == (std::vector<int>{2, 5}));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const char* text, const char* message) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(message);
        };
        const auto vision = [](const char* name, const char* field, const char* message) {
            QTest::newRow(name) << QByteArray(R"({"model_type":"sam","vision_config":{)") + field + "}}"
                                << QByteArray(message);
        };
        row("not JSON", "{", "is not valid JSON");
        row("a list", "[]", "the config is not an object");
        row("no type", "{}", "model_type: absent, not \"sam\"");
        row("other type", R"({"model_type":"sam_hq"})",
            "model_type: \"sam_hq\", not \"sam\"; only folders of transformers' SamModel");
        row("part is a list", R"({"model_type":"sam","vision_config":[]})", "vision_config: is not an object");
        vision("decimal integer", R"("mlp_dim":696.0)", "vision_config.mlp_dim: 696.0 is not a whole number");
        vision("string", R"("hidden_size":"768")", "vision_config.hidden_size: \"768\" is not a whole number");
        vision("negative", R"("hidden_size":-768)", "vision_config.hidden_size: -768 is not a whole number");
        vision("too large", R"("hidden_size":99999999999)", "is not a whole number from 0 to 2147483647");
        vision("boolean", R"("hidden_size":true)", "true is not a whole number");
        vision("integer eps", R"("layer_norm_eps":1)",
               "vision_config.layer_norm_eps: 1 is not a number with a decimal point");
        vision("integer ratio", R"("mlp_ratio":4)", "vision_config.mlp_ratio: 4 is not a number with a decimal point");
        vision("indexes", R"("global_attn_indexes":2)",
               "vision_config.global_attn_indexes: 2 is not a list of block numbers");
        vision("decimal indexes", R"("global_attn_indexes":[2.0])", "is not a list of block numbers");
        vision("activation", R"("hidden_act":"relu")",
               "vision_config.hidden_act: \"relu\" is not supported, only \"gelu\"");
        vision("no relative positions", R"("use_rel_pos":false)", "vision_config.use_rel_pos: false is not supported");
        vision("zero layers", R"("num_hidden_layers":0)", "num_hidden_layers is 0, not within 1 to 1024");
        vision("heads", R"("num_attention_heads":7)", "hidden_size 768 is not a multiple of num_attention_heads 7");
        vision("patches", R"("patch_size":15)", "differs from the one in vision_config");
        vision("image size of one part", R"("image_size":512)",
               "prompt_encoder_config.image_size: differs from the one in vision_config (1024/16 against 512/16)");
        row("decoder activation", R"({"model_type":"sam","mask_decoder_config":{"hidden_act":"gelu"}})",
            "mask_decoder_config.hidden_act: \"gelu\" is not supported, only \"relu\"");
        row("decoder heads", R"({"model_type":"sam","mask_decoder_config":{"num_attention_heads":12}})",
            "mask_decoder.hidden_size 256 is not a multiple of num_attention_heads 12");
        row("widths", R"({"model_type":"sam","prompt_encoder_config":{"hidden_size":128}})", "are not one number");
        row("head depth", R"({"model_type":"sam","mask_decoder_config":{"iou_head_depth":4}})",
            "heads of 3 layers only");
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        const Refusal refusal = refusalOf([&] { readSamConfig(text.toStdString(), "x/config.json"); });
        QCOMPARE(refusal.code, 2);
        QVERIFY2(refusal.message.starts_with("x/config.json: "), refusal.message.c_str());
        QVERIFY2(QByteArray::fromStdString(refusal.message).contains(message), refusal.message.c_str());
    }
};

SAMSCOPE_TEST(tst_hf_config, QCoreApplication, TestHfConfig)
#include "tst_hf_config.moc"
