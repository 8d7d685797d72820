#include "core/model/hf_config.h"
#include "core/model/sam_checkpoint.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

using Faults = std::vector<SamFault>;
using WriteCase = std::function<fs::path(const TestFolder&)>;

fs::path writeFile(const TestFolder& folder, const StateDict& dict)
{
    writeZeros(folder / "a.safetensors", dict.tensors);
    return folder / "a.safetensors";
}

fs::path writeFolder(const TestFolder& folder, const StateDict& dict, const std::string& config)
{
    const fs::path model = folder / "model";
    fs::create_directory(model);
    writeZeros(model / "model.safetensors", dict.tensors);
    writeText(model / "config.json", config);
    return model;
}

std::string tinyConfigJson()
{
    return configJson(tinyConfig(), DType::F32);
}

/// The text of tinyConfig()'s config.json with one part replaced.
std::string tinyConfigJsonWith(std::string_view part, std::string_view replacement)
{
    std::string text = tinyConfigJson();
    return text.replace(text.find(part), part.size(), replacement);
}

/// A file with the tiny SAM's original names after a change.
WriteCase changedFile(const std::function<void(StateDict&)>& change)
{
    return [change](const TestFolder& folder) {
        StateDict dict = samDict(tinyConfig());
        change(dict);
        return writeFile(folder, dict);
    };
}

/// A folder with the tiny SAM in transformers' names after a change.
WriteCase changedFolder(const std::function<void(StateDict&)>& change, const std::string& config = tinyConfigJson())
{
    return [change, config](const TestFolder& folder) {
        StateDict dict = samDict(tinyConfig(), Layout::Hf);
        change(dict);
        return writeFolder(folder, dict, config);
    };
}

WriteCase folderWithConfig(const std::string& config)
{
    return changedFolder([](StateDict&) {}, config);
}

void add(StateDict& dict, const std::string& name, const Shape& shape)
{
    dict.tensors.push_back(entryOf(name, shape));
}

void splitQkv(StateDict& dict)
{
    for (const std::string block : {"image_encoder.blocks.0.attn.", "image_encoder.blocks.1.attn."}) {
        removeTensor(dict, block + "qkv.weight");
        for (const char* part : {"q.weight", "k.weight", "v.weight"}) {
            add(dict, block + part, {24, 24});
        }
    }
}

void replaceEncoder(StateDict& dict)
{
    std::erase_if(dict.tensors, [](const auto& entry) { return entry.name.starts_with("image_encoder."); });
    add(dict, "image_encoder.layers.0.blocks.0.conv1.c.weight", {64, 64, 1, 1});
}

fs::path writeTwice(const TestFolder& folder)
{
    StateDict dict;
    for (const char* prefix : {"module.", "sam."}) {
        for (const TensorEntry& entry : samDict(tinyConfig()).tensors) {
            dict.tensors.push_back(entryOf(prefix + entry.name, entry.shape));
        }
    }
    return writeFile(folder, dict);
}

fs::path writeForeign(const TestFolder& folder)
{
    StateDict dict;
    for (const char* name : {"bn1.weight", "conv1.weight", "fc.weight", "layer1.0.conv1.weight"}) {
        add(dict, name, {1});
    }
    return writeFile(folder, dict);
}

struct Case
{
    const char* name;
    WriteCase write;
    Faults faults;
    QString sentence; ///< without the path of the file or folder
};

