#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

class TestSegmentPage : public QObject, private SegmentFixture
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }
    void promptsPaintExactlyTheMask_data();
    void promptsPaintExactlyTheMask();
    void candidatesAreChosenByKeyAndClick();
    void undoClearAndBackspace();
    void thresholdIsAppliedToTheSamePrompts();
    void newestPromptWins();
    void answerToClearedPromptsIsDropped();
    void stopEndsEncodingAndTheNextPromptStartsItAgain();
    void fallbackIsNamed();
    void modelThatFailsSaysWhy();
    void pictureThatFailsSaysWhy();
    void anotherPictureForgetsPrompts();
    void closingWhileEncodingIsSafe();
};

void TestSegmentPage::promptsPaintExactlyTheMask_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("left click") << 0;
    QTest::newRow("left, then right click") << 1;
    QTest::newRow("box drag") << 2;
}

void TestSegmentPage::promptsPaintExactlyTheMask()
{
    QFETCH(int, kind);
    openBoth();
    const QImage plain = shot();
    PromptSet prompts;
    if (kind == 2) {
        QTest::mousePress(&canvas(), Qt::LeftButton, {}, canvas().view().toView(QPointF(70, 100)).toPoint());
        QTest::mouseMove(&canvas(), canvas().view().toView(QPointF(40, 60)).toPoint());
        QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, canvas().view().toView(QPointF(20, 30)).toPoint());
        prompts.box = Rect<double>{20, 30, 70, 100};
    } else {
        click(40, 60);
        prompts.points.push_back({40, 60, 1});
    }
    if (kind == 1) {
        TRY_COMPARE(m_state->decodes, 1);
        click(48, 70, Qt::RightButton);
        prompts.points.push_back({48, 70, 0});
    }
    TRY_COMPARE(m_state->decodes, static_cast<int>(std::max<std::size_t>(prompts.points.size(), 1)));
    TRY_COMPARE(chosen(), 2); // the highest predicted IoU
    TRY_VERIFY(paints(expectedMask(prompts, 1), plain, prompts));
}

void TestSegmentPage::candidatesAreChosenByKeyAndClick()
{
    openBoth();
    const QImage plain = shot();
    click(40, 60);
    const PromptSet prompts = pointAt(40, 60);
    TRY_COMPARE(chosen(), 2);
    QVERIFY(child<CandidateButton>(*m_window, "candidate2").accessibleDescription().startsWith(u"1.020"_s));
    QVERIFY(text("candidateCaption").contains(u"may exceed 1"_s));
    QTest::keyClick(&canvas(), Qt::Key_3);
    QCOMPARE(chosen(), 3);
    QVERIFY(paints(expectedMask(prompts, 2), plain, prompts));
    QTest::keyClick(&canvas(), Qt::Key_Down);
    QCOMPARE(chosen(), 1);
    QTest::keyClick(&canvas(), Qt::Key_Up);
    QCOMPARE(chosen(), 3);
    QVERIFY(clickOn<CandidateButton>(*m_window, "candidate1"));
    QVERIFY(paints(expectedMask(prompts, 0), plain, prompts));
}

void TestSegmentPage::undoClearAndBackspace()
{
    openBoth();
    const QImage plain = shot();
    click(40, 60);
    click(50, 70);
    const PromptSet one = pointAt(40, 60);
    QTest::keyClick(&canvas(), Qt::Key_Backspace);
    TRY_VERIFY(paints(expectedMask(one, 1), plain, one));
    QTest::keyClick(&canvas(), Qt::Key_C);
    TRY_VERIFY(shot() == plain);
    QCOMPARE(chosen(), 0);
    QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
    TRY_VERIFY(paints(expectedMask(one, 1), plain, one));
    QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    TRY_VERIFY(shot() == plain);
    QVERIFY(clickOn<QToolButton>(*m_window, "undo"));
    TRY_VERIFY(paints(expectedMask(one, 1), plain, one));
}

