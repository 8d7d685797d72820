#include "app/cli/console_progress.h"
#include "core/base/strict_json.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/imaging/mask.h"
#include "core/model/sam_config.h"
#include "tests/app/command_line_run.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/image_files.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QImage>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

constexpr int pictureWidth = 60;
constexpr int pictureHeight = 40;

/// Standard output as JSON; nothing else may be there.
Json jsonOf(const Outcome& outcome)
{
    return parseStrictJson(outcome.out, "output");
}

bool isNumber(const Json& value)
{
    return value.is_number() && std::isfinite(value.get<double>());
}

} // namespace

/// Every sub-command by its exit codes and its JSON, on a small checkpoint; those of the Hub, compare and everything
/// have tests of their own.
class TestCommands : public QObject
{
    Q_OBJECT

    TestFolder m_folder;
    std::string m_checkpoint;
    std::string m_converted;
    std::string m_picture;

    std::string path(const char* name) const { return (m_folder / name).string(); }

    /// A copy of the converted folder that a test may damage.
    fs::path copyOfConverted(const char* name) const
    {
        fs::copy(m_converted, m_folder / name);
        return m_folder / name;
    }

    /// The checkpoint with other tensors.
    std::string otherCheckpoint(const char* name, const std::function<void(std::vector<TestTensor>&)>& change) const
    {
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        change(tensors);
        writeTensors(m_folder / name, tensors);
        return path(name);
    }

    static void removeToken(std::vector<TestTensor>& tensors)
    {
        std::erase_if(tensors, [](const TestTensor& tensor) {
            return tensor.description.name == "mask_decoder.iou_token.weight";
        });
    }

    static void addHead(std::vector<TestTensor>& tensors)
    {
        tensors.push_back({{"class_head.weight", DType::F32, {1}}, std::vector<std::byte>(4)});
    }

