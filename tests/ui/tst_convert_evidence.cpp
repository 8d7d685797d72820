#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/eval/compare_forward.h"
#include "core/eval/tensor_statistics.h"
#include "tests/support/by_hand.h"
#include "tests/support/convert_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/remap_model.h"
#include "ui/plots/custom_plot.h"

#include <QClipboard>
#include <QContextMenuEvent>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What Convert shows as evidence, the numbers of a tensor and the proof, asked for with either hand.
class TestConvertEvidence : public QObject, private ConvertFixture
{
    Q_OBJECT

    QTableView& log() { return view("remapTable"); }
    QImage picture(const char* label) { return child<QLabel>(*m_window, label).pixmap().toImage(); }

    /// The heights of the histogram's bars, as counts.
    std::vector<std::uint64_t> bars()
    {
        const auto* bars = qobject_cast<QCPBars*>(child<QCustomPlot>(*m_window, "histogramPlot").plottable(0));
        std::vector<std::uint64_t> counts;
        for (const QCPBarsData& bar : *bars->data()) {
            counts.push_back(static_cast<std::uint64_t>(std::ceil(bar.value))); // they stand half a count high
        }
        return counts;
    }

    /// Overwrites bytes of a safetensors file, from the first element of one of its tensors on.
    static void overwrite(const std::filesystem::path& file, std::size_t tensor, std::string_view bytes)
    {
        const Checkpoint checkpoint = openCheckpoint(file);
        const TensorEntry& entry = checkpoint.tensors.at(tensor);
        std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
        stream.seekp(static_cast<std::streamoff>(checkpoint.records.at(entry.record).offset + entry.offset));
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        QVERIFY(stream.flush().good());
    }

    /// Puts the cursor of the log on a row.
    void choose(int row, bool keyboard)
    {
        if (!keyboard) {
            clickRow(log(), row, RemapModel::Source);
            return;
        }
        QVERIFY(tabTo(*m_window, "remapTable"));
        pressKey(Qt::Key_Home, Qt::ControlModifier);
        for (int i = 0; i < row; ++i) {
            pressKey(Qt::Key_Down);
        }
    }

    void proveForward(bool keyboard)
    {
        TRY_VERIFY(child<QPushButton>(*m_window, "verifyForward").isEnabled());
        pressButton(*m_window, "verifyForward", keyboard);
        QVERIFY(!child<QLabel>(*m_window, "sourceMaskPicture").isVisible());
        TRY_VERIFY(text("forwardProof").contains(u"embedding Δ"_s));
        QVERIFY(child<QLabel>(*m_window, "sourceMaskPicture").isVisible());
        QVERIFY(child<QLabel>(*m_window, "convertedMaskPicture").isVisible());
    }

