#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <atomic>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/inference/segment.h"
#include "tests/support/canvas_test.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/one_by_one_predictor.h"
#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/compare/compare_page.h"
#include "ui/compare/wipe_handle.h"
#include "ui/main_window.h"
#include "ui/models/comparison_model.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int pictureWidth = 96;
constexpr int pictureHeight = 128;
constexpr int inputSize = 64;
constexpr int side = 32;

/// Squares around the point or in the middle of the box; model B's are larger and lie to the left.
Prediction fakePrediction(const PromptSet& prompts, bool isB)
{
    const double scale = static_cast<double>(side) / pictureHeight;
    const double x = prompts.points.empty() ? (prompts.box->x0 + prompts.box->x1) / 2 : prompts.points[0].x;
    const double y = prompts.points.empty() ? (prompts.box->y0 + prompts.box->y1) / 2 : prompts.points[0].y;
    Prediction prediction;
    prediction.side = side;
    prediction.iouScores = {0.5F, isB ? 0.75F : 1.02F, 0.25F};
    for (const double radius : {3.0, 6.0, 9.0}) {
        for (int row = 0; row < side; ++row) {
            for (int column = 0; column < side; ++column) {
                const double away = column - x * scale + (isB ? 2 : 0);
                const bool inside = std::max(std::abs(away), std::abs(row - y * scale)) < radius + (isB ? 1 : 0);
                prediction.lowResMasks.push_back(inside ? 4.0F : -4.0F);
            }
        }
    }
    return prediction;
}

Mask expectedMask(const PromptSet& prompts, bool isB, std::size_t candidate)
{
    return candidatesOf(fakePrediction(prompts, isB), ImageGeometry::of(pictureWidth, pictureHeight, inputSize))
        .at(candidate)
        .mask;
}

Mask combined(const Mask& a, const Mask& b, const std::function<bool(int x, bool inA, bool inB)>& inside)
{
    Mask mask = a;
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        const int x = static_cast<int>(i) % mask.width;
        mask.pixels[i] = inside(x, a.pixels[i] != 0, b.pixels[i] != 0) ? 1 : 0;
    }
    return mask;
}

PromptSet pointOf(double x, double y)
{
    PromptSet prompts;
    prompts.points.push_back({x, y, 1});
    return prompts;
}

struct FakeState
{
    std::atomic<int> encodes = 0;
    std::atomic<bool> holdEncode = false;
    std::atomic<bool> deeper = false; ///< B has more blocks than A
    std::mutex mutex;
    std::vector<std::string> asked; ///< the device of each model that was loaded

    std::vector<std::string> takeDevices()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(asked, {});
    }
};

class FakePredictor final : public OneByOnePredictor
{
public:
    FakePredictor(std::shared_ptr<FakeState> state, const std::filesystem::path& path, const std::string& device,
                  BlockObserver observer)
        : m_state(std::move(state)), m_isB(path.filename() == "b.pth"), m_observer(std::move(observer))
    {
        m_info.path = path;
        m_info.variant = "custom";
        m_info.config = tinyConfig();
        m_info.config.vision.imageSize = inputSize;
        m_info.config.vision.layers = m_isB && m_state->deeper ? 3 : 2;
        m_info.device = "cpu";
        m_info.deviceNote = device == "cuda" ? "no CUDA driver" : "";
        const std::lock_guard lock(m_state->mutex);
        m_state->asked.push_back(device);
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage&, ProgressSink& progress, const std::stop_token& stop) override
    {
        ++m_state->encodes;
        while (m_state->holdEncode) {
            progress.report({"encoding", 3, 12, Unit::Blocks});
            throwIfStopped(stop);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        for (int block = 0; block < m_info.config.vision.layers; ++block) {
            m_observer(block, std::vector<float>{1, 2, m_isB ? 3.0F + static_cast<float>(block) : 3.0F});
        }
        return {.channels = 1, .grid = 1, .values = {m_isB ? 1.25F : 1.0F}};
    }

    Prediction answer(const PromptSet& prompts) override { return fakePrediction(prompts, m_isB); }

private:
    std::shared_ptr<FakeState> m_state;
    bool m_isB;
    ModelInfo m_info;
    BlockObserver m_observer;
};

Session::PredictorFactory fakeFactory(const std::shared_ptr<FakeState>& state)
{
    return [state](const std::filesystem::path& path, const PredictorOptions& options, ProgressSink&,
                   const std::stop_token&) -> std::unique_ptr<Predictor> {
        if (path.filename() == "broken.pth") {
            throw Error({.file = path.string(), .reason = "is no SAM"});
        }
        return std::make_unique<FakePredictor>(
            state, path, options.device, options.blockObserver ? options.blockObserver : [](auto&&...) {});
    };
}

} // namespace

