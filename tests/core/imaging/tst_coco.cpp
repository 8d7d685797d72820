#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/imaging/coco.h"
#include "core/imaging/mask_rle.h"
#include "core/imaging/polygon.h"
#include "tests/support/image_files.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace samscope;

class TestCoco : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path write(const std::string& text)
    {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "truth.json";
        saveFile(path, text);
        return path;
    }

private Q_SLOTS:
    /// tests/data/polygons.json: drawn by pycocotools 2.0 (frPyObjects) from random corners.
    void polygonsAsPycocotoolsDrawsThem()
    {
        std::ifstream file(SAMSCOPE_TEST_DATA "/polygons.json");
        const std::string text((std::istreambuf_iterator<char>(file)), {});
        const Json rows = parseStrictJson(text, "polygons.json");
        QCOMPARE(rows.size(), 40u);
        for (const Json& row : rows) {
            const auto size = row.at("size").get<std::array<int, 2>>();
            const auto polygon = row.at("polygon").get<std::vector<double>>();
            QCOMPARE(cocoRle(maskFromPolygons({&polygon, 1}, size[1], size[0])), row.at("counts").get<std::string>());
        }
    }

    void writtenMasksComeBack()
    {
        const Mask first = rectangle(20, 10, 2, 3, 9, 8), second = rectangle(20, 10, 0, 0, 0, 0);
        const std::vector<CocoAnnotation> both = {{&first, 0.75, 0.5}, {&second, 1.5}};
        const Json json = cocoJson("a.png", 20, 10, both);
        QCOMPARE(json.at("annotations")[0].at("bbox"), Json({2, 3, 7, 5}));
        QCOMPARE(json.at("annotations")[0].at("area"), Json(35));
        QVERIFY(json.at("annotations")[1].at("stability_score").is_null());
        const auto masks = loadCocoMasks(write(prettyJson(json)), "a.png");
        QCOMPARE(masks.size(), 2u);
        QCOMPARE(masks[0].mask.pixels, first.pixels);
        QCOMPARE(masks[1].id, 2);
        QCOMPARE(masks[1].mask.pixels, second.pixels);
    }

    void onlyThePicturesOwnAnnotations()
    {
        const auto path = write(R"({"images": [{"id": 7, "file_name": "x/a.png", "width": 3, "height": 2},
            {"id": 8, "file_name": "b.png", "width": 3, "height": 2}], "annotations": [
            {"id": 1, "image_id": 7, "segmentation": {"size": [2, 3], "counts": [0, 2, 4]}},
            {"id": 2, "image_id": 8, "segmentation": [[0, 0, 3, 0, 3, 2, 0, 2]]}]})");
        QCOMPARE(loadCocoMasks(path, "a.png").at(0).mask.pixels, rectangle(3, 2, 0, 0, 1, 2).pixels);
        QCOMPARE(loadCocoMasks(path, "b.png").at(0).mask.area(), 6u);
    }

    void badFiles_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const char* segmentation, const char* reason) {
            QTest::newRow(name) << QStringLiteral(R"({"image": {"width": 3, "height": 2}, "annotations":
                [{"segmentation": %1}]})")
                                       .arg(QString::fromLatin1(segmentation))
                                << QString::fromLatin1(reason);
        };
        row("two corners", "[[0, 0, 1, 1]]", "annotations[0]: a polygon needs three");
        row("corner far away", "[[0, 0, 1e300, 1, 2, 2]]", "far outside");
        row("runs too long", R"({"size": [2, 3], "counts": [0, 7]})", "do not fit");
        row("negative run", R"({"size": [2, 3], "counts": [-1, 7]})", "do not fit");
        row("runs too short", R"({"size": [2, 3], "counts": [0, 5]})", "before the mask is full");
        row("another size", R"({"size": [3, 2], "counts": [6]})", "2x3 pixels in a picture of 3x2");
        row("no mask", "7", "not a COCO file");
        QTest::newRow("no pictures") << QStringLiteral("{}") << QStringLiteral("not a COCO file");
        QTest::newRow("other pictures") << QStringLiteral(R"({"images": [
            {"id": 1, "file_name": "b", "width": 1, "height": 1}, {"id": 2, "file_name": "c", "width": 1, "height": 1}],
            "annotations": []})") << QStringLiteral("no picture called a.png");
        QTest::newRow("huge picture") << QStringLiteral(R"({"image": {"width": 2000000, "height": 2000000},
            "annotations": []})") << QStringLiteral("2000000x2000000");
        QTest::newRow("nothing for it") << QStringLiteral(R"({"image": {"width": 3, "height": 2}, "annotations": []})")
                                        << QStringLiteral("no annotations");
    }

    void badFiles()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        try {
            loadCocoMasks(write(text.toStdString()), "a.png");
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(reason), error.what());
        }
    }
};

SAMSCOPE_TEST(tst_coco, QCoreApplication, TestCoco)
#include "tst_coco.moc"