    /// The text of a label goes into the clipboard: selected and copied from its menu, or Tab and Ctrl+C.
    void copyByHand(const QString& id, bool keyboard)
    {
        auto& label = child<QLabel>(*m_window, qPrintable(id));
        QApplication::clipboard()->clear();
        const QImage before = label.grab().toImage();
        if (keyboard) {
            QVERIFY2(tabTo(*m_window, qPrintable(id)), qPrintable(id));
            QVERIFY2(label.grab().toImage() != before, qPrintable(id)); // the focus is seen
            pressKey(Qt::Key_C, Qt::ControlModifier);
        } else {
            dragMouse(label, {0, 4}, label.rect().bottomRight() - QPoint(0, 2));
            QVERIFY2(label.hasSelectedText(), qPrintable(id));
            new MenuHand("copyText", false);
            QContextMenuEvent menu(QContextMenuEvent::Mouse, {2, 4}, label.mapToGlobal(QPoint(2, 4)));
            QApplication::sendEvent(&label, &menu);
        }
        const QString expected = text(qPrintable(id)).remove(QChar(0x200b));
        QVERIFY(!expected.isEmpty());
        TRY_COMPARE(QApplication::clipboard()->text(), expected);
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void numbersOfATensorAreShown_data() { mouseAndKeyboard(); }
    void numbersOfATensorAreShown()
    {
        QFETCH(bool, keyboard);
        const std::filesystem::path source = *m_folder / "odd.safetensors";
        writeFormulaCheckpoint(source, tinyConfig());
        const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
        const std::array<float, 5> odd{nan, -infinity, 1000, nan, -500};
        overwrite(source, 2, {reinterpret_cast<const char*>(odd.data()), sizeof odd});
        m_window->openCheckpoint(source);
        TRY_VERIFY(canConvert());
        const Checkpoint checkpoint = openCheckpoint(source);
        const TensorEntry& entry = checkpoint.tensors.at(2);
        const TensorDescription expected = describeTensor(checkpoint, entry, 64, {});
        QCOMPARE(expected.statistics->nan, 2u);

        choose(2, keyboard);
        TRY_VERIFY(text("tensorNote").contains(u"SHA-256"_s));
        QCOMPARE(text("tensorName").remove(QChar(0x200b)), QString::fromStdString(entry.name));
        QCOMPARE(text("tensorNote").remove(QChar(0x200b)), u"SHA-256 "_s + QString::fromStdString(expected.sha256));
        const TensorStatistics& numbers = *expected.statistics;
        const auto number = [](double value) { return QString::number(value, 'g', 6); };
        const QString shape = log().model()->index(2, RemapModel::ShapeOf).data().toString();
        const QStringList values{
            u"float32"_s, shape, u"-500"_s, u"1000"_s, number(numbers.mean), number(*numbers.standardDeviation),
            u"2"_s,       u"1"_s};
        QCOMPARE(tensorValues(), values);

        auto& plot = child<QCustomPlot>(*m_window, "histogramPlot");
        QVERIFY(plot.isVisible());
        QCOMPARE(bars(), numbers.histogram);
        QCOMPARE(plot.xAxis->range().lower, -500.0);
        QCOMPARE(plot.xAxis->range().upper, 1000.0);
        const QImage before = plot.grab().toImage();
        choose(1, keyboard);
        TRY_VERIFY(text("tensorNote").contains(u"SHA-256"_s) && !tensorValues().contains(u"-500"_s));
        QVERIFY(bars() != numbers.histogram);
        TRY_VERIFY(plot.isVisible() && plot.grab().toImage() != before);
    }

    void numbersOfATensorAreCopied_data() { mouseAndKeyboard(); }
    void numbersOfATensorAreCopied()
    {
        QFETCH(bool, keyboard);
        open();
        choose(1, keyboard);
        TRY_VERIFY(text("tensorNote").contains(u"SHA-256"_s));
        QStringList labels{u"tensorName"_s, u"tensorNote"_s};
        for (qsizetype line = 1; line <= tensorValues().size(); ++line) {
            labels.append(u"tensorValue%1"_s.arg(line));
        }
        for (const QString& id : labels) {
            copyByHand(id, keyboard);
        }
    }

    void linesOfTheConversionAreCopied_data() { mouseAndKeyboard(); }
    void linesOfTheConversionAreCopied()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        for (const QString& id : {u"remapTotals"_s, u"writtenFolder"_s, u"tensorProof"_s, u"forwardProof"_s}) {
            copyByHand(id, keyboard);
        }
    }

    void aProblemIsCopied_data() { mouseAndKeyboard(); }
    void aProblemIsCopied()
    {
        QFETCH(bool, keyboard);
        writeText(*m_folder / "page.pth", "<!DOCTYPE html><html></html>");
        m_window->openCheckpoint(*m_folder / "page.pth");
        TRY_VERIFY(child<QLabel>(*m_window, "convertProblem").isVisible());
        copyByHand(u"convertProblem"_s, keyboard);
    }

    void smallCountsHaveWholeTicks_data() { mouseAndKeyboard(); }
    void smallCountsHaveWholeTicks()
    {
        QFETCH(bool, keyboard);
        open();
        auto& plot = child<QCustomPlot>(*m_window, "histogramPlot");
        std::set<double> mosts;
        for (const double scale : {1.0, 1.5}) {
            QFont font = QApplication::font();
            font.setPointSizeF(font.pointSizeF() * scale);
            m_window->setFont(font);
            for (int row = 0; row < 24; ++row) {
                choose(row, keyboard);
                const QString name = log().model()->index(row, RemapModel::Source).data().toString();
                TRY_VERIFY(text("tensorName").remove(QChar(0x200b)) == name &&
                           text("tensorNote").contains(u"SHA-256"_s));
                if (!plot.isVisible()) {
                    continue;
                }
                plot.replot();
                mosts.insert(static_cast<double>(std::ranges::max(bars())));
                const QVector<double> ticks = plot.yAxis->tickVector();
                const QVector<QString> labels = plot.yAxis->tickVectorLabels();
                QVERIFY(ticks.size() >= 2);
                for (qsizetype i = 0; i < ticks.size(); ++i) {
                    QCOMPARE(ticks[i], std::round(ticks[i]));
                    QVERIFY2(labels.count(labels[i]) == 1, qPrintable(labels.join(u' ')));
                    if (i > 0 && plot.yAxis->range().contains(ticks[i])) {
                        const double gap = plot.yAxis->coordToPixel(ticks[i - 1]) - plot.yAxis->coordToPixel(ticks[i]);
                        QVERIFY2(gap >= QFontMetrics(plot.yAxis->tickLabelFont()).height(),
                                 qPrintable(labels.join(u' ')));
                    }
                }
            }
        }
        QVERIFY(*mosts.begin() <= 3 && *mosts.rbegin() > 100);
    }

