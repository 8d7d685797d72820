#include "core/imaging/image.h"
#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/stalled_disk.h"
#include "tests/support/test_program.h"
#include "tests/support/thread_watch.h"

#include <QAbstractProxyModel>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

/// How a table has changed since this was made.
struct TableChanges
{
    int rebuilt = 0;  ///< the whole of it
    int inserted = 0; ///< rows

    explicit TableChanges(const QAbstractItemModel& model)
    {
        QObject::connect(&model, &QAbstractItemModel::modelReset, &m_context, [this] { ++rebuilt; });
        QObject::connect(&model, &QAbstractItemModel::layoutChanged, &m_context, [this] { ++rebuilt; });
        QObject::connect(&model, &QAbstractItemModel::rowsInserted, &m_context,
                         [this](const QModelIndex&, int first, int last) { inserted += last - first + 1; });
    }

private:
    QObject m_context;
};

} // namespace

/// The thread of the window does nothing slow, whatever runs: it opens no file of the user's, copies no whole picture,
/// builds no whole table again, and waits for nobody. How long events take is measured by tests/bench/event_time.
class TestGuiThread : public QObject, private SegmentFixture
{
    Q_OBJECT

    static constexpr QSize largeSize{2400, 1600};

    void scroll(QTableView& table, bool keyboard, bool down)
    {
        if (keyboard) {
            QTest::keyClick(&table, down ? Qt::Key_PageDown : Qt::Key_PageUp);
        } else {
            turnWheel(*table.viewport(), QRectF(table.viewport()->rect()).center(), down ? -1 : 1);
        }
        handlePostedEvents();
    }

    void verifyNothingOpened(const ThreadWatch& watch)
    {
        QVERIFY2(watch.opened().empty(), watch.opened().empty() ? "" : watch.opened().front().c_str());
    }

