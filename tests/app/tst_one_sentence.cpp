#include "core/base/strict_json.h"
#include "core/model/hf_config.h"
#include "core/model/sam_checkpoint.h"
#include "tests/app/command_line_run.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;
namespace fs = std::filesystem;

// One fault of a checkpoint has one sentence, whichever command meets it.
class TestOneSentence : public QObject
{
    Q_OBJECT

private:
    TestFolder m_folder;

    fs::path file(const StateDict& dict)
    {
        writeZeros(m_folder / "a.safetensors", dict.tensors);
        return m_folder / "a.safetensors";
    }

    fs::path model(const StateDict& dict, const SamConfig& config)
    {
        fs::create_directory(m_folder / "model");
        writeZeros(m_folder / "model/model.safetensors", dict.tensors);
        writeText(m_folder / "model/config.json", configJson(config, DType::F32));
        return m_folder / "model";
    }

    fs::path write(const QByteArray& fault)
    {
        if (fault == "no SAM") {
            StateDict foreign;
            foreign.tensors.push_back(entryOf("fc.weight", {1}));
            return file(foreign);
        }
        if (fault == "another config") {
            SamConfig config = tinyConfig();
            config.vision.mlpDim = 96;
            return model(samDict(tinyConfig(), Layout::Hf), config);
        }
        const bool inFolder = fault.startsWith("folder: ");
        StateDict dict = samDict(tinyConfig(), inFolder ? Layout::Hf : Layout::Meta);
        if (fault.endsWith("family")) {
            dict.tensors.push_back(entryOf("mask_decoder.hf_token.weight", {1, 32}));
        } else if (fault.endsWith("shapes")) {
            removeTensor(dict, "image_encoder.pos_embed");
        } else {
            removeTensor(dict, "mask_decoder.transformer.final_attn_token_to_image.q_proj.bias");
            removeTensor(dict, "mask_decoder.transformer.final_attn_token_to_image.k_proj.bias");
        }
        return inFolder ? model(dict, tinyConfig()) : file(dict);
    }

private Q_SLOTS:
    void everyCommandSaysTheSame_data()
    {
        QTest::addColumn<bool>("forward");
        QTest::addColumn<bool>("backward");
        QTest::newRow("no SAM") << true << true;
        QTest::newRow("family") << true << false;
        QTest::newRow("folder: family") << false << true;
        QTest::newRow("shapes") << true << false;
        QTest::newRow("another config") << false << true;
        QTest::newRow("keys") << true << false;
        QTest::newRow("folder: keys") << false << true;
    }
    void everyCommandSaysTheSame()
    {
        QFETCH(bool, forward);
        QFETCH(bool, backward);
        const fs::path path = write(QTest::currentDataTag());
        const auto before = m_folder.names();
        const std::string sentence = Error(openSam(path).problems.front().problem).what();
        QVERIFY2(sentence.starts_with(path.string()), sentence.c_str());

        const auto expectRefusal = [&](const std::vector<std::string>& arguments) {
            const Outcome outcome = run(arguments);
            QCOMPARE(outcome.code, 2);
            QVERIFY2(outcome.err.ends_with(sentence + "\n"), outcome.err.c_str());
        };
        const std::string out = (m_folder / "out").string();
        const std::vector<std::string> convert = {"convert", "--checkpoint_path", path.string(),
                                                  "--pytorch_dump_folder_path", out};
        if (forward) {
            expectRefusal(convert);
        }
        if (backward) {
            std::vector<std::string> reverse = convert;
            reverse.emplace_back("--reverse");
            expectRefusal(reverse);
        }
        const std::string picture = SAMSCOPE_SOURCE_DIR "/resources/demo/scenes/scene_1.png";
        expectRefusal({"predict", "--model", path.string(), "--image", picture, "--point", "10,10"});

        const Outcome inspected = run({"inspect", path.string(), "--json", "-"});
        QCOMPARE(inspected.code, 0);
        const Json warnings = parseStrictJson(inspected.out, "output").at("warnings");
        QVERIFY2(std::ranges::find(warnings, Json(sentence)) != warnings.end(), inspected.out.c_str());
        QVERIFY(run({"inspect", path.string()}).out.find("note: " + sentence) != std::string::npos);
        QCOMPARE(m_folder.names(), before);
    }

    void inspectListsWhatTheSentenceCounts()
    {
        const fs::path path = write("keys");
        const Json json = parseStrictJson(run({"inspect", path.string(), "--json", "-"}).out, "output");
        QCOMPARE(json.at("variant").get<std::string>(), std::string("custom"));
        const SamProblem problem = openSam(path).problems.front();
        QCOMPARE(problem.details.size(), std::size_t(2));
        for (const std::string& detail : problem.details) {
            const Json& warnings = json.at("warnings");
            QVERIFY2(std::ranges::find(warnings, Json(detail)) != warnings.end(), detail.c_str());
        }
    }
};

SAMSCOPE_TEST(tst_one_sentence, QCoreApplication, TestOneSentence)
#include "tst_one_sentence.moc"