class TestComparePage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void byMouse();
    void byKeyboard();
    void modesShowWhatTheySay();
    void wipeGoesOverFromAToB();
    void blinkShowsBothInTurn();
    void encodersAreShownBlockByBlock();
    void whatCannotBeComparedIsSaid();
    void stopEndsEncodingAndTheNextPromptStartsItAgain();
    void modelThatFailsSaysWhy();
    void anotherPictureForgetsPromptsAndMasks();
    void closingWhileEncodingIsSafe();
    void modelIsAModel();
    void promptsByKeyboardAlone();
    void sideBySideShowsBothAndMovesTogether_data();
    void sideBySideShowsBothAndMovesTogether();
    void theDeviceIsChosen_data();
    void theDeviceIsChosen();

private:
    ImageCanvas& second() { return child<ImageCanvas>(*m_window, "compareCanvasB"); }
    QString path(const char* name) { return QString::fromStdString((*m_folder / name).string()); }
    ComparePage& page() { return child<ComparePage>(*m_window, "comparePage"); }
    QString text(const char* label) { return child<QLabel>(*m_window, label).text(); }
    ImageCanvas& canvas() { return child<ImageCanvas>(*m_window, "compareCanvas"); }
    QTableView& table() { return child<QTableView>(*m_window, "compareTable"); }
    QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    int chosen()
    {
        const QModelIndexList columns = table().selectionModel()->selectedColumns();
        return columns.isEmpty() ? -1 : columns.constFirst().column();
    }
    void drop(const QString& file);
    void openAll();
    void clickAt(int x, int y)
    {
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, canvas().view().toView(QPointF(x + 0.5, y + 0.5)).toPoint());
    }
    /// What the canvas looks like without masks and marks.
    QImage plain();
    /// Clicks at 40, 60 and waits until candidate 2, A's best, is drawn.
    void ask();

    const PromptSet m_prompts = pointOf(40, 60);
    QTemporaryDir m_settings;
    std::unique_ptr<TestFolder> m_folder;
    std::shared_ptr<FakeState> m_state;
    std::unique_ptr<MainWindow> m_window;
};

