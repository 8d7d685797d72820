#include "core/base/error.h"
#include "core/inference/prompt.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <limits>

using namespace samscope;

class TestPrompt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepted_data()
    {
        QTest::addColumn<PromptSet>("prompts");
        QTest::newRow("nothing") << PromptSet{};
        QTest::newRow("corners of the picture") << PromptSet{.points = {{0, 0, 1}, {100, 60, 0}}};
        QTest::newRow("whole picture") << PromptSet{.box = Rect<double>{0, 0, 100, 60}};
        QTest::newRow("less than a pixel") << PromptSet{.box = Rect<double>{10, 10, 10.25, 10.25}};
        QTest::newRow("1,000 points") << PromptSet{.points = std::vector<PointPrompt>(1000, {5, 5, 1})};
        QTest::newRow("mask") << PromptSet{.maskInput = {-1, 2}};
    }

    void accepted()
    {
        QFETCH(PromptSet, prompts);
        checkPrompts(prompts, 100, 60);
    }

    void refused_data()
    {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        QTest::addColumn<PromptSet>("prompts");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("NaN") << PromptSet{.points = {{nan, 1, 1}}} << QByteArray("point 1: nan,1 is not a position");
        QTest::newRow("infinity") << PromptSet{.points = {{1, 1, 1}, {1, -infinity, 1}}}
                                  << QByteArray("point 2: 1,-inf");
        QTest::newRow("left") << PromptSet{.points = {{-0.5, 1, 1}}} << QByteArray("outside the picture of 100x60");
        QTest::newRow("right") << PromptSet{.points = {{100.1, 1, 1}}} << QByteArray("outside");
        QTest::newRow("below") << PromptSet{.points = {{50, 60.1, 1}}} << QByteArray("outside");
        QTest::newRow("label") << PromptSet{.points = {{1, 1, 2}}} << QByteArray("no label 2; 1 is foreground");
        QTest::newRow("padding label") << PromptSet{.points = {{1, 1, -1}}} << QByteArray("no label -1");
        QTest::newRow("box corner") << PromptSet{.box = Rect<double>{0, 0, 101, 10}}
                                    << QByteArray("box corner 2: 101,10");
        QTest::newRow("box of NaN") << PromptSet{.box = Rect<double>{nan, 0, 10, 10}} << QByteArray("box corner 1");
        QTest::newRow("no width") << PromptSet{.box = Rect<double>{5, 5, 5, 9}} << QByteArray("has no area");
        QTest::newRow("no height") << PromptSet{.box = Rect<double>{5, 5, 9, 5}} << QByteArray("has no area");
        QTest::newRow("turned round") << PromptSet{.box = Rect<double>{9, 9, 5, 5}} << QByteArray("has no area");
        QTest::newRow("1,001 points") << PromptSet{.points = std::vector<PointPrompt>(1001, {5, 5, 1})}
                                      << QByteArray("1001 points are more than the limit of 1000");
        QTest::newRow("mask of NaN") << PromptSet{.maskInput = {0, std::numeric_limits<float>::quiet_NaN()}}
                                     << QByteArray("mask input: it holds values that are not finite");
    }

    void refused()
    {
        QFETCH(PromptSet, prompts);
        QFETCH(QByteArray, message);
        try {
            checkPrompts(prompts, 100, 60);
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(QByteArray(error.what()).contains(message), error.what());
        }
    }
};

SAMSCOPE_TEST(tst_prompt, QCoreApplication, TestPrompt)
#include "tst_prompt.moc"