    void masksOfBothAreShown_data() { mouseAndKeyboard(); }
    void masksOfBothAreShown()
    {
        QFETCH(bool, keyboard);
        convertToEnd();
        proveForward(keyboard);
        QCOMPARE(verdict("forwardProof"), u"good"_s);
        QVERIFY2(text("forwardProof").contains(u"embedding Δ 0  ·  low-res masks Δ 0  ·  predicted IoU Δ 0"_s),
                 qPrintable(text("forwardProof")));
        const QImage whole = picture("sourceMaskPicture");
        QVERIFY(!whole.isNull());
        QCOMPARE(picture("convertedMaskPicture"), whole);

        const std::filesystem::path weights = m_options.folder / "model.safetensors";
        const std::size_t tensors = openCheckpoint(weights).tensors.size();
        for (std::size_t i = 0; i < tensors; ++i) {
            overwrite(weights, i, std::string(openCheckpoint(weights).tensors.at(i).byteCount(), '\0'));
        }
        pressButton(*m_window, "checkTensors", keyboard);
        TRY_COMPARE(verdict("tensorProof"), u"bad"_s);
        proveForward(keyboard);
        QCOMPARE(verdict("forwardProof"), u"bad"_s);
        const ForwardProof proof = compareForward(m_options.checkpoint, m_options.folder, std::nullopt, true, {}, {});
        QVERIFY(proof.embedding > 0 && proof.lowResMasks > 0 && proof.iouScores > 0);
        const QString numbers =
            u"embedding Δ %1  ·  low-res masks Δ %2  ·  predicted IoU Δ %3"_s.arg(proof.embedding, 0, 'e', 2)
                .arg(proof.lowResMasks, 0, 'e', 2)
                .arg(proof.iouScores, 0, 'e', 2);
        QVERIFY2(text("forwardProof").endsWith(numbers), qPrintable(text("forwardProof")));
        QCOMPARE(picture("sourceMaskPicture"), whole);
        QVERIFY(picture("convertedMaskPicture") != whole);
    }

    void everyDifferenceIsListed_data() { mouseAndKeyboard(); }
    void everyDifferenceIsListed()
    {
        QFETCH(bool, keyboard);
        const WatchedModels watched(*m_window);
        convertToEnd();
        const std::filesystem::path weights = m_options.folder / "model.safetensors";
        const Checkpoint written = openCheckpoint(weights);
        for (const std::size_t tensor : {3U, 7U, 9U}) {
            overwrite(weights, tensor, "\1\2\3\4");
        }
        pressButton(*m_window, "checkTensors", keyboard);
        TRY_COMPARE(verdict("tensorProof"), u"bad"_s);
        TRY_VERIFY(child<QPushButton>(*m_window, "checkTensors").isEnabled());
        QTableView& list = view("mismatchTable");
        QCOMPARE(list.model()->rowCount(), 3);
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "mismatchTable"));
            pressKey(Qt::Key_End, Qt::ControlModifier);
        } else {
            clickRow(list, 2);
        }
        QCOMPARE(list.currentIndex().row(), 2);
        QStringList names;
        for (int row = 0; row < 3; ++row) {
            names.append(list.model()->index(row, 0).data().toString());
        }
        for (const std::size_t tensor : {3U, 7U, 9U}) {
            QVERIFY(names.contains(QString::fromStdString(written.tensors.at(tensor).name)));
        }
    }
};

SAMSCOPE_TEST(tst_convert_evidence, QApplication, TestConvertEvidence)
#include "tst_convert_evidence.moc"
