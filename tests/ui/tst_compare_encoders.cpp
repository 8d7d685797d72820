#include "tests/support/by_hand.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/plots/custom_plot.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The plot that shows where two encoders part.
class TestCompareEncoders : public QObject, private CompareFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); } // as the program does
    void init() { start(); }
    void cleanup() { end(); }

    void encodersAreShownBlockByBlock_data() { mouseAndKeyboard(); }

    void encodersAreShownBlockByBlock()
    {
        QFETCH(bool, keyboard);
        openAll();
        QCOMPARE(text("divergenceCaption"), u"Embedding: cosine 1, max |Δ| 0.25"_s);
        auto& plot = child<QCustomPlot>(*m_window, "divergencePlot");
        const auto blockAt = [&](double fraction, Qt::Key key) {
            if (keyboard) {
                QTest::keyClick(&plot, key);
            } else {
                moveMouse(plot, QPointF(plot.width() * fraction, plot.height() / 2.0));
            }
            return text("divergenceBlock");
        };
        handlePostedEvents();
        plot.replot(); // lays itself out
        const auto curve = [&plot](int index) {
            QList<double> values;
            for (const QCPGraphData& point : *plot.graph(index)->data()) {
                values.append(point.value);
            }
            return values;
        };
        QCOMPARE(curve(0).size(), 2);
        QVERIFY(qIsNaN(curve(0)[0]) && qIsNaN(curve(1)[0])); // zero has no place on a logarithmic axis
        QVERIFY2(std::abs(curve(0)[1] - (1 - 17 / std::sqrt(14.0 * 21.0))) < 1e-6,
                 qPrintable(QString::number(curve(0)[1], 'g', 9)));
        QCOMPARE(curve(1)[1], 1.0);
        QVERIFY(plot.yAxis->range().contains(curve(0)[1]) && plot.yAxis2->range().contains(curve(1)[1]));
        for (const QString& label : plot.yAxis2->tickVectorLabels()) {
            QVERIFY2(label.contains(u'e'), qPrintable(label)); // from which a power of ten is drawn
        }
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "divergencePlot"));
        }
        QCOMPARE(blockAt(0.35, Qt::Key_Home), u"after block 0: cosine 1, max |Δ| 0"_s);
        const QImage before = plot.grab().toImage();
        QVERIFY2(blockAt(0.65, Qt::Key_Right).startsWith(u"after block 1: cosine 0.99146"_s),
                 qPrintable(text("divergenceBlock")));
        QVERIFY(text("divergenceBlock").endsWith(u"max |Δ| 1"_s));
        TRY_VERIFY(plot.grab().toImage() != before); // the block is marked
        if (keyboard) {
            QVERIFY(blockAt(0, Qt::Key_Right).contains(u"block 1"_s)); // there is no further one
            QVERIFY(blockAt(0, Qt::Key_Left).contains(u"block 0"_s));
        }
    }

    void whatCannotBeComparedIsSaid()
    {
        m_state->deeper = true;
        openAll();
        QVERIFY2(text("divergenceCaption").contains(u"2 blocks against 3"_s), qPrintable(text("divergenceCaption")));
    }
};

SAMSCOPE_TEST(tst_compare_encoders, QApplication, TestCompareEncoders)
#include "tst_compare_encoders.moc"
