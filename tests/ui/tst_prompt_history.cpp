#include "tests/support/test_program.h"
#include "ui/canvas/prompt_history.h"

#include <QSignalSpy>
#include <QTest>

using namespace samscope;

class TestPromptHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsOrderOfPoints();
    void hasOneBox();
    void hasOneMaskPrompt();
    void buttonsFollowWhatCanBeUndone();
    void everyStepHasAName();
    void removesLastAcrossKinds();
    void undoesAndRedoesEveryStep();
    void clearCanBeUndone();
    void resetForgetsUndo();
};

void TestPromptHistory::keepsOrderOfPoints()
{
    PromptHistory history;
    history.addPoint({1, 2, 1});
    history.addPoint({3, 4, 0});
    QCOMPARE(history.prompts().points, (std::vector<PointPrompt>{{1, 2, 1}, {3, 4, 0}}));
}

void TestPromptHistory::hasOneBox()
{
    PromptHistory history;
    history.addBox({0, 0, 5, 5});
    history.addPoint({1, 2, 1});
    history.addBox({1, 1, 9, 9});
    QCOMPARE(history.prompts().box, std::optional(Rect<double>{1, 1, 9, 9}));
    history.removeLast();
    QVERIFY(!history.prompts().box);
    QCOMPARE(history.prompts().points.size(), 1u);
}

void TestPromptHistory::hasOneMaskPrompt()
{
    const auto logits = [](float value) {
        return MaskPrompt{std::make_shared<const std::vector<float>>(std::vector<float>{value, value})};
    };
    PromptHistory history;
    QVERIFY(!history.hasMask());
    history.addMask(logits(1));
    history.addPoint({1, 2, 1});
    QVERIFY(history.hasMask());
    history.addMask(logits(2));
    QCOMPARE(history.prompts().maskInput, (std::vector<float>{2, 2}));
    QCOMPARE(history.prompts().points.size(), 1u);
    history.removeLast(); // the mask, which came last
    QVERIFY(!history.hasMask());
    QVERIFY(history.prompts().maskInput.empty());
    history.stack().undo();
    history.stack().undo();
    QCOMPARE(history.prompts().maskInput, (std::vector<float>{1, 1}));
}

void TestPromptHistory::buttonsFollowWhatCanBeUndone()
{
    QWidget undo, redo;
    PromptHistory history;
    history.enable(undo, redo);
    QVERIFY(!undo.isEnabled() && !redo.isEnabled());
    history.addPoint({1, 2, 1});
    QVERIFY(undo.isEnabled() && !redo.isEnabled());
    history.stack().undo();
    QVERIFY(!undo.isEnabled() && redo.isEnabled());
    history.reset();
    QVERIFY(!undo.isEnabled() && !redo.isEnabled());
    history.addPoint({1, 2, 1});
    QWidget lateUndo, lateRedo;
    history.enable(lateUndo, lateRedo);
    QVERIFY(lateUndo.isEnabled() && !lateRedo.isEnabled());
}

void TestPromptHistory::everyStepHasAName()
{
    PromptHistory history;
    history.addPoint({1, 2, 1});
    history.addPoint({1, 2, 0});
    history.addBox({0, 0, 5, 5});
    history.addMask({std::make_shared<const std::vector<float>>(4)});
    history.removeLast();
    history.clear();
    history.clear(); // of nothing: no step
    QStringList names;
    for (int i = 0; i < history.stack().count(); ++i) {
        names.append(history.stack().text(i));
    }
    QCOMPARE(names, (QStringList{QStringLiteral("foreground point"), QStringLiteral("background point"),
                                 QStringLiteral("box"), QStringLiteral("mask prompt"),
                                 QStringLiteral("remove the last prompt"), QStringLiteral("clear the prompts")}));
}

void TestPromptHistory::removesLastAcrossKinds()
{
    PromptHistory history;
    history.addBox({0, 0, 5, 5});
    history.addPoint({1, 2, 1});
    history.removeLast();
    QVERIFY(history.prompts().points.empty());
    QVERIFY(history.prompts().box);
    history.removeLast();
    QVERIFY(history.isEmpty());
    history.removeLast();
    QVERIFY(history.isEmpty());
}

void TestPromptHistory::undoesAndRedoesEveryStep()
{
    PromptHistory history;
    std::vector<PromptSet> states{history.prompts()};
    const auto note = [&] { states.push_back(history.prompts()); };
    history.addPoint({1, 2, 1});
    note();
    history.addBox({0, 0, 5, 5});
    note();
    history.addPoint({3, 4, 0});
    note();
    history.removeLast();
    note();
    history.clear();
    note();
    for (std::size_t i = states.size() - 1; i-- > 0;) {
        history.stack().undo();
        QCOMPARE(history.prompts(), states[i]);
    }
    QVERIFY(!history.stack().canUndo());
    for (std::size_t i = 1; i < states.size(); ++i) {
        history.stack().redo();
        QCOMPARE(history.prompts(), states[i]);
    }
}

void TestPromptHistory::clearCanBeUndone()
{
    PromptHistory history;
    history.addPoint({1, 2, 1});
    QSignalSpy changed(&history, &PromptHistory::changed);
    history.clear();
    QVERIFY(history.isEmpty());
    history.stack().undo();
    QCOMPARE(history.prompts().points.size(), 1u);
    QCOMPARE(changed.count(), 2);
}

void TestPromptHistory::resetForgetsUndo()
{
    PromptHistory history;
    history.addPoint({1, 2, 1});
    history.reset();
    QVERIFY(history.isEmpty());
    QVERIFY(!history.stack().canUndo());
}

SAMSCOPE_TEST(tst_prompt_history, QApplication, TestPromptHistory)
#include "tst_prompt_history.moc"