void TestComparePage::init()
{
    isolateSettings(m_settings);
    m_folder = std::make_unique<TestFolder>();
    m_state = std::make_shared<FakeState>();
    for (const char* name : {"one.png", "two.png"}) {
        QImage picture(pictureWidth, pictureHeight, QImage::Format_RGB888);
        picture.fill(QColor(90, 110, 130));
        QVERIFY(picture.save(path(name)));
    }
    m_window = std::make_unique<MainWindow>(fakeFactory(m_state));
    m_window->resize(1300, 850);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestComparePage::cleanup()
{
    m_state->holdEncode = false;
    m_window.reset();
}

void TestComparePage::drop(const QString& file)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&page(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({9, 9}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&page(), &event);
}

void TestComparePage::openAll()
{
    QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
    drop(path("a.pth"));
    drop(path("b.pth"));
    drop(path("one.png"));
    QTRY_VERIFY(text("divergenceCaption").contains(u"Embedding:"_s));
    canvas().zoomTo(2);
}

QImage TestComparePage::plain()
{
    return canvas().grab().toImage();
}

void TestComparePage::ask()
{
    clickAt(40, 60);
    QTRY_COMPARE(chosen(), 1);
    QTRY_VERIFY(child<WipeHandle>(*m_window, "wipeHandle").isVisibleTo(&canvas()) ||
                !child<QToolButton>(*m_window, "showWipe").isChecked());
}

void TestComparePage::byMouse()
{
    openAll();
    QCOMPARE(child<QComboBox>(*m_window, "compareModelA").currentText(), path("a.pth"));
    QCOMPARE(child<QComboBox>(*m_window, "compareModelB").currentText(), path("b.pth"));
    ask();
    QCOMPARE(table().model()->columnCount(), 3);
    const Mask a = expectedMask(m_prompts, false, 1), b = expectedMask(m_prompts, true, 1);
    QCOMPARE(cell(ComparisonModel::Iou, 1), QString::number(intersectionOverUnion(a, b), 'f', 4));
    QCOMPARE(cell(ComparisonModel::ScoreA, 1), u"1.0200"_s);
    QCOMPARE(cell(ComparisonModel::ScoreB, 1), u"0.7500"_s);
    QCOMPARE(cell(ComparisonModel::ScoreDifference, 1), u"-0.2700"_s);
    QCOMPARE(cell(ComparisonModel::AreaA, 1), QLocale().toString(qulonglong(a.area())));
    QCOMPARE(cell(ComparisonModel::BoundaryMax, 1), QString::number(boundaryDistance(a, b)->max, 'f', 2));

    const QRect first = table().visualRect(table().model()->index(2, 0));
    QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, first.center());
    QCOMPARE(chosen(), 0);
    QVERIFY(clickOn<QToolButton>(*m_window, "compareClear"));
    QTRY_COMPARE(table().model()->columnCount(), 0);
    QVERIFY(clickOn<QToolButton>(*m_window, "compareUndo"));
    QTRY_COMPARE(table().model()->columnCount(), 3);
}

void TestComparePage::byKeyboard()
{
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
    QTRY_VERIFY(page().isVisible());
    for (const auto& [box, file] :
         {std::pair{"compareModelA", "a.pth"}, {"compareModelB", "b.pth"}, {"compareImage", "one.png"}}) {
        QLineEdit& line = *child<QComboBox>(*m_window, box).lineEdit();
        line.setFocus();
        QTest::keyClicks(&line, path(file));
        QTest::keyClick(&line, Qt::Key_Return);
    }
    QTRY_VERIFY(text("divergenceCaption").contains(u"Embedding:"_s));
    ask();
    for (const int candidate : {2, 0, 1}) {
        QTest::keyClick(&canvas(), static_cast<Qt::Key>(Qt::Key_1 + candidate));
        QCOMPARE(chosen(), candidate);
    }
    QTest::keyClick(&canvas(), Qt::Key_Right);
    QCOMPARE(chosen(), 2);
    const std::pair<Qt::Key, const char*> modes[] = {{Qt::Key_BracketLeft, "showA"},
                                                     {Qt::Key_BracketRight, "showB"},
                                                     {Qt::Key_B, "showBlink"},
                                                     {Qt::Key_F, "showDifference"},
                                                     {Qt::Key_W, "showWipe"}};
    for (const auto& [key, button] : modes) {
        QTest::keyClick(&canvas(), key);
        QVERIFY2(child<QToolButton>(*m_window, button).isChecked(), button);
    }
    QTest::keyClick(&canvas(), Qt::Key_Backspace);
    QTRY_COMPARE(table().model()->columnCount(), 0);
    QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(table().model()->columnCount(), 3);
}