    /// One prompt, by hand; where it is.
    QPoint prompt(QPoint place, bool keyboard, bool right)
    {
        if (keyboard) {
            QTest::keyClick(&canvas(), right ? Qt::Key_Right : Qt::Key_Left, Qt::ControlModifier);
            place = pointedPixel();
            QTest::keyClick(&canvas(), Qt::Key_Return);
        } else {
            click(place.x(), place.y());
        }
        return place;
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void theWatchSeesWhatIsSlow()
    {
        if (!ThreadWatch::isPossible()) {
            QSKIP("a sanitizer has its own malloc");
        }
        ThreadWatch core(*m_folder / ""), qt(*m_folder / ""), other(*m_folder / "none");
        const auto decode = [this] { decodeImage(*m_folder / "a.png"); };
        core.during(decode);
        QVERIFY(!core.opened().empty());
        QVERIFY(core.largestBuffer() >= std::size_t(3) * imageWidth * imageHeight);
        QImage scaled;
        qt.during([&] { scaled = QImage(path("a.png")).scaled(500, 500); });
        QVERIFY(!qt.opened().empty());
        QVERIFY(qt.largestBuffer() >= 500 * 500 * 3);
        other.during(decode);
        QVERIFY(other.opened().empty());
        const std::size_t seen = core.opened().size();
        decode();
        QCOMPARE(core.opened().size(), seen); // nothing while it does not watch
    }

    void lookingAtALargePicture_data() { mouseAndKeyboard(); }

    /// From opening to painted masks, heat maps and proposals, at every zoom.
    void lookingAtALargePicture()
    {
        QFETCH(bool, keyboard);
        QImage large(largeSize, QImage::Format_RGB888);
        large.fill(QColor(90, 110, 130));
        QVERIFY(large.save(path("large.png")));
        m_window->resize(1000, 700);
        handlePostedEvents();
        ThreadWatch watch(*m_folder / "");
        const auto answered = [this](int decodes) { return m_state->decodes >= decodes && chosen() != 0; };
        watch.during([&] {
            m_window->openModel(*m_folder / "model.pth");
            m_window->openImage(*m_folder / "large.png");
            TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
            canvas().setFocus();
            prompt({40, 60}, keyboard, true);
            TRY_VERIFY(answered(1));
            for (const int steps : {1, 2, -4, 3}) { // from a few pixels to all
                for (int step = 0; step < std::abs(steps); ++step) {
                    zoomOnce(steps > 0, keyboard, middle());
                    handlePostedEvents();
                }
            }
            child<QDoubleSpinBox>(*m_window, "thresholdBox").setValue(3.5);
            QTest::keyClick(&canvas(), Qt::Key_M); // heat map
            QTest::keyClick(&canvas(), Qt::Key_3);
            QTest::keyClick(&canvas(), Qt::Key_H); // proposals
            prompt({44, 66}, keyboard, false);
            TRY_VERIFY(answered(2));
            finishRequests();
            handlePostedEvents();
        });
        verifyNothingOpened(watch);
        const auto pixels = static_cast<std::size_t>(largeSize.width()) * largeSize.height();
        QVERIFY2(watch.largestBuffer() < pixels, qPrintable(QString::number(watch.largestBuffer())));
    }

    void scrollingALongLogWhileConvertingAndEncoding_data() { mouseAndKeyboard(); }

    /// The log is as long as ViT-H's.
    void scrollingALongLogWhileConvertingAndEncoding()
    {
        QFETCH(bool, keyboard);
        SamConfig deep = tinyConfig();
        deep.vision.layers = 32;
        deep.vision.globalAttnIndexes = {7, 15, 23, 31};
        writeFormulaCheckpoint(*m_folder / "deep.pth", deep);
        ConvertOptions options;
        options.checkpoint = *m_folder / "deep.pth";
        const std::uint64_t first = startOf(options, 1).bytes, half = startOf(options, 300).bytes;
        m_state->holdEncode = true;
        std::atomic<std::uint64_t> limit = first;
        StalledDisk disk([&limit](std::uint64_t offset) { return offset >= limit; });
        auto& table = child<QTableView>(*m_window, "remapTable");
        auto* sorted = qobject_cast<QAbstractProxyModel*>(table.model());
        ThreadWatch watch(*m_folder / "");
        std::unique_ptr<TableChanges> log, shown;
        watch.during([&] {
            m_window->openModel(*m_folder / "model.pth");
            m_window->openImage(*m_folder / "a.png");
            TRY_COMPARE(m_state->encodes, 1);
            m_window->showWorkspace(MainWindow::Convert);
            m_window->openCheckpoint(options.checkpoint);
            child<QLineEdit>(*m_window, "goalFolder").setText(path("out"));
            TRY_VERIFY(child<QPushButton>(*m_window, "convertButton").isEnabled());
            QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
            TRY_COMPARE(table.model()->rowCount(), 1);
            log = std::make_unique<TableChanges>(*sorted->sourceModel());
            shown = std::make_unique<TableChanges>(*sorted);
            limit = half;
            disk.lookAgain();
            TRY_COMPARE(table.model()->rowCount(), 300);
            for (int i = 0; i < 100; ++i) {
                scroll(table, keyboard, i % 20 < 10);
            }
            QVERIFY(table.verticalScrollBar()->value() > 0 || table.verticalScrollBar()->maximum() > 0);
            disk.release();
            for (int i = 0; i < 20; ++i) {
                scroll(table, keyboard, i % 20 < 10);
            }
            TRY_COMPARE(child<QLabel>(*m_window, "tensorProof").property("verdict").toString(), u"good"_s);
        });
        verifyNothingOpened(watch);
        QVERIFY2(table.model()->rowCount() > 590, qPrintable(QString::number(table.model()->rowCount())));
        for (const TableChanges* changes : {log.get(), shown.get()}) {
            QCOMPARE(changes->rebuilt, 0);
            QCOMPARE(changes->inserted, table.model()->rowCount() - 1); // each once
        }
    }

    void twoHundredPromptsWaitForNoAnswer_data() { mouseAndKeyboard(); }

    /// The decoder is let go after the last of them; then it is asked once more, for that one.
    void twoHundredPromptsWaitForNoAnswer()
    {
        QFETCH(bool, keyboard);
        openBoth();
        const QImage plain = shot();
        m_state->setHoldDecode(true);
        PromptSet all;
        for (int i = 0; i < 200; ++i) {
            const QPoint place = prompt({20 + i % 50, 30 + i % 60}, keyboard, i % 20 < 10);
            all.points.push_back({double(place.x()), double(place.y()), 1});
            TRY_VERIFY(m_state->isDecodeHeld());
            QCoreApplication::processEvents();
        }
        QCOMPARE(m_state->decodes, 1);
        m_state->setHoldDecode(false);
        finishRequests();
        QCOMPARE(m_state->lastPrompts(), all);
        QCOMPARE(chosen(), 2);
        QCOMPARE(m_state->decodes, 2); // nothing has queued up
        // 200 marks cover the picture: what they leave is the last click's mask.
        QTest::keyClick(&canvas(), Qt::Key_Escape);
        QCOMPARE(child<CandidateButton>(*m_window, "candidate2").accessibleDescription().section(u", "_s, 1, 1),
                 u"%L1 px"_s.arg(static_cast<qulonglong>(expectedMask(all, 1).area())));
        QVERIFY(shot() != plain);
    }
};

SAMSCOPE_TEST(tst_gui_thread, QApplication, TestGuiThread)
#include "tst_gui_thread.moc"
