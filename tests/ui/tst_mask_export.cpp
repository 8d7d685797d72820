#include "core/base/error.h"
#include "core/base/file.h"
#include "core/imaging/coco.h"
#include "core/imaging/mask_rle.h"
#include "tests/support/conversion.h"
#include "tests/support/image_files.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/segment/mask_export.h"

#include <QSignalSpy>
#include <QTest>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;
namespace fs = std::filesystem;

namespace {

constexpr int pictureWidth = 20;
constexpr int pictureHeight = 10;

Mask maskOf(int number)
{
    return rectangle(pictureWidth, pictureHeight, number, 1, number + 5, 6);
}

/// So many masks of a picture.
MaskToExport masks(int count)
{
    std::vector<AutomaticMask> found;
    for (int i = 0; i < count; ++i) {
        AutomaticMask mask;
        mask.rle = cocoRle(maskOf(i));
        mask.area = maskOf(i).area();
        mask.predictedIou = 0.5F;
        found.push_back(mask);
    }
    MaskToExport what;
    what.pictureName = "picture.png";
    what.picture = std::make_shared<const RgbImage>(patternImage(pictureWidth, pictureHeight));
    what.everything =
        std::make_shared<const EverythingResult>(prepareEverything(std::move(found), pictureWidth, pictureHeight));
    return what;
}

} // namespace

/// Masks become files: all of them, or none.
class TestMaskExport : public QObject
{
    Q_OBJECT

    /// What is said at the end, of files or of a failure.
    static std::pair<QString, QString> save(ExportKind kind, const MaskToExport& what, const fs::path& path)
    {
        MaskExport exporter;
        QSignalSpy saved(&exporter, &MaskExport::saved), failed(&exporter, &MaskExport::failed);
        exporter.save(kind, what, path);
        const auto isOver = [&] { return saved.count() + failed.count() > 0; };
        if (!QTest::qWaitFor(isOver, patience)) {
            return {};
        }
        return {saved.isEmpty() ? QString() : saved.first().first().toString(),
                failed.isEmpty() ? QString() : failed.first().first().toString()};
    }

private Q_SLOTS:
    void cleanup() { setWriteHook({}); }

    void everyMaskHasAFileOfItsOwn()
    {
        const TestFolder folder;
        const auto [files, problem] = save(ExportKind::MaskPng, masks(4), folder / "mask.png");
        QCOMPARE(problem, QString());
        QVERIFY2(files.endsWith(u"mask-1.png to mask-4.png"_s), qPrintable(files));
        QCOMPARE(folder.names(), (std::vector<std::string>{"mask-1.png", "mask-2.png", "mask-3.png", "mask-4.png"}));
        for (int i = 0; i < 4; ++i) {
            const std::string name = "mask-" + std::to_string(i + 1) + ".png";
            QVERIFY(loadMaskPng(folder / name.c_str()).pixels == maskOf(i).pixels);
        }
    }

    void oneOfThemAloneIsNumberedToo()
    {
        const TestFolder folder;
        const auto [files, problem] = save(ExportKind::MaskPng, masks(1), folder / "mask.png");
        QVERIFY2(files.endsWith(u"/mask-1.png"_s), qPrintable(problem));
        QCOMPARE(folder.names(), std::vector<std::string>{"mask-1.png"});
    }

    void whenOneCannotBeWrittenNoneIsLeft_data()
    {
        QTest::addColumn<int>("failing");
        for (const int failing : {1, 3, 4}) {
            QTest::addRow("file %d", failing) << failing;
        }
    }
    void whenOneCannotBeWrittenNoneIsLeft()
    {
        QFETCH(int, failing);
        const TestFolder folder;
        writeText(folder / "mask.png", "mine");
        writeText(folder / "mask-9.png", "mine, too");
        setWriteHook([failing](const fs::path& path, std::uint64_t) {
            if (path.filename().string().starts_with("mask-" + std::to_string(failing))) {
                throw Error({.file = path.string(), .reason = "cannot write: No space left on device"});
            }
        });
        const auto [files, problem] = save(ExportKind::MaskPng, masks(4), folder / "mask.png");
        QVERIFY2(problem.contains(u"No space left on device"_s), qPrintable(files));
        QCOMPARE(folder.names(), (std::vector<std::string>{"mask-9.png", "mask.png"}));
        QCOMPARE(textOf(folder / "mask-9.png"), std::string("mine, too"));
    }

    void aFileThatIsThereIsNotTouched()
    {
        const TestFolder folder;
        writeText(folder / "mask-3.png", "mine");
        const auto [files, problem] = save(ExportKind::MaskPng, masks(4), folder / "mask.png");
        QVERIFY2(problem.contains(u"mask-3.png"_s), qPrintable(files));
        QCOMPARE(folder.names(), std::vector<std::string>{"mask-3.png"});
        QCOMPARE(textOf(folder / "mask-3.png"), std::string("mine"));
    }

    void annotationsHoldAllMasks()
    {
        const TestFolder folder;
        const auto [files, problem] = save(ExportKind::CocoJson, masks(3), folder / "masks.json");
        QCOMPARE(problem, QString());
        QVERIFY(files.endsWith(u"/masks.json"_s));
        const auto read = loadCocoMasks(folder / "masks.json", "picture.png");
        QCOMPARE(read.size(), std::size_t(3));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(read[static_cast<std::size_t>(i)].mask.pixels == maskOf(i).pixels);
        }
    }
};

SAMSCOPE_TEST(tst_mask_export, QApplication, TestMaskExport)
#include "tst_mask_export.moc"