void TestComparePage::modesShowWhatTheySay()
{
    openAll();
    const QImage before = plain();
    QVERIFY(clickOn<QToolButton>(*m_window, "showA"));
    ask();
    const Mask a = expectedMask(m_prompts, false, 1), b = expectedMask(m_prompts, true, 1);
    QTRY_COMPARE(paintedWrong(canvas(), a, before, m_prompts), QString());
    QVERIFY(clickOn<QToolButton>(*m_window, "showB"));
    QCOMPARE(paintedWrong(canvas(), b, before, m_prompts), QString());
    QVERIFY(clickOn<QToolButton>(*m_window, "showDifference"));
    const auto either = [](int, bool inA, bool inB) { return inA || inB; };
    QCOMPARE(paintedWrong(canvas(), combined(a, b, either), before, m_prompts), QString());

    const QImage difference = plain();
    const auto colourWhere = [&](bool inA, bool inB) {
        for (std::size_t i = 0; i < a.pixels.size(); ++i) {
            const int x = static_cast<int>(i) % pictureWidth, y = static_cast<int>(i) / pictureWidth;
            const QPointF point = canvas().view().toView(QPointF(x + 0.5, y + 0.5));
            if ((a.pixels[i] != 0) == inA && (b.pixels[i] != 0) == inB && !isNearMark(canvas(), m_prompts, point) &&
                difference.rect().contains(point.toPoint())) {
                return difference.pixelColor(point.toPoint());
            }
        }
        return QColor();
    };
    const QColor onlyA = colourWhere(true, false), onlyB = colourWhere(false, true), both = colourWhere(true, true);
    QVERIFY(onlyA.blue() > onlyA.red() && onlyB.red() > onlyB.blue());
    QVERIFY(std::abs(both.red() - both.blue()) < 60);
}