void TestSegmentPage::thresholdIsAppliedToTheSamePrompts()
{
    openBoth();
    const QImage plain = shot();
    click(40, 60);
    const PromptSet prompts = pointAt(40, 60);
    TRY_COMPARE(chosen(), 2);
    child<QDoubleSpinBox>(*m_window, "thresholdBox").setValue(3.5);
    const Mask smaller = expectedMask(prompts, 1, 3.5F);
    QVERIFY(smaller.area() < expectedMask(prompts, 1).area());
    TRY_VERIFY(paints(smaller, plain, prompts));
    QCOMPARE(m_state->decodes, 1); // the logits are still there
}

void TestSegmentPage::newestPromptWins()
{
    openBoth();
    const QImage plain = shot();
    m_state->setHoldDecode(true);
    click(20, 20);
    TRY_COMPARE(m_state->decodes, 1);
    for (int i = 0; i < 50; ++i) {
        click(60, 30 + i);
    }
    m_state->setHoldDecode(false);
    TRY_COMPARE(m_state->decodes, 2);
    TRY_COMPARE(chosen(), 2);
    PromptSet all = pointAt(20, 20);
    for (int i = 0; i < 50; ++i) {
        all.points.push_back({60, 30.0 + i, 1});
    }
    QVERIFY(paints(expectedMask(all, 1), plain, all));
    finishRequests();
    QCOMPARE(m_state->decodes, 2);
}

void TestSegmentPage::answerToClearedPromptsIsDropped()
{
    openBoth();
    m_state->setHoldDecode(true);
    click(20, 20);
    TRY_VERIFY(m_state->isDecodeHeld());
    QTest::keyClick(&canvas(), Qt::Key_C);
    m_state->setHoldDecode(false);
    finishRequests();
    QCOMPARE(chosen(), 0);
}

void TestSegmentPage::stopEndsEncodingAndTheNextPromptStartsItAgain()
{
    m_state->holdEncode = true;
    m_window->openModel(*m_folder / "model.pth");
    m_window->openImage(*m_folder / "a.png");
    TRY_VERIFY(text("jobText").contains(u"block 3 of 12"_s));
    QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
    TRY_VERIFY(!child<QPushButton>(*m_window, "jobStop").isVisible());
    m_state->holdEncode = false;
    click(40, 60);
    TRY_COMPARE(chosen(), 2);
    QCOMPARE(m_state->encodes, 2);
}

void TestSegmentPage::fallbackIsNamed()
{
    m_window->openModel(*m_folder / "model.pth");
    TRY_VERIFY(text("segmentStatus").contains(u"CPU reference"_s));
    auto& device = child<QComboBox>(*m_window, "deviceBox");
    device.setFocus();
    QTest::keyClick(&device, Qt::Key_End);
    TRY_VERIFY(text("segmentStatus").contains(u"(no CUDA driver)"_s));
    QCOMPARE(m_state->lastAsked().device, Device{Device::Kind::Cuda});
}

void TestSegmentPage::modelThatFailsSaysWhy()
{
    m_state->setFailure("is no model");
    m_window->openModel(*m_folder / "model.pth");
    TRY_VERIFY(text("segmentProblem").contains(u"model.pth: is no model"_s));
    QVERIFY(child<QLabel>(*m_window, "segmentProblem").isVisible());
}

void TestSegmentPage::pictureThatFailsSaysWhy()
{
    writeText(*m_folder / "broken.png", "not a picture");
    m_window->openImage(*m_folder / "broken.png");
    TRY_VERIFY(text("segmentProblem").contains(u"broken.png"_s));
}

void TestSegmentPage::anotherPictureForgetsPrompts()
{
    openBoth();
    click(40, 60);
    TRY_COMPARE(chosen(), 2);
    m_window->openImage(*m_folder / "b.png");
    TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
    QCOMPARE(chosen(), 0);
    QVERIFY(!child<QToolButton>(*m_window, "undo").isEnabled());
}

void TestSegmentPage::closingWhileEncodingIsSafe()
{
    m_state->holdEncode = true;
    m_window->openModel(*m_folder / "model.pth");
    m_window->openImage(*m_folder / "a.png");
    TRY_COMPARE(m_state->encodes, 1);
    m_window->close();
    m_window.reset(); // though the encoder is not let go
}

SAMSCOPE_TEST(tst_segment_page, QApplication, TestSegmentPage)
#include "tst_segment_page.moc"