const std::vector<Case>& cases()
{
    using enum SamFault;
    static const std::vector<Case> all = {
        {"another network",
         writeForeign,
         {NoSam},
         u": is not a SAM checkpoint: no SAM keys among 4 tensors (bn1.weight, conv1.weight, fc.weight, …); a SAM has "
         "image_encoder, prompt_encoder and mask_decoder keys"_s},
        {"two dictionaries",
         writeTwice,
         {NoSam},
         u": has SAM keys in several places: \"module.\" (174 keys), \"sam.\" (174 keys); save the one that is meant "
         u"by "
         "itself"_s},
        {"half converted",
         changedFile([](StateDict& dict) { add(dict, "vision_encoder.pos_embed", {1}); }),
         {NoSam},
         u": vision_encoder.pos_embed: original and transformers' names are mixed (beside "
         "image_encoder.blocks.0.attn.proj.bias); the file was half converted; start from the original"_s},
        {"SAM-HQ",
         changedFile([](StateDict& dict) {
             add(dict, "mask_decoder.hf_token.weight", {1, 32});
         }),
         {OtherFamily},
         u": this is SAM-HQ, whose decoder has more tensors (mask_decoder.hf_token.weight); transformers has "
         "SamHQModel for it, and only plain SAM is read here"_s},
        {"SAM-HQ of transformers",
         changedFolder(
             [](StateDict& dict) {
                 add(dict, "mask_decoder.hq_token.weight", {1, 32});
             },
             tinyConfigJsonWith("\"model_type\": \"sam\"", "\"model_type\": \"sam_hq\"")),
         {OtherFamily},
         u": this is SAM-HQ, whose decoder has more tensors (mask_decoder.hq_token.weight); transformers has "
         "SamHQModel for it, and only plain SAM is read here"_s},
        {"MobileSAM",
         changedFile(replaceEncoder),
         {OtherFamily},
         u": this has another image encoder than SAM's (image_encoder.layers.0.blocks.0.conv1.c.weight), such as "
         "MobileSAM's TinyViT; SamModel cannot hold it; use it with the project that published it"_s},
        {"SAM 2",
         changedFile([](StateDict& dict) { add(dict, "image_encoder.trunk.blocks.0.norm1.weight", {24}); }),
         {OtherFamily},
         u": this is SAM 2 or later, another architecture (image_encoder.trunk.blocks.0.norm1.weight); only SAM is "
         "read here"_s},
        {"SlimSAM's intermediate file",
         changedFile(splitQkv),
         {OtherFamily},
         u": q, k and v are apart (image_encoder.blocks.0.attn.q.weight), as in SlimSAM's intermediate files; put the "
         "rows of q, k and v below each other as attn.qkv, weights and biases"_s},
        {"blocks of different widths",
         changedFile([](StateDict& dict) {
             reshapeTensor(dict, "image_encoder.blocks.1.mlp.lin1.weight", {32, 24});
         }),
         {OtherFamily},
         u": blocks of different widths (image_encoder.blocks.0.mlp.lin1.weight 40x24, "
         "image_encoder.blocks.1.mlp.lin1.weight 32x24); no SamConfig holds SlimSAM's globally pruned files; use the "
         "uniform release"_s},
        {"no positions",
         changedFile([](StateDict& dict) { removeTensor(dict, "image_encoder.pos_embed"); }),
         {Shapes},
         u": image_encoder.pos_embed is missing; the nearest variant is sam_vit_b_01ec64, which differs in 305 of "
         "314 tensors"_s},
        {"several shapes of no SAM",
         changedFile([](StateDict& dict) {
             reshapeTensor(dict, "image_encoder.pos_embed", {1, 4, 8, 24});
             reshapeTensor(dict, "image_encoder.blocks.0.attn.rel_pos_h", {5, 7});
         }),
         {Shapes},
         u": image_encoder.pos_embed 1x4x8x24 is not square (2 problems in all); the nearest variant is "
         "sam_vit_b_01ec64, which differs in 305 of 314 tensors"_s},
        {"config.json is no JSON", folderWithConfig("{"), {Config}, u"/config.json: offset 1: is not valid JSON"_s},
        {"config.json of another model",
         folderWithConfig(tinyConfigJsonWith("\"model_type\": \"sam\"", "\"model_type\": \"clip\"")),
         {Config},
         u"/config.json: model_type: \"clip\", not \"sam\"; only folders of transformers' SamModel are read"_s},
        {"config.json with a number as text",
         folderWithConfig(tinyConfigJsonWith("\"num_hidden_layers\": 2", "\"num_hidden_layers\": \"2\"")),
         {Config},
         u"/config.json: mask_decoder_config.num_hidden_layers: \"2\" is not a whole number from 0 to 2147483647; "
         "correct the config or get it again"_s},
        {"config.json that disagrees",
         folderWithConfig(tinyConfigJsonWith("\"mlp_dim\": 40", "\"mlp_dim\": 96")),
         {Config},
         u": config.json says mlp_dim 96, and vision_encoder.layers.0.mlp.lin1.weight 40x24 says 40; correct "
         "config.json, or get the folder again"_s},
        {"config.json of another variant",
         folderWithConfig(configJson(namedVariants()[0].config, DType::F32)),
         {Config},
         u": config.json says num_hidden_layers 12, and vision_encoder.layers.0 to 1 says 2 (13 problems in all); "
         "correct config.json, or get the folder again"_s},
        {"no config.json to go by, and a missing key",
         changedFolder([](StateDict& dict) { removeTensor(dict, "mask_decoder.iou_token.weight"); }, "[]"),
         {Config, Shapes},
         u"/config.json: the config is not an object"_s},
        {"no config.json to go by, and one key too many",
         changedFolder([](StateDict& dict) { add(dict, "mask_decoder.extra", {1}); }, "[]"),
         {Config, Keys},
         u"/config.json: the config is not an object"_s},
        {"a missing key",
         changedFile([](StateDict& dict) { removeTensor(dict, "mask_decoder.transformer.norm_final_attn.bias"); }),
         {Keys},
         u": the checkpoint has no mask_decoder.transformer.norm_final_attn.bias (32); get the complete checkpoint"_s},
        {"a missing key in a folder",
         changedFolder([](StateDict& dict) { removeTensor(dict, "mask_decoder.iou_token.weight"); }),
         {Keys},
         u": the checkpoint has no mask_decoder.iou_token.weight (1x32); get the complete checkpoint"_s},
        {"no positional embedding",
         changedFolder([](StateDict& dict) { removeTensor(dict, std::string(sharedEmbeddingName)); }),
         {Keys},
         u": the checkpoint has no prompt_encoder.shared_embedding.positional_embedding (2x16); get the complete "
         "checkpoint"_s},
        {"a key too many",
         changedFile([](StateDict& dict) { add(dict, "mask_decoder.something.weight", {1}); }),
         {Keys},
         u": mask_decoder.something.weight: the model has no tensor for this key; SamModel has no such tensor, save "
         "the checkpoint without it"_s},
        {"an adapter",
         changedFile([](StateDict& dict) {
             for (const char* part : {"lora_a.weight", "lora_b.weight"}) {
                 add(dict, std::string("image_encoder.blocks.0.attn.qkv.") + part, {4, 24});
             }
         }),
         {Keys},
         u": image_encoder.blocks.0.attn.qkv.lora_a.weight: the model has no tensor for this key; it belongs to an "
         "adapter: merge the adapter into the weights first (2 problems in all); `samscope inspect` lists them"_s},
        {"another shape",
         changedFile(
             [](StateDict& dict) { reshapeTensor(dict, "mask_decoder.iou_prediction_head.layers.2.bias", {5}); }),
         {Keys},
         u": mask_decoder.iou_prediction_head.layers.2.bias: shape 5, and the model asks for 4"_s},
        {"another shape in a folder",
         changedFolder(
             [](StateDict& dict) { reshapeTensor(dict, "mask_decoder.iou_prediction_head.proj_out.bias", {5}); }),
         {Keys},
         u": mask_decoder.iou_prediction_head.proj_out.bias: shape 5, and the model asks for 4"_s},
        {"integers",
         changedFile([](StateDict& dict) {
             std::ranges::find(dict.tensors, "mask_decoder.iou_token.weight", &TensorEntry::name)->dtype = DType::I32;
         }),
         {Keys},
         u": mask_decoder.iou_token.weight: dtype int32 is not a floating-point dtype that can be converted"_s},
        {"two keys for one tensor",
         changedFile([](StateDict& dict) { add(dict, "mask_decoder.iou_prediction_head.proj_in.bias", {20}); }),
         {Keys},
         u": mask_decoder.iou_prediction_head.layers.0.bias: \"mask_decoder.iou_prediction_head.proj_in.bias\" maps "
         "to mask_decoder.iou_prediction_head.proj_in.bias as well (2 problems in all); `samscope inspect` lists "
         "them"_s},
    };
    return all;
}

} // namespace

class TestSamCheckpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeSams_data()
    {
        QTest::addColumn<QByteArray>("variant");
        QTest::addColumn<Layout>("layout");
        QTest::addColumn<bool>("inFolder");
        for (const char* variant : {"sam_vit_b_01ec64", "sam_vit_l_0b3195", "sam_vit_h_4b8939", "slimsam-50-uniform",
                                    "slimsam-77-uniform", "custom"}) {
            QTest::addRow("%s, original names", variant) << QByteArray(variant) << Layout::Meta << false;
            QTest::addRow("%s, transformers' names", variant) << QByteArray(variant) << Layout::Hf << false;
            QTest::addRow("%s, folder", variant) << QByteArray(variant) << Layout::Hf << true;
        }
    }
    void wholeSams()
    {
        QFETCH(QByteArray, variant);
        QFETCH(Layout, layout);
        QFETCH(bool, inFolder);
        const SamConfig config = variant == "custom" ? tinyConfig() : findVariant(variant.toStdString())->config;
        const StateDict dict = samDict(config, layout);
        const TestFolder folder;
        const fs::path path =
            inFolder ? writeFolder(folder, dict, configJson(config, DType::F32)) : writeFile(folder, dict);
        const SamCheckpoint sam = openSam(path);
        QVERIFY(sam.problems.empty());
        QCOMPARE(sam.checkpoint.path, path);
        QCOMPARE(sam.dict.layout, layout);
        QCOMPARE(QByteArray::fromStdString(sam.detection.variant), variant);
        QCOMPARE(sam.remap.counts.written, dict.tensors.size());
        QVERIFY(requireConfig(sam) == config);
        requireSam(sam);
        requireComplete(sam);
        const auto assumed = std::ranges::count_if(sam.detection.evidence, &Evidence::assumed);
        QCOMPARE(assumed, inFolder ? 0 : 3);
    }

    void whatNoShapeTellsComesFromConfigOrCaller()
    {
        SamConfig config = tinyConfig();
        config.decoder.heads = 4;
        const TestFolder folder;
        const StateDict dict = samDict(config, Layout::Hf);
        QCOMPARE(openSam(writeFile(folder, dict), {.decoderHeads = 16}).detection.config->decoder.heads, 16);
        const fs::path model = writeFolder(folder, dict, configJson(config, DType::F32));
        QCOMPARE(openSam(model, {.decoderHeads = 16}).detection.config->decoder.heads, 4);
    }

    void collectsWarnings()
    {
        StateDict dict;
        for (const TensorEntry& entry : samDict(tinyConfig()).tensors) {
            dict.tensors.push_back(entryOf("module." + entry.name, entry.shape));
        }
        const TestFolder folder;
        const SamCheckpoint sam = openSam(writeFile(folder, dict));
        QVERIFY(sam.problems.empty());
        QCOMPARE(sam.warnings, (std::vector<std::string>{"removed the prefix \"module.\" from every key"}));
    }

    void everyFaultHasOneSentence_data()
    {
        QTest::addColumn<std::size_t>("index");
        for (std::size_t i = 0; i < cases().size(); ++i) {
            QTest::newRow(cases()[i].name) << i;
        }
    }
    void everyFaultHasOneSentence()
    {
        QFETCH(std::size_t, index);
        const Case& wanted = cases()[index];
        const TestFolder folder;
        const fs::path path = wanted.write(folder);
        const SamCheckpoint sam = openSam(path);
        Faults faults;
        for (const SamProblem& problem : sam.problems) {
            faults.push_back(problem.fault);
            QVERIFY(!problem.details.empty());
        }
        QCOMPARE(faults, wanted.faults);
        const QString sentence = QString::fromUtf8(Error(sam.problems.front().problem).what());
        QCOMPARE(sentence, QString::fromStdString(path.string()) + wanted.sentence);
        QVERIFY2(sentence.size() <= 300, qPrintable(QString::number(sentence.size())));
        const auto toldBy = [&](const std::function<void()>& require) {
            const std::string error = errorOf(require);
            return error == "(no error)" ? false : QString::fromStdString(error) == sentence;
        };
        const SamFault gravest = faults.front();
        QCOMPARE(toldBy([&] { requireSam(sam); }), gravest == SamFault::NoSam);
        QCOMPARE(toldBy([&] { requireConfig(sam); }), gravest != SamFault::Keys);
        QVERIFY(toldBy([&] { requireComplete(sam); }));
    }

    void aProblemKeepsTheRestOfThePicture()
    {
        const TestFolder folder;
        StateDict dict = samDict(tinyConfig());
        add(dict, "mask_decoder.hf_token.weight", {1, 32});
        const SamCheckpoint hq = openSam(writeFile(folder, dict));
        QVERIFY(hq.detection.family == Family::SamHq);
        QVERIFY(hq.detection.evidence.size() > 8);
        QCOMPARE(hq.dict.tensors.size(), dict.tensors.size());
        QVERIFY(hq.remap.rows.empty());

        const fs::path model = writeFolder(folder, samDict(tinyConfig(), Layout::Hf), "[]");
        const SamCheckpoint unstated = openSam(model); // what the shapes say is known all the same
        QCOMPARE(unstated.detection.variant, std::string("custom"));
        QVERIFY(unstated.remap.canConvert());
    }

    void theDetailsNameEveryKey()
    {
        StateDict dict = samDict(tinyConfig());
        removeTensor(dict, "mask_decoder.transformer.norm_final_attn.bias");
        add(dict, "mask_decoder.something.weight", {1});
        const TestFolder folder;
        const SamCheckpoint sam = openSam(writeFile(folder, dict));
        QCOMPARE(sam.problems.front().details,
                 (std::vector<std::string>{
                     "mask_decoder.something.weight: the model has no tensor for this key; SamModel has no such "
                     "tensor, save the checkpoint without it",
                     "the checkpoint has no mask_decoder.transformer.norm_final_attn.bias (32)"}));
    }

    // A stranger chooses the names in the file.
    void longNamesDoNotStretchTheSentence_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("key") << QByteArray("mask_decoder.");
        QTest::newRow("family") << QByteArray("mask_decoder.hf_token.");
        QTest::newRow("no SAM") << QByteArray("x");
        QTest::newRow("half converted") << QByteArray("vision_encoder.");
    }
    void longNamesDoNotStretchTheSentence()
    {
        QFETCH(QByteArray, start);
        for (const char filler : {'y', '\n'}) {
            StateDict dict = start == "x" ? StateDict{} : samDict(tinyConfig());
            for (const char* end : {"1", "2", "3"}) {
                add(dict, start.toStdString() + std::string(5000, filler) + end, {1});
            }
            const TestFolder folder;
            const fs::path path = writeFile(folder, dict);
            const std::string sentence = errorOf([&] { requireComplete(openSam(path)); });
            QVERIFY(sentence.starts_with(path.string() + ": "));
            QVERIFY2(sentence.size() <= path.string().size() + 300, sentence.c_str());
        }
    }

    void whatCannotBeReadIsTheReadersError()
    {
        const TestFolder folder;
        writeText(folder / "page.pth", "<!DOCTYPE html><html></html>");
        const std::string error = errorOf([&] { openSam(folder / "page.pth"); });
        QVERIFY2(QString::fromStdString(error).contains(u"download it again"_s), error.c_str());
        QVERIFY(errorOf([&] { openSam(folder / "nothing.pth"); }) != "(no error)");
    }
};

SAMSCOPE_TEST(tst_sam_checkpoint, QCoreApplication, TestSamCheckpoint)
#include "tst_sam_checkpoint.moc"