void TestComparePage::wipeGoesOverFromAToB()
{
    openAll();
    const QImage before = plain();
    ask();
    WipeHandle& handle = child<WipeHandle>(*m_window, "wipeHandle");
    const Mask a = expectedMask(m_prompts, false, 1), b = expectedMask(m_prompts, true, 1);
    CompareView& view = *page().findChild<CompareView*>();
    const auto shownIsRight = [&] {
        const int column = view.splitColumn();
        handle.hide(); // it covers what is compared
        const QString wrong =
            paintedWrong(canvas(), combined(a, b, [&](int x, bool inA, bool inB) { return x < column ? inA : inB; }),
                         before, m_prompts);
        handle.show();
        return wrong;
    };
    QCOMPARE(view.splitColumn(), pictureWidth / 2);
    QTRY_COMPARE(shownIsRight(), QString());

    const auto dragTo = [&](double column) {
        const QPoint target = canvas().view().toView(QPointF(column, 0)).toPoint();
        QTest::mousePress(&handle, Qt::LeftButton, {}, handle.rect().center());
        QMouseEvent move(QEvent::MouseMove, handle.mapFromParent(QPointF(target.x(), 50)),
                         handle.mapToGlobal(QPoint(0, 50)), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&handle, &move);
        QTest::mouseRelease(&handle, Qt::LeftButton);
    };
    for (const int column : {70, 30, 45}) {
        dragTo(column);
        QVERIFY(std::abs(view.splitColumn() - column) <= 1);
        QCOMPARE(shownIsRight(), QString());
    }
    const int column = view.splitColumn();
    QTest::keyClick(&handle, Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(std::abs(view.splitColumn() - (column - pictureWidth / 10)) <= 1);
    QTest::keyClick(&handle, Qt::Key_Right);
    QCOMPARE(shownIsRight(), QString());
}

void TestComparePage::blinkShowsBothInTurn()
{
    openAll();
    const QImage before = plain();
    QVERIFY(clickOn<QToolButton>(*m_window, "showBlink"));
    ask();
    const Mask a = expectedMask(m_prompts, false, 1), b = expectedMask(m_prompts, true, 1);
    for (const Mask& mask : {a, b, a}) {
        QTRY_VERIFY(paintedWrong(canvas(), mask, before, m_prompts).isEmpty());
    }
}

void TestComparePage::encodersAreShownBlockByBlock()
{
    openAll();
    QCOMPARE(text("divergenceCaption"), u"Embedding: cosine 1, max |Δ| 0.25"_s);
    auto& plot = child<QWidget>(*m_window, "divergencePlot");
    const auto tipOver = [&](double fraction) {
        QMouseEvent move(QEvent::MouseMove, QPointF(plot.width() * fraction, plot.height() / 2.0), QPointF(0, 0),
                         Qt::NoButton, Qt::NoButton, {});
        QCoreApplication::sendEvent(&plot, &move);
        return plot.toolTip();
    };
    QTest::qWait(50); // the plot lays itself out
    QVERIFY2(tipOver(0.65).contains(u"after block 1"_s), qPrintable(plot.toolTip()));
    QVERIFY(plot.toolTip().contains(u"max |Δ| 1"_s));
    QVERIFY(tipOver(0.35).contains(u"max |Δ| 0"_s));
}

void TestComparePage::whatCannotBeComparedIsSaid()
{
    m_state->deeper = true;
    openAll();
    QVERIFY2(text("divergenceCaption").contains(u"2 blocks against 3"_s), qPrintable(text("divergenceCaption")));
}

void TestComparePage::stopEndsEncodingAndTheNextPromptStartsItAgain()
{
    m_state->holdEncode = true;
    QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
    drop(path("a.pth"));
    drop(path("b.pth"));
    drop(path("one.png"));
    QTRY_COMPARE(m_state->encodes.load(), 1);
    QVERIFY(clickOn<QPushButton>(*m_window, "jobStop"));
    QTRY_VERIFY(text("compareProblem").contains(u"Stopped"_s));
    m_state->holdEncode = false;
    clickAt(40, 60);
    QTRY_COMPARE(table().model()->columnCount(), 3);
    QCOMPARE(m_state->encodes.load(), 3);
}

void TestComparePage::modelThatFailsSaysWhy()
{
    openAll();
    page().openModel(1, path("broken.pth"));
    QTRY_VERIFY(text("compareProblem").contains(u"is no SAM"_s));
    page().openModel(1, path("b.pth"));
    QTRY_VERIFY(text("divergenceCaption").contains(u"Embedding:"_s));
    QVERIFY(!child<QLabel>(*m_window, "compareProblem").isVisible());
}

void TestComparePage::anotherPictureForgetsPromptsAndMasks()
{
    openAll();
    ask();
    drop(path("two.png"));
    QCOMPARE(table().model()->columnCount(), 0);
    QTRY_VERIFY(text("divergenceCaption").contains(u"Embedding:"_s));
    QCOMPARE(m_state->encodes.load(), 4);
    QCOMPARE(table().model()->columnCount(), 0);
}

void TestComparePage::closingWhileEncodingIsSafe()
{
    m_state->holdEncode = true;
    QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
    drop(path("a.pth"));
    drop(path("b.pth"));
    drop(path("one.png"));
    QTRY_COMPARE(m_state->encodes.load(), 1);
    m_window->close();
    m_window.reset();
    QCOMPARE(m_state->encodes.load(), 1);
}

void TestComparePage::modelIsAModel()
{
    ComparisonModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.columnCount(), 0);
    CandidateComparison row{
        .iou = 0.5, .iouScoreA = 0.5F, .iouScoreB = 0.50001F, .areaA = 3, .areaB = 4, .boundary = {}};
    model.setCandidates({row, row});
    QCOMPARE(model.rowCount(), int(ComparisonModel::RowCount));
    QCOMPARE(model.columnCount(), 2);
    QCOMPARE(model.index(ComparisonModel::ScoreDifference, 0).data().toString(), u"1e-05"_s);
    QCOMPARE(model.index(ComparisonModel::BoundaryMean, 1).data().toString(), u"–"_s);
    model.setCandidates({});
    QCOMPARE(model.columnCount(), 0);
}