    Outcome predict(const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> arguments = {"predict", "--model", m_checkpoint, "--image", m_picture,
                                              "--point", "20,20",   "--json",     "-"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(arguments);
    }

    /// A pack with an entry for each score that is expected of the first candidate.
    std::string writePack(const std::vector<double>& expected) const
    {
        Json entries = Json::array();
        for (const double score : expected) {
            entries.push_back({{"variant", "custom"},
                               {"prompt", {{"points", {{20, 20}}}, {"labels", {1}}, {"box", nullptr}}},
                               {"score_index", 0},
                               {"expected", {score}},
                               {"tolerance", 1e-3},
                               {"source", "this program"}});
        }
        const Json pack = {
            {"name", "tiny"},
            {"image",
             {{"file", "picture.png"}, {"width", pictureWidth}, {"height", pictureHeight}, {"sha256", nullptr}}},
            {"entries", entries}};
        writeText(m_folder / "pack.json", prettyJson(pack));
        return path("pack.json");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_checkpoint = path("tiny.pth");
        m_converted = path("hf");
        m_picture = path("picture.png");
        writeFormulaCheckpoint(m_checkpoint, tinyConfig());
        const RgbImage picture = patternImage(pictureWidth, pictureHeight);
        QVERIFY(QImage(picture.pixels.data(), pictureWidth, pictureHeight, 3 * pictureWidth, QImage::Format_RGB888)
                    .save(QString::fromStdString(m_picture)));
        QCOMPARE(run({"convert", "--checkpoint_path", m_checkpoint, "--pytorch_dump_folder_path", m_converted}).code,
                 0);
    }

    void verifyPassesWhatAConversionWrote()
    {
        const Outcome outcome = run({"verify", m_checkpoint, m_converted, "--json", "-"});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        const Json json = jsonOf(outcome);
        QVERIFY(json.at("passed").get<bool>());
        QVERIFY(json.at("tensors").at("compared").get<int>() > 100);
        QVERIFY(json.at("tensors").at("different").empty());
        for (const char* name : {"embedding", "low_res_masks", "iou_scores"}) {
            QCOMPARE(json.at("forward").at(name).get<double>(), 0.0);
        }
        const Outcome text = run({"verify", m_checkpoint, m_converted, "--image", m_picture});
        QCOMPARE(text.code, 0);
        QVERIFY(text.out.ends_with("passed\n"));
    }

    void verifyFailsWhatIsNotTheSource_data()
    {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<bool>("runs"); // both forward passes
        QTest::newRow("flipped byte") << u"flip"_s << u"vision_encoder.pos_embed"_s << u"differs"_s << true;
        QTest::newRow("missing tensor") << u"missing"_s << u"mask_decoder.iou_token.weight"_s
                                        << u"is not in the source"_s << false;
        QTest::newRow("extra tensor") << u"extra"_s << u"class_head.weight"_s << u"missing"_s << false;
    }
    void verifyFailsWhatIsNotTheSource()
    {
        QFETCH(QString, damage);
        QFETCH(QString, name);
        QFETCH(QString, reason);
        QFETCH(bool, runs);
        std::string source = m_checkpoint;
        fs::path folder = m_converted;
        if (damage == u"flip"_s) {
            folder = copyOfConverted("flipped");
            const fs::path weights = folder / "model.safetensors";
            flipByte(weights, fs::file_size(weights) - 2); // of the last tensor
        } else {
            source = otherCheckpoint("source.safetensors", damage == u"missing"_s ? removeToken : addHead);
        }
        const Outcome outcome = run({"verify", source, folder.string(), "--json", "-"});
        QVERIFY2(outcome.code == 1, outcome.err.c_str());
        const Json json = jsonOf(outcome);
        QVERIFY(!json.at("passed").get<bool>());
        QCOMPARE(json.at("tensors").at("different").size(), std::size_t(1));
        const Json& different = json.at("tensors").at("different").at(0);
        QCOMPARE(QString::fromStdString(different.at("name")), name);
        QCOMPARE(QString::fromStdString(different.at("reason")), reason);
        QCOMPARE(different.at("max_abs").is_null(), !runs);
        QCOMPARE(json.at("forward").is_null(), !runs);
        const Outcome text = run({"verify", source, folder.string()});
        QCOMPARE(text.code, 1);
        QVERIFY(text.out.ends_with("failed\n"));
    }

    void verifyOfWhatCannotBeReadIsExitTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("no source") << QStringList{u"none.pth"_s, u"hf"_s};
        QTest::newRow("no folder") << QStringList{u"tiny.pth"_s, u"none"_s};
        QTest::newRow("no picture") << QStringList{u"tiny.pth"_s, u"hf"_s, u"--image"_s, u"none.png"_s};
    }
    void verifyOfWhatCannotBeReadIsExitTwo()
    {
        QFETCH(QStringList, arguments);
        std::vector<std::string> plain = {"verify"};
        for (const QString& argument : arguments) {
            plain.push_back(argument.startsWith(u'-') ? argument.toStdString() : path(qPrintable(argument)));
        }
        const Outcome outcome = run(plain);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.find("none") != std::string::npos, outcome.err.c_str());
        QCOMPARE(std::ranges::count(outcome.err, '\n'), 1);
    }

    void checkPassesWarnsAndFails_data()
    {
        QTest::addColumn<std::vector<double>>("off"); // from what the model answers
        QTest::addColumn<QStringList>("statuses");
        QTest::addColumn<int>("code");
        using Offsets = std::vector<double>;
        QTest::newRow("passes") << Offsets{0} << QStringList{u"pass"_s} << 0;
        QTest::newRow("warns") << Offsets{0, 5e-3} << QStringList{u"pass"_s, u"warn"_s} << 0;
        QTest::newRow("fails") << Offsets{0, -5e-3, 0.5} << QStringList{u"pass"_s, u"warn"_s, u"fail"_s} << 1;
        QTest::newRow("fails first") << Offsets{0.5, 0} << QStringList{u"fail"_s, u"pass"_s} << 1;
    }
    void checkPassesWarnsAndFails()
    {
        QFETCH(std::vector<double>, off);
        QFETCH(QStringList, statuses);
        QFETCH(int, code);
        const double answer = jsonOf(predict({"--numerics", "fast"})).at("iou_scores").at(0);
        std::vector<double> expected;
        std::ranges::transform(off, std::back_inserter(expected), [answer](double by) { return answer + by; });
        const std::string pack = writePack(expected);
        const Outcome outcome = run({"check", m_checkpoint, "--references", pack, "--numerics", "fast", "--json", "-"});
        QVERIFY2(outcome.code == code, outcome.err.c_str());
        const Json json = jsonOf(outcome);
        QCOMPARE(json.at("numerics").get<std::string>(), std::string("fast"));
        QCOMPARE(json.at("rows").size(), off.size());
        for (std::size_t i = 0; i < off.size(); ++i) {
            const Json& row = json.at("rows").at(i);
            QCOMPARE(QString::fromStdString(row.at("status")), statuses[static_cast<qsizetype>(i)]);
            QVERIFY(std::abs(row.at("difference").get<double>() - std::abs(off[i])) < 1e-6);
            QCOMPARE(row.at("got").size(), std::size_t(1));
            QCOMPARE(row.at("prompt").at("points").at(0).at(0).get<double>(), 20.0);
        }
        const Outcome text = run({"check", m_checkpoint, "--references", pack, "--numerics", "fast"});
        QCOMPARE(text.code, code);
        QVERIFY(text.out.find("fast numerics on cpu\n") != std::string::npos);
    }

    void checkWithoutAnEntryForTheModelIsExitTwo()
    {
        const Outcome outcome = run({"check", m_checkpoint, "--references", writePack({})});
        QCOMPARE(outcome.code, 2);
        QCOMPARE(run({"check", m_checkpoint}).code, 2);
        QCOMPARE(run({"check", m_checkpoint, "--references", path("none.json")}).code, 2);
    }

    void benchMeasuresEveryStage()
    {
        const Outcome outcome = run({"bench", "--model", m_checkpoint, "--rounds", "2", "--json", path("bench.json")});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        QVERIFY(outcome.out.find("encoder, CPU / threads") != std::string::npos); // a table for people, too
        const Json json = parseStrictJson(textOf(m_folder / "bench.json"), "bench.json");
        QCOMPARE(json.at("variant").get<std::string>(), std::string("custom"));
        QVERIFY(json.at("threads").get<int>() >= 1);
        const auto rounds = static_cast<std::size_t>(2 - json.at("left_out").get<int>());
        for (const char* stage : {"encoder", "encoder_cpu", "decoder_point", "decoder_box", "postprocess"}) {
            QCOMPARE(json.at(stage).at("runs").get<std::size_t>(), rounds);
            for (const char* time : {"min_ms", "p50_ms", "p95_ms"}) {
                QVERIFY2(isNumber(json.at(stage).at(time)), stage);
            }
        }
        for (const char* stage : {"load", "first_image"}) {
            QCOMPARE(json.at(stage).at("runs").get<int>(), 1);
        }
        for (const char* value : {"encoder_share_of_peak", "cold_start_ratio", "rss_growth_mb", "peak_rss_mb"}) {
            QVERIFY2(isNumber(json.at(value)), value);
        }
        QVERIFY(isNumber(json.at("probe_gflops").at("median")));
    }

    void benchRefusesWhatCannotBeMeasured()
    {
        QCOMPARE(run({"bench", "--model", m_checkpoint, "--rounds", "0"}).code, 2);
        QCOMPARE(run({"bench", "--model", path("none.pth")}).code, 2);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(run({"bench", "--model", m_checkpoint}, stop.get_token()).code, 130);
    }

    void diffTellsMissingFromExtra_data()
    {
        QTest::addColumn<bool>("extra");
        QTest::newRow("missing") << false;
        QTest::newRow("extra") << true;
    }
    void diffTellsMissingFromExtra()
    {
        QFETCH(bool, extra);
        const std::string other = otherCheckpoint("other.safetensors", extra ? addHead : removeToken);
        const Outcome outcome = run({"diff", m_checkpoint, other, "--json", "-"});
        QVERIFY2(outcome.code == 1, outcome.err.c_str());
        const Json json = jsonOf(outcome);
        QCOMPARE(json.at("missing").get<int>(), extra ? 0 : 1);
        QCOMPARE(json.at("extra").get<int>(), extra ? 1 : 0);
        QCOMPARE(json.at("changed").get<int>(), 0);
        const auto row =
            std::ranges::find_if(json.at("rows"), [](const Json& one) { return one.at("status") != "same"; });
        QVERIFY(row != json.at("rows").end());
        QCOMPARE(row->at("status").get<std::string>(), std::string(extra ? "extra" : "missing"));
        QCOMPARE(row->at("shape_a").is_null(), extra);
        QCOMPARE(row->at("dtype_b").is_null(), !extra);
        const Outcome text = run({"diff", m_checkpoint, other});
        QCOMPARE(text.code, 1);
        QVERIFY(text.out.ends_with(extra ? " same, 0 changed, 0 missing, 1 extra\n"
                                         : " same, 0 changed, 1 missing, 0 extra\n"));
        QCOMPARE(run({"diff", m_checkpoint, path("none.pth")}).code, 2);
    }

    void aDryRunOfWhatCannotBeConvertedIsExitTwo()
    {
        const std::string broken = otherCheckpoint("broken.safetensors", [](std::vector<TestTensor>& tensors) {
            std::erase_if(tensors, [](const TestTensor& tensor) {
                return tensor.description.name == "prompt_encoder.no_mask_embed.weight"; // no evidence of the variant
            });
        });
        const auto before = m_folder.names();
        for (const bool dry : {true, false}) {
            std::vector<std::string> arguments = {"convert", "--checkpoint_path", broken, "--pytorch_dump_folder_path",
                                                  path("never")};
            if (dry) {
                arguments.push_back("--dry-run");
            }
            const Outcome outcome = run(arguments);
            QVERIFY2(outcome.code == 2, outcome.out.c_str());
            QVERIFY2((outcome.out + outcome.err).find("no_mask_embed") != std::string::npos, outcome.err.c_str());
            QCOMPARE(m_folder.names(), before);
        }
        const Outcome logged = run({"convert", "--checkpoint_path", broken, "--dry-run", "--log", path("plan.json")});
        QCOMPARE(logged.code, 2);
        const Json log = parseStrictJson(textOf(m_folder / "plan.json"), "plan.json");
        QCOMPARE(log.at("counts").at("missing").get<int>(), 1);
    }

    void inspectNamesWhatIsNoSam()
    {
        writeTensors(m_folder / "head.safetensors",
                     {{{"class_head.weight", DType::F32, {2}}, std::vector<std::byte>(8, std::byte(0xff))}});
        const Outcome outcome = run({"inspect", path("head.safetensors"), "--values", "--json", "-"});
        QCOMPARE(outcome.code, 0);
        const Json json = jsonOf(outcome);
        QVERIFY(json.at("variant").is_null() && json.at("layout").is_null());
        QCOMPARE(json.at("tensors").size(), std::size_t(1));
        const std::string warnings = json.at("warnings").dump();
        QVERIFY2(warnings.find("2 NaN or infinite values") != std::string::npos, warnings.c_str());
        const Outcome text = run({"inspect", path("head.safetensors")});
        QVERIFY(text.out.find("class_head.weight") != std::string::npos);
        QCOMPARE(run({"inspect", path("none.pth")}).code, 2);
    }

    void predictWritesMasksAndTensors()
    {
        const Outcome outcome = predict({"--masks", path("masks"), "--npy", path("npy")});
        QVERIFY2(outcome.code == 0, outcome.err.c_str());
        const Json json = jsonOf(outcome);
        QCOMPARE(json.at("iou_scores").size(), std::size_t(3));
        QCOMPARE(json.at("masks").size(), std::size_t(3));
        QVERIFY(json.at("best").get<std::size_t>() < 3);
        for (std::size_t i = 0; i < 3; ++i) {
            const Mask mask = loadMaskPng(m_folder / "masks" / ("mask_" + std::to_string(i) + ".png"));
            QCOMPARE(mask.width, pictureWidth);
            QCOMPARE(mask.area(), json.at("masks").at(i).at("area").get<std::uint64_t>());
            QVERIFY(json.at("masks").at(i).at("iou_with_ground_truth").is_null());
        }
        for (const char* stage : {"load", "decode_image", "preprocess", "encode", "decode", "postprocess"}) {
            QVERIFY2(isNumber(json.at("timings_ms").at(stage)), stage);
        }
        for (const char* name : {"pixel_values", "image_embedding", "low_res_masks", "iou_scores"}) {
            QVERIFY2(textOf(m_folder / "npy" / (std::string(name) + ".npy")).starts_with("\x93NUMPY"), name);
        }
        const Json again = jsonOf(predict({"--ground-truth", path("masks/mask_0.png")}));
        QCOMPARE(again.at("masks").at(0).at("iou_with_ground_truth").get<double>(), 1.0);
        const Json single = jsonOf(predict({"--single-mask"}));
        QCOMPARE(single.at("iou_scores").size(), std::size_t(1));
    }

    void predictRefusesWhatIsOutside()
    {
        QCOMPARE(predict({"--point", "-1,20"}).code, 2);
        QCOMPARE(predict({"--box", "10,10,10,5"}).code, 2);
        QCOMPARE(predict({"--ground-truth", path("none.png")}).code, 2);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(run({"predict", "--model", m_checkpoint, "--image", m_picture}, stop.get_token()).code, 130);
    }

    void helpAndVersionAreExitZero_data()
    {
        QTest::addColumn<QString>("command");
        for (const char* command : {"", "inspect", "convert", "verify", "check", "predict", "compare", "everything",
                                    "diff", "download", "push", "demo", "bench"}) {
            QTest::newRow(command) << QString::fromLatin1(command);
        }
    }
    void helpAndVersionAreExitZero()
    {
        QFETCH(QString, command);
        std::vector<std::string> arguments = {"--help"};
        if (!command.isEmpty()) {
            arguments.insert(arguments.begin(), command.toStdString());
        }
        const Outcome outcome = run(arguments);
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.out.find("Usage: samscope") != std::string::npos, outcome.out.c_str());
        QVERIFY(outcome.err.empty());
    }

    /// What is shown from 0.3 s on, of which only that it comes is tested.
    void theBarIsDrawnAndTakenAway()
    {
        std::ostringstream err;
        {
            ConsoleProgress progress(err, true);
            TRY_VERIFY((progress.report({"encoding", 3, 12, Unit::Blocks}), !err.str().empty()));
            const QString bar = QString::fromStdString(err.str());
            QVERIFY2(bar.startsWith(u"\r\x1b[Kencoding"_s) && bar.contains(u"3 of 12"_s), qPrintable(bar));
            QCOMPARE(bar.count(u'▓'), 7); // a quarter of 28
            QCOMPARE(bar.count(u'░'), 21);
            QVERIFY(!bar.contains(u'\n'));
            progress.report({"encoding", 12, 12, Unit::Blocks}); // the end is shown at once
            const QString full = QString::fromStdString(err.str()).mid(bar.size());
            QCOMPARE(full.count(u'▓'), 28);
            QVERIFY2(full.contains(u" s left"_s), qPrintable(full));
            progress.clear();
            QVERIFY(err.str().ends_with("\r\x1b[K"));
            const std::size_t length = err.str().size();
            progress.clear(); // there is nothing any more
            QCOMPARE(err.str().size(), length);
            TRY_VERIFY((progress.report({"reading", 1, 2, Unit::Bytes}), err.str().size() > length));
        }
        QVERIFY(err.str().ends_with("\r\x1b[K"));
    }

    void whatIsNoTerminalGetsLines()
    {
        std::ostringstream err;
        ConsoleProgress progress(err, false);
        TRY_VERIFY((progress.report({"downloading", 1'000'000, 4'000'000, Unit::Bytes}), !err.str().empty()));
        progress.report({"downloading", 4'000'000, 4'000'000, Unit::Bytes});
        const QStringList lines = QString::fromStdString(err.str()).split(u'\n');
        QVERIFY2(lines.first().startsWith(u"downloading: 1.0 MB of 4.0 MB"_s), qPrintable(lines.first()));
        const QString last = lines.at(lines.size() - 2);
        QVERIFY2(last.startsWith(u"downloading: 4.0 MB of 4.0 MB · "_s) && last.endsWith(u"/s · 0 s left"_s),
                 qPrintable(last));
        QVERIFY(err.str().find('\x1b') == std::string::npos);
        progress.report({"nothing known", 0, 0, Unit::Items});
        QCOMPARE(QString::fromStdString(err.str()).split(u'\n').size(), lines.size());
    }
};

SAMSCOPE_TEST(tst_commands, QCoreApplication, TestCommands)
#include "tst_commands.moc"
