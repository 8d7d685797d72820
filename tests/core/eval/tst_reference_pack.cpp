#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/eval/read_reference_pack.h"
#include "core/eval/reference_pack.h"
#include "tests/support/conversion.h"
#include "tests/support/stub_predictor.h"
#include "tests/support/test_program.h"

#include <QImage>
#include <QTest>

#include <cmath>

using namespace samscope;
namespace fs = std::filesystem;

namespace {

Json packJson()
{
    const Json prompt = {{"points", {{4, 5}}}, {"labels", {1}}, {"box", nullptr}};
    Json entry = {{"variant", "custom"},         {"prompt", prompt},  {"score_index", nullptr},
                  {"expected", {0.1, 0.2, 0.3}}, {"tolerance", 0.01}, {"source", "a test"}};
    Json single = entry;
    single["prompt"] = Json::object({{"box", {1, 2, 9, 8}}});
    single["score_index"] = 1;
    single["expected"] = {0.2};
    Json other = single;
    other["variant"] = "sam_vit_b_01ec64";
    return {{"name", "test pack"},
            {"image", {{"file", "picture.png"}, {"width", 20}, {"height", 10}, {"sha256", nullptr}}},
            {"entries", {entry, single, other}}};
}

fs::path writePack(const TestFolder& folder, const Json& json)
{
    writeText(folder / "pack.json", prettyJson(json));
    return folder / "pack.json";
}

void writePicture(const fs::path& path, int width, int height)
{
    QImage image(width, height, QImage::Format_RGB888);
    image.fill(Qt::darkGreen);
    QVERIFY(image.save(QString::fromStdString(path.string())));
}

StubPredictor predictorOf(const std::string& variant)
{
    StubPredictor predictor;
    predictor.model.path = "model";
    predictor.model.variant = variant;
    predictor.model.config.vision.imageSize = 64;
    predictor.scores = [](const PromptSet& prompts) {
        return prompts.box ? std::vector<float>{9, 0.25f, 9} : std::vector<float>{0.1f, 0.2f, 0.305f};
    };
    return predictor;
}

} // namespace

