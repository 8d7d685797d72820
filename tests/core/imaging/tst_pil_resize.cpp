#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/imaging/pil_resize.h"
#include "tests/support/image_files.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

namespace {

struct Resize
{
    int width, height, toWidth, toHeight;
    const char* sha256; ///< of the pixels that Pillow 13.0.0 gives, see tests/data/images/make.py
};

constexpr Resize resizes[] = {
    {1, 1, 1, 1, "e90ceb3342bf44f1bc7b767b2971a3c8a91c8f964d7658b778d1d7c4bff0d431"},
    {1, 1, 7, 5, "b9983592e57a17865d6165fcbc9584f57eb91bca5f83817a66919e0ec276ac04"},
    {7, 5, 1, 1, "e9802bd2e15ba5f119896baadd1b11fdade61eedd0ddfe0d5df7a4cff9fd006e"},
    {1, 90, 30, 20, "be1a3e4de530e2ea42f8177bdc50fd107ba680516a53be35935537c5cc965f16"},
    {90, 1, 20, 30, "82a830c5e686fc195a3ef44a2e7bafa6c7d12a6d983ad599df682b6a338ec128"},
    {64, 48, 64, 48, "ad91bfabe84da13c5f79d86007fa60f1dbf4843e6b7ef8b73dbd866faca8772e"},
    {64, 48, 64, 31, "ebd232b04c99ea30f252e9181462ba3cd20a16cf96e129ed7b7456212405fbdb"},
    {64, 48, 31, 48, "11cf49bd015c0fdfbc8d4a87d82a9211da024c7f1905481d2b03be2a3c27afb0"},
    {4000, 30, 1024, 8, "80b8d4798fc3b1f3e19e8842a6cffbfa90f45710589009dc498c8a40fc9a8f9a"},
    {30, 4000, 8, 1024, "369e11bdf35de433641bb80357b8c542d4ffa1ee7722332ef558b45180be1ae4"},
    {2000, 500, 1024, 256, "54a19bf2bfc70dc747963b6f618ced4a531efa7d583cd577a1996afef6211c18"},
    {500, 2000, 256, 1024, "cff42645bf5782ff1259c3648dabb959fafdf1ac5473fcda952b74b39c5b8a28"},
    {120, 235, 288, 119, "da45df8a04966201c359350e3414040d7537703858f5b714bf31325110bfe367"},
    {300, 200, 1024, 683, "70e903b92c0871814c83cae30f899c7d3751c8885ce43d7946e90901522eb3e0"},
    {1023, 681, 1024, 682, "61fa9ee2fb321eb6960c07ca3eaa5b931a2033172f7ff2992e673f092ee87b98"},
    {333, 777, 97, 1203, "8b6151a74d8679442bcc3f054a311c2d517b6d3c0e0802b4c94582e5dc4535f7"},
    // Twice as many rows as columns go: width first. One row more: height first.
    {1080, 2160, 512, 1024, "5bdd6aff122192e8e7b16dfae15b8002f502407a4b3a49c014008afdc422b098"},
    {100, 200, 40, 80, "091e5b0329c2f2f1d19a438ace92f8f69b58d4dd9b2dd53ce3152ad3d688b5a5"},
    {100, 201, 40, 80, "eadab2cf9d7e74556d39f702325efb060665733fd336d90e3d8daf0f5b8f5cb9"},
    {101, 200, 40, 79, "f6f2cf11db914cd3ed3a35934d6615bf237b6273d5fc25b93bf746b0e39afce0"},
};

} // namespace

class TestPilResize : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsPillow_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(resizes)); ++i) {
            QTest::addRow("%dx%d to %dx%d", resizes[i].width, resizes[i].height, resizes[i].toWidth,
                          resizes[i].toHeight)
                << i;
        }
    }

    void equalsPillow()
    {
        QFETCH(int, index);
        const Resize& row = resizes[index];
        const RgbImage resized = pilResizeBilinear(patternImage(row.width, row.height), row.toWidth, row.toHeight);
        QCOMPARE(resized.width, row.toWidth);
        QCOMPARE(resized.height, row.toHeight);
        QCOMPARE(sha256(std::as_bytes(std::span(resized.pixels))), std::string(row.sha256));
    }

    void keepsAFlatColour()
    {
        RgbImage image{37, 91, std::vector<std::uint8_t>(37 * 91 * 3, 201)};
        const RgbImage resized = pilResizeBilinear(image, 64, 20);
        QCOMPARE(std::ranges::count(resized.pixels, 201), 64 * 20 * 3);
    }

    void refusesSizesBelowOne()
    {
        QVERIFY_EXCEPTION_THROWN(pilResizeBilinear(patternImage(3, 3), 0, 5), Error);
        QVERIFY_EXCEPTION_THROWN(pilResizeBilinear(patternImage(3, 3), 5, -1), Error);
        QVERIFY_EXCEPTION_THROWN(pilResizeBilinear(RgbImage{}, 5, 5), Error);
    }
};

SAMSCOPE_TEST(tst_pil_resize, QCoreApplication, TestPilResize)
#include "tst_pil_resize.moc"
