#include "core/model/key_rules.h"
#include "core/model/meta_tensors.h"
#include "core/model/state_dict.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;

namespace {

void add(Checkpoint& checkpoint, const std::string& scope, const std::string& prefix, Layout layout = Layout::Meta)
{
    for (const TensorEntry& entry : samDict(tinyConfig(), layout).tensors) {
        checkpoint.tensors.push_back(entryOf(prefix + entry.name, entry.shape, scope));
    }
}

bool hasNote(const StateDict& dict, const char* part)
{
    return std::any_of(dict.notes.begin(), dict.notes.end(),
                       [&](const std::string& note) { return note.find(part) != note.npos; });
}

} // namespace

class TestStateDict : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("prefix");
        const auto row = [](const char* scope, const char* prefix) {
            QTest::addRow("%s|%s", scope, prefix) << QByteArray(scope) << QByteArray(prefix);
        };
        row("", "");
        row("model", "");
        row("state_dict", "");
        row("model_state_dict", "");
        row("net", "");
        row("", "module.");
        row("", "_orig_mod.");
        row("", "sam.");
        row("", "model.");
        row("", "sam_model.");
        row("", "module.sam.");
        row("", "_orig_mod.module.sam_model.");
        row("state_dict", "model.");
        row("state/model", "module.");
        row("ema", "");
        row("", "ema.module.");
    }

    void finds()
    {
        QFETCH(QByteArray, scope);
        QFETCH(QByteArray, prefix);
        Checkpoint checkpoint;
        add(checkpoint, scope.toStdString(), prefix.toStdString());
        const StateDict dict = selectStateDict(checkpoint);
        QVERIFY(dict.layout == Layout::Meta);
        QCOMPARE(QByteArray::fromStdString(dict.scope), scope);
        QCOMPARE(QByteArray::fromStdString(dict.prefix), prefix);
        QCOMPARE(dict.tensors.size(), metaTensors(tinyConfig()).size());
        QCOMPARE(dict.tensors[0].name, std::string("image_encoder.pos_embed"));
        QVERIFY(dict.find("mask_decoder.iou_token.weight"));
        QVERIFY(!dict.find("mask_decoder.iou_token"));
        QCOMPARE(hasNote(dict, "took the dictionary"), !scope.isEmpty());
        QCOMPARE(hasNote(dict, "removed the prefix"), !prefix.isEmpty());
    }

    void leavesAside_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("prefix");
        const auto row = [](const char* scope, const char* prefix) {
            QTest::addRow("%s|%s", scope, prefix) << QByteArray(scope) << QByteArray(prefix);
        };
        row("ema", "");
        row("model_ema", "module.");
        row("teacher", "");
        row("optimizer/exp_avg", "");
        row("best", "");
        row("model", "ema.");
    }

    void averagesComeAfterAnyOtherPlace_data()
    {
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<QByteArray>("prefix");
        const auto row = [](const char* scope, const char* prefix) {
            QTest::addRow("%s|%s", scope, prefix) << QByteArray(scope) << QByteArray(prefix);
        };
        row("ema", "");
        row("model_ema", "module.");
        row("foo/ema", "");
        row("foo", "ema.");
    }

    void averagesComeAfterAnyOtherPlace()
    {
        QFETCH(QByteArray, scope);
        QFETCH(QByteArray, prefix);
        Checkpoint checkpoint;
        add(checkpoint, scope.toStdString(), prefix.toStdString());
        add(checkpoint, "foo", ""); // where no trainer puts the weights
        const StateDict dict = selectStateDict(checkpoint);
        QCOMPARE(dict.scope, std::string("foo"));
        QVERIFY(dict.prefix.empty());
        QVERIFY(hasNote(dict, "another copy of the weights"));
    }

    void leavesAside()
    {
        QFETCH(QByteArray, scope);
        QFETCH(QByteArray, prefix);
        Checkpoint checkpoint;
        add(checkpoint, scope.toStdString(), prefix.toStdString());
        add(checkpoint, "model", "");
        const StateDict dict = selectStateDict(checkpoint);
        QCOMPARE(dict.scope, std::string("model"));
        QVERIFY(dict.prefix.empty());
        QCOMPARE(dict.tensors.size(), metaTensors(tinyConfig()).size());
        QVERIFY(hasNote(dict, "another copy of the weights"));
    }

    void notesTheOptimizer()
    {
        Checkpoint checkpoint;
        add(checkpoint, "model", "");
        checkpoint.tensors.push_back(entryOf("exp_avg", {3}, "optimizer/state/0"));
        checkpoint.tensors.push_back(entryOf("step", {}, "optimizer/state/0"));
        const StateDict dict = selectStateDict(checkpoint);
        QVERIFY(hasNote(dict, "left aside \"optimizer\" (2 tensors that are not SAM weights)"));
        QVERIFY(!dict.find("exp_avg"));
    }

    void keepsForeignKeysOfTheSameDictionary()
    {
        Checkpoint checkpoint;
        add(checkpoint, "", "module.");
        checkpoint.tensors.push_back(entryOf("module.class_head.weight", {3}));
        checkpoint.tensors.push_back(entryOf("pixel_mean", {3, 1, 1}));
        const StateDict dict = selectStateDict(checkpoint);
        QCOMPARE(dict.prefix, std::string("module."));
        QVERIFY(dict.find("class_head.weight"));
        QVERIFY(dict.find("pixel_mean"));
    }

    void removesWrappersInside()
    {
        Checkpoint checkpoint;
        for (const auto& [name, shape] : metaTensors(tinyConfig())) {
            const bool encoder = name.starts_with("image_encoder.");
            checkpoint.tensors.push_back(
                entryOf(encoder ? "image_encoder._orig_mod.module" + name.substr(13) : name, shape));
        }
        const StateDict dict = selectStateDict(checkpoint);
        QVERIFY(dict.find("image_encoder.blocks.1.norm1.weight"));
        QVERIFY(hasNote(dict, "wrapper names"));
    }

    void knowsTransformersNames()
    {
        Checkpoint checkpoint;
        add(checkpoint, "", "", Layout::Hf);
        const StateDict dict = selectStateDict(checkpoint);
        QVERIFY(dict.layout == Layout::Hf);
        QCOMPARE(layoutName(dict.layout), std::string_view("hf"));
        QCOMPARE(layoutName(Layout::Meta), std::string_view("meta"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArrayList>("keys");
        QTest::addColumn<QByteArrayList>("scopes");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const QByteArrayList& keys, const QByteArrayList& scopes,
                            const char* message) { QTest::newRow(name) << keys << scopes << QByteArray(message); };
        row("nothing", {}, {}, "no SAM keys among 0 tensors; a SAM has");
        row("ResNet", {"conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "fc.weight"}, {"", "", "", ""},
            "no SAM keys among 4 tensors (conv1.weight, bn1.weight, layer1.0.conv1.weight, …)");
        row("two dictionaries", {"image_encoder.pos_embed", "image_encoder.pos_embed"}, {"model", "state_dict"},
            "SAM keys in several places: \"model\" (1 key), \"state_dict\" (1 key); save the one that is meant by "
            "itself");
        row("two prefixes", {"module.image_encoder.pos_embed", "sam.image_encoder.pos_embed"}, {"", ""},
            "several places: \"module.\" (1 key), \"sam.\" (1 key)");
        row("two averages", {"image_encoder.pos_embed", "image_encoder.pos_embed"}, {"ema", "teacher"},
            "several places");
        row("mixed encoders", {"image_encoder.pos_embed", "vision_encoder.pos_embed"}, {"", ""},
            "vision_encoder.pos_embed: original and transformers' names are mixed (beside image_encoder.pos_embed)");
        row("mixed decoders", {"mask_decoder.output_upscaling.0.weight", "mask_decoder.upscale_conv2.weight"}, {"", ""},
            "names are mixed");
        row("mixed prompts", {"prompt_encoder.point_embeddings.0.weight", "prompt_encoder.point_embed.1.weight"},
            {"", ""}, "names are mixed");
    }

    void refuses()
    {
        QFETCH(QByteArrayList, keys);
        QFETCH(QByteArrayList, scopes);
        QFETCH(QByteArray, message);
        Checkpoint checkpoint;
        checkpoint.path = "x.pth";
        for (qsizetype i = 0; i < keys.size(); ++i) {
            checkpoint.tensors.push_back(entryOf(keys[i].toStdString(), {1}, scopes[i].toStdString()));
        }
        const Refusal refusal = refusalOf([&] { selectStateDict(checkpoint); });
        QCOMPARE(refusal.code, 2);
        QVERIFY2(refusal.message.starts_with("x.pth: "), refusal.message.c_str());
        QVERIFY2(QByteArray::fromStdString(refusal.message).contains(message), refusal.message.c_str());
    }
};

SAMSCOPE_TEST(tst_state_dict, QCoreApplication, TestStateDict)
#include "tst_state_dict.moc"