class TestReferencePack : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAPack()
    {
        const TestFolder folder;
        const ReferencePack pack = loadReferencePack(writePack(folder, packJson()));
        QCOMPARE(pack.name, std::string("test pack"));
        QCOMPARE(pack.image, folder / "picture.png");
        QCOMPARE(pack.entries.size(), std::size_t(3));
        QCOMPARE(pack.entries[0].prompt.points, (std::vector<PointPrompt>{{.x = 4, .y = 5, .label = 1}}));
        QVERIFY(!pack.entries[0].scoreIndex);
        QCOMPARE(*pack.entries[1].scoreIndex, 1);
        QCOMPARE(*pack.entries[1].prompt.box, (Rect<double>{.x0 = 1, .y0 = 2, .x1 = 9, .y1 = 8}));
        QVERIFY(pack.hasVariant("custom") && !pack.hasVariant("sam_vit_h_4b8939"));
    }

    void refusesMalformedPacks_data()
    {
        QTest::addColumn<QString>("pointer"); // what is replaced; with a '-' in front it is removed
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        QTest::newRow("no name") << "-/name"
                                 << ""
                                 << "has no \"name\"";
        QTest::newRow("no entries") << "/entries"
                                    << "[]"
                                    << "entries: is empty";
        QTest::newRow("entries no list") << "/entries"
                                         << "{}"
                                         << "entries: is not a list";
        QTest::newRow("unknown key") << "/entries/0/tolerence"
                                     << "1"
                                     << "entries[0]: has an unknown key";
        QTest::newRow("no tolerance") << "-/entries/1/tolerance"
                                      << ""
                                      << "entries[1]: has no \"tolerance\"";
        QTest::newRow("negative tolerance") << "/entries/1/tolerance"
                                            << "-1"
                                            << "entries[1].tolerance: is negative";
        QTest::newRow("unknown variant") << "/entries/0/variant"
                                         << "\"sam\""
                                         << "entries[0].variant: is neither";
        QTest::newRow("two scores") << "/entries/0/expected"
                                    << "[1, 2]"
                                    << "entries[0].expected: has not 3 numbers";
        QTest::newRow("text as score") << "/entries/0/expected/1"
                                       << "\"0.5\""
                                       << "expected[1]: is not a number";
        QTest::newRow("score index") << "/entries/1/score_index"
                                     << "3"
                                     << "is not a whole number from 0 to 2";
        QTest::newRow("label") << "/entries/0/prompt/labels"
                               << "[2]"
                               << "labels[0]: is not a whole number from 0 to 1";
        QTest::newRow("labels") << "/entries/0/prompt/labels"
                                << "[1, 1]"
                                << "prompt.labels: has not 1 label";
        QTest::newRow("point") << "/entries/0/prompt/points"
                               << "[[1]]"
                               << "points[0]: has not 2 numbers";
        QTest::newRow("point outside") << "/entries/0/prompt/points"
                                       << "[[21, 5]]"
                                       << "entries[0].prompt: ";
        QTest::newRow("flat box") << "/entries/0/prompt/box"
                                  << "[1, 2, 1, 8]"
                                  << "entries[0].prompt: ";
        QTest::newRow("width") << "/image/width"
                               << "0"
                               << "image.width: is not a whole number";
        QTest::newRow("width as text") << "/image/width"
                                       << "\"20\""
                                       << "image.width: is not a whole number";
        QTest::newRow("hash") << "/image/sha256"
                              << "\"abc\""
                              << "image.sha256: is not 64";
        QTest::newRow("absolute picture") << "/image/file"
                                          << "\"/etc/x.png\""
                                          << "image.file: is not a path below";
        QTest::newRow("picture outside") << "/image/file"
                                         << "\"a/../../x.png\""
                                         << "image.file: is not a path below";
        QTest::newRow("no object") << "/image"
                                   << "3"
                                   << "image: is not an object";
    }
    void refusesMalformedPacks()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, message);
        Json json = packJson();
        if (pointer.startsWith(u'-')) {
            const Json::json_pointer at(pointer.mid(1).toStdString());
            json[at.parent_pointer()].erase(at.back());
        } else {
            json[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        }
        const TestFolder folder;
        const fs::path path = writePack(folder, json);
        const std::string error = errorOf([&] { loadReferencePack(path); });
        QVERIFY2(QString::fromStdString(error).contains(message), error.c_str());
        QVERIFY2(QString::fromStdString(error).startsWith(QString::fromStdString(path.string())), error.c_str());
    }

    void refusesWhatIsNoJson()
    {
        const TestFolder folder;
        writeText(folder / "pack.json", "{\"name\": \"a\", \"name\": \"b\"}");
        QVERIFY(QString::fromStdString(errorOf([&] { loadReferencePack(folder / "pack.json"); })).contains(u"twice"));
        QVERIFY(errorOf([&] { loadReferencePack(folder / "none.json"); }) != "(no error)");
    }

    void comparesEveryEntryOfTheVariant()
    {
        const TestFolder folder;
        writePicture(folder / "picture.png", 20, 10);
        const ReferencePack pack = loadReferencePack(writePack(folder, packJson()));
        StubPredictor predictor = predictorOf("custom");
        const auto rows = runReferencePack(predictor, pack, {});
        QCOMPARE(predictor.encodes, 1);
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].got.size(), std::size_t(3));
        QVERIFY(std::abs(rows[0].difference - 0.005) < 1e-6);
        QCOMPARE(rows[0].status, CheckStatus::Pass);
        QCOMPARE(rows[1].got, std::vector<double>{0.25});
        QCOMPARE(rows[1].status, CheckStatus::Warn);
        QCOMPARE(rows[1].entry, &pack.entries[1]);
    }

    void judgesByTheTolerance_data()
    {
        QTest::addColumn<double>("score");
        QTest::addColumn<QString>("status");
        QTest::newRow("equal") << 0.5 << "pass";
        QTest::newRow("within") << 0.5625 << "pass";
        QTest::newRow("at the edge") << 0.625 << "pass";
        QTest::newRow("above") << 0.626 << "warn";
        QTest::newRow("ten times") << 1.75 << "warn";
        QTest::newRow("beyond") << 1.76 << "fail";
        QTest::newRow("NaN") << double(NAN) << "fail";
    }
    void judgesByTheTolerance()
    {
        QFETCH(double, score);
        const ReferenceEntry entry{
            .variant = "custom", .prompt = {}, .scoreIndex = 2, .expected = {0.5}, .tolerance = 0.125, .source = {}};
        Prediction prediction;
        prediction.iouScores = {NAN, 7, static_cast<float>(score)};
        const ReferenceRow row = compareWithReference(entry, prediction);
        QTEST(QString::fromUtf8(checkStatusName(row.status).data()), "status");
    }

    void otherVariantsAreNamed()
    {
        const TestFolder folder;
        const ReferencePack pack = loadReferencePack(writePack(folder, packJson()));
        StubPredictor predictor = predictorOf("slimsam-77-uniform");
        const std::string error = errorOf([&] { runReferencePack(predictor, pack, {}); });
        QVERIFY2(QString::fromStdString(error).contains(u"\"test pack\" has no entry for slimsam-77-uniform; it has "
                                                        "entries for custom, sam_vit_b_01ec64"),
                 error.c_str());
        QCOMPARE(predictor.encodes, 0);
    }

    void aMissingPictureSaysHowToSupplyIt()
    {
        const TestFolder folder;
        const ReferencePack pack = loadReferencePack(writePack(folder, packJson()));
        const std::string error = errorOf([&] { loadReferenceImage(pack); });
        QVERIFY2(QString::fromStdString(error).contains(u"picture.png: the picture of the reference pack \"test pack\" "
                                                        "is missing; save the 20x10 picture under this name"),
                 error.c_str());
    }

    void anotherPictureIsRefused()
    {
        const TestFolder folder;
        Json json = packJson();
        writePicture(folder / "picture.png", 10, 20);
        const ReferencePack turned = loadReferencePack(writePack(folder, json));
        QVERIFY(QString::fromStdString(errorOf([&] { loadReferenceImage(turned); })).contains(u"is 10x20, but"));
        writePicture(folder / "picture.png", 20, 10);
        json["image"]["sha256"] = std::string(64, '0');
        const ReferencePack hashed = loadReferencePack(writePack(folder, json));
        QVERIFY(QString::fromStdString(errorOf([&] { loadReferenceImage(hashed); })).contains(u"its SHA-256 differs"));
        json["image"]["sha256"] = sha256(*openByteSource(folder / "picture.png"));
        QCOMPARE(loadReferenceImage(loadReferencePack(writePack(folder, json))).width, 20);
    }

    void promptsAreDescribed()
    {
        QCOMPARE(promptText({}), std::string("no prompt"));
        PromptSet prompt;
        prompt.points = {{.x = 400, .y = 650}, {.x = 1.5, .y = 2, .label = 0}};
        prompt.box = Rect<double>{.x0 = 75, .y0 = 275, .x1 = 1725, .y1 = 850};
        QCOMPARE(promptText(prompt),
                 std::string("point (400, 650), background point (1.5, 2), box (75, 275, 1725, 850)"));
    }

    void thePublishedValuesAreThere()
    {
        const ReferencePack pack = loadReferencePack(fs::path(SAMSCOPE_SOURCE_DIR) / "resources/references/car.json");
        QCOMPARE(pack.width, 2646);
        QCOMPARE(pack.height, 1764);
        QCOMPARE(pack.entries.size(), std::size_t(15));
        const auto entry = std::ranges::find_if(pack.entries, [](const ReferenceEntry& candidate) {
            return candidate.variant == "sam_vit_h_4b8939" &&
                   candidate.prompt.points == std::vector<PointPrompt>{{.x = 500, .y = 375, .label = 1}};
        });
        QVERIFY(entry != pack.entries.end());
        QCOMPARE(entry->expected, std::vector<double>{0.9833242893218994}); // not the number of the old script
    }
};

SAMSCOPE_TEST(tst_reference_pack, QCoreApplication, TestReferencePack)
#include "tst_reference_pack.moc"