void TestComparePage::promptsByKeyboardAlone()
{
    openAll();
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Left, Qt::ControlModifier);
    QTest::keyClick(&canvas(), Qt::Key_Return);
    QTRY_COMPARE(table().model()->columnCount(), 3);
    QTest::keyClick(&canvas(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(table().model()->columnCount(), 0);
    QTest::keyClick(&canvas(), Qt::Key_Return, Qt::ShiftModifier);
    QTRY_COMPARE(table().model()->columnCount(), 3);
    QTest::keyClick(&canvas(), Qt::Key_C);
    QTRY_COMPARE(table().model()->columnCount(), 0);
    QTest::keyClick(&canvas(), Qt::Key_B, Qt::ShiftModifier);
    QTest::keyClick(&canvas(), Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(&canvas(), Qt::Key_Down, Qt::ControlModifier);
    QTest::keyClick(&canvas(), Qt::Key_B, Qt::ShiftModifier);
    QTRY_COMPARE(table().model()->columnCount(), 3);
    QVERIFY(!child<QToolButton>(*m_window, "showBlink").isChecked());
    const double zoom = canvas().view().zoom();
    QTest::keyClick(&canvas(), Qt::Key_Plus);
    QVERIFY(canvas().view().zoom() > zoom);
}

void TestComparePage::sideBySideShowsBothAndMovesTogether_data()
{
    QTest::addColumn<bool>("mouse");
    QTest::newRow("mouse") << true;
    QTest::newRow("keyboard") << false;
}

void TestComparePage::sideBySideShowsBothAndMovesTogether()
{
    QFETCH(bool, mouse);
    openAll();
    QVERIFY(!second().isVisible());
    if (mouse) {
        QVERIFY(clickOn<QToolButton>(*m_window, "showSideBySide"));
    } else {
        QTest::keyClick(&canvas(), Qt::Key_S);
    }
    QVERIFY(second().isVisible());
    canvas().setFocus();
    QTRY_VERIFY(std::abs(canvas().width() - second().width()) <= 1);
    const QImage plainA = plain();
    const QImage plainB = second().grab().toImage();
    clickAt(40, 60);
    const Mask a = expectedMask(m_prompts, false, 1), b = expectedMask(m_prompts, true, 1);
    QTRY_COMPARE(paintedWrong(canvas(), a, plainA, m_prompts), QString());
    QTRY_COMPARE(paintedWrong(second(), b, plainB, m_prompts), QString());
    const auto middleOf = [](const ImageCanvas& shown) {
        return shown.view().toPicture(QRectF(shown.rect()).center());
    };
    second().setFocus();
    QTest::keyClick(&second(), Qt::Key_Plus);
    QCOMPARE(canvas().view().zoom(), second().view().zoom());
    QVERIFY(QLineF(middleOf(canvas()), middleOf(second())).length() < 1);
    canvas().zoomTo(8);
    QCOMPARE(second().view().zoom(), 8.0);
    QVERIFY(QLineF(middleOf(canvas()), middleOf(second())).length() < 1);
    QTest::keyClick(&second(), Qt::Key_C);
    QTRY_COMPARE(table().model()->columnCount(), 0);
    QTest::mouseClick(&second(), Qt::LeftButton, {}, second().rect().center());
    QTRY_COMPARE(table().model()->columnCount(), 3);
    QVERIFY(clickOn<QToolButton>(*m_window, "showWipe"));
    QVERIFY(!second().isVisible());
}

void TestComparePage::theDeviceIsChosen_data()
{
    QTest::addColumn<bool>("mouse");
    QTest::newRow("mouse") << true;
    QTest::newRow("keyboard") << false;
}

void TestComparePage::theDeviceIsChosen()
{
    QFETCH(bool, mouse);
    openAll();
    const auto isOnlyAsked = [](const std::vector<std::string>& devices, const char* device) {
        return devices.size() >= 2 && std::ranges::all_of(devices, [=](const auto& asked) { return asked == device; });
    };
    QVERIFY(isOnlyAsked(m_state->takeDevices(), "auto"));
    auto& box = child<QComboBox>(*m_window, "compareDevice");
    if (mouse) {
        const QPointF middle = QRectF(box.rect()).center();
        QWheelEvent turn(middle, box.mapToGlobal(middle), {}, {0, -120}, {}, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&box, &turn);
    } else {
        box.setFocus();
        QTest::keyClick(&box, Qt::Key_End);
    }
    QTRY_COMPARE(text("compareStatus").count(mouse ? u"CPU"_s : u"CPU (no CUDA driver)"_s), 2);
    QVERIFY(isOnlyAsked(m_state->takeDevices(), mouse ? "cpu" : "cuda"));
}

SAMSCOPE_TEST(tst_compare_page, QApplication, TestComparePage)
#include "tst_compare_page.moc"
