#include "core/base/strict_json.h"
#include "core/model/sam_config.h"
#include "tests/app/command_line_run.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QDir>
#include <QTest>

using namespace samscope;
namespace fs = std::filesystem;

namespace {

// A pickle that calls os.system("touch <path>") when Python loads it.
std::string maliciousPickle(const fs::path& touched)
{
    return "cposix\nsystem\n(Vtouch " + touched.string() + "\ntR.";
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private:
    TestFolder m_folder;
    std::string m_checkpoint;

    std::string path(const char* name) const { return (m_folder / name).string(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_checkpoint = path("tiny.pth");
        writeFormulaCheckpoint(m_checkpoint, tinyConfig());
    }

    void usageErrorsAreOneLineAndExitTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("message");
        const QStringList predict = {QStringLiteral("predict"), QStringLiteral("--model"), QStringLiteral("m"),
                                     QStringLiteral("--image"), QStringLiteral("i")};
        QTest::newRow("unknown option") << QStringList{QStringLiteral("inspect"), QStringLiteral("--frobnicate")}
                                        << QByteArray("samscope inspect");
        QTest::newRow("missing argument")
            << QStringList{QStringLiteral("predict")} << QByteArray("--model is required");
        QTest::newRow("bad dtype") << QStringList{QStringLiteral("convert"), QStringLiteral("--dtype"),
                                                  QStringLiteral("int4")}
                                   << QByteArray("int4");
        QTest::newRow("point of one number") << predict + QStringList{QStringLiteral("--point"), QStringLiteral("12")}
                                             << QByteArray("--point: \"12\" is not X,Y");
        QTest::newRow("label 2") << predict + QStringList{QStringLiteral("--point"), QStringLiteral("1,2,2")}
                                 << QByteArray("--point");
        QTest::newRow("box of words") << predict + QStringList{QStringLiteral("--box"), QStringLiteral("a,b,c,d")}
                                      << QByteArray("--box");
        QTest::newRow("box of three") << predict + QStringList{QStringLiteral("--box"), QStringLiteral("1,2,3")}
                                      << QByteArray("--box");
        QTest::newRow("unknown numerics")
            << predict + QStringList{QStringLiteral("--numerics"), QStringLiteral("best")}
            << QByteArray("unknown numerics \"best\"; choose auto, fast, reference, bf16, fp16 or tf32\n");
        QTest::newRow("unknown device") << predict + QStringList{QStringLiteral("--device"), QStringLiteral("tpu")}
                                        << QByteArray("\"tpu\" is not a device; choose auto, cpu, cuda or cuda:N\n");
        QTest::newRow("SlimSAM name without a checkpoint")
            << QStringList{QStringLiteral("convert"), QStringLiteral("--model_name"),
                           QStringLiteral("slimsam-77-uniform"), QStringLiteral("--pytorch_dump_folder_path"),
                           QStringLiteral("x")}
            << QByteArray("no checkpoint was given");
        QTest::newRow("push of original names")
            << QStringList{QStringLiteral("convert"),   QStringLiteral("--push_to_hub"),
                           QStringLiteral("--reverse"), QStringLiteral("--checkpoint_path"),
                           QStringLiteral("x"),         QStringLiteral("--pytorch_dump_folder_path"),
                           QStringLiteral("y")}
            << QByteArray("leave out --push_to_hub or --reverse");
        QTest::newRow("repository id that climbs")
            << QStringList{QStringLiteral("download"), QStringLiteral("../x")} << QByteArray("is not a repository id");
        QTest::newRow("missing file") << QStringList{QStringLiteral("inspect"), QStringLiteral("/nowhere/x.pth")}
                                      << QByteArray("/nowhere/x.pth");
    }

    void usageErrorsAreOneLineAndExitTwo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, message);
        std::vector<std::string> plain;
        for (const QString& argument : arguments) {
            plain.push_back(argument.toStdString());
        }
        const Outcome outcome = run(plain);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(QByteArray::fromStdString(outcome.err).contains(message), outcome.err.c_str());
        QCOMPARE(std::ranges::count(outcome.err, '\n'), 1);
        QVERIFY(outcome.out.empty());
    }

    void withoutACommandTheWindowOpens()
    {
        const Outcome outcome = run({"model.pth", "a.png", "b.png"});
        QCOMPARE(outcome.windows, 1);
        QCOMPARE(outcome.window.model, fs::path("model.pth"));
        QCOMPARE(outcome.window.images.size(), std::size_t(2));
    }

    void demoOpensTheWindowWhereThereIsADisplay()
    {
        const Outcome outcome = run({"demo"}, {}, true);
        QCOMPARE(outcome.windows, 1);
        QVERIFY(outcome.window.demo);
    }

    void inspectPrintsJsonAlone()
    {
        const Outcome outcome = run({"inspect", m_checkpoint, "--json", "-"});
        QCOMPARE(outcome.code, 0);
        const Json json = parseStrictJson(outcome.out, "output");
        QCOMPARE(json.at("container").get<std::string>(), std::string("torch-zip"));
        QCOMPARE(json.at("layout").get<std::string>(), std::string("meta"));
        QCOMPARE(json.at("variant").get<std::string>(), std::string("custom"));
        QVERIFY(json.at("evidence").size() > 8);
        QVERIFY(json.at("tensors").size() > 100);
        QCOMPARE(json.at("tensors").front().at("dtype").get<std::string>(), std::string("float32"));
    }

    void convertWritesFolderAndLog()
    {
        const Outcome outcome = run({"convert", "--checkpoint_path", m_checkpoint, "--pytorch_dump_folder_path",
                                     path("hf"), "--log", path("log.json")});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        QVERIFY(fs::exists(m_folder / "hf" / fs::path("model.safetensors")));
        const Json log = parseStrictJson(textOf(m_folder / "log.json"), "log.json");
        QCOMPARE(log.at("counts").at("missing").get<int>(), 0);
        QCOMPARE(log.at("counts").at("duplicated").get<int>(), 1);
        for (const Json& row : log.at("rows")) {
            QCOMPARE(row.at("sha256").get<std::string>().size(), std::size_t(64));
        }
    }

    void convertRefusesANonEmptyFolder()
    {
        fs::create_directory(m_folder / "full");
        writeText(m_folder / "full" / "thesis.txt", "mine");
        const auto before = contentsOf(m_folder / "full");
        for (const bool overwrite : {false, true}) {
            std::vector<std::string> arguments = {"convert", "--checkpoint-path", m_checkpoint,
                                                  "--pytorch-dump-folder-path", path("full")};
            if (overwrite) {
                arguments.push_back("--overwrite");
            }
            QCOMPARE(run(arguments).code, 2);
            QCOMPARE(contentsOf(m_folder / "full"), before);
        }
    }

    void convertRefusesAWrongNameWithEvidence()
    {
        const Outcome outcome = run({"convert", "--model_name", "sam_vit_b_01ec64", "--checkpoint_path", m_checkpoint,
                                     "--pytorch_dump_folder_path", path("wrong")});
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.find("hidden_size") != std::string::npos, outcome.err.c_str());
        QVERIFY(!fs::exists(m_folder / "wrong"));
    }

    void dryRunListsEveryKeyAndWritesNothing()
    {
        const auto before = m_folder.names();
        const Outcome outcome = run({"convert", "--checkpoint_path", m_checkpoint, "--dry-run"});
        QCOMPARE(outcome.code, 0);
        QVERIFY(outcome.out.find("vision_encoder.pos_embed") != std::string::npos);
        QCOMPARE(m_folder.names(), before);
    }

    void stoppedIsExit130()
    {
        std::stop_source stop;
        stop.request_stop();
        const Outcome outcome =
            run({"convert", "--checkpoint_path", m_checkpoint, "--pytorch_dump_folder_path", path("stopped")},
                stop.get_token());
        QCOMPARE(outcome.code, 130);
        QVERIFY(!fs::exists(m_folder / "stopped"));
    }

    void forbiddenGlobalIsExitThreeAndNothingRan()
    {
        const fs::path touched = m_folder / "touched";
        writeText(m_folder / "evil.pth", maliciousPickle(touched));
        const auto before = m_folder.names();
        for (const char* command : {"inspect", "convert"}) {
            std::vector<std::string> arguments = {command};
            if (std::string(command) == "convert") {
                arguments.insert(arguments.end(), {"--pytorch_dump_folder_path", path("evil"), "--checkpoint_path"});
            }
            arguments.push_back(path("evil.pth"));
            const Outcome outcome = run(arguments);
            QCOMPARE(outcome.code, 3);
            QVERIFY2(outcome.err.find("system") != std::string::npos, outcome.err.c_str());
            QCOMPARE(m_folder.names(), before);
        }
    }

    void diffTellsSameFromChanged()
    {
        const fs::path other = m_folder / "other.pth";
        writeFormulaCheckpoint(other, tinyConfig(), 2);
        QCOMPARE(run({"diff", m_checkpoint, m_checkpoint}).code, 0);
        const Outcome changed = run({"diff", m_checkpoint, other.string(), "--json", "-"});
        QCOMPARE(changed.code, 1);
        QVERIFY(parseStrictJson(changed.out, "output").at("changed").get<int>() > 100);
    }

    void reverseIsTheInverse()
    {
        QCOMPARE(run({"convert", "--checkpoint_path", m_checkpoint, "--pytorch_dump_folder_path", path("there")}).code,
                 0);
        const Outcome back = run({"convert", "--reverse", "--checkpoint_path", path("there"),
                                  "--pytorch_dump_folder_path", path("back.pth")});
        QVERIFY2(back.code == 0, back.err.c_str());
        QCOMPARE(run({"diff", m_checkpoint, path("back.pth")}).code, 0);
    }
};

SAMSCOPE_TEST(tst_cli, QCoreApplication, TestCli)
#include "tst_cli.moc"
