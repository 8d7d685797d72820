#include "tests/support/patience.h"
#include "tests/support/segment_fixture.h"
#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/reference_model.h"
#include "ui/theme.h"

#include <QTableView>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// Reference packs beside the picture: what the model should score, and what it does.
class TestSegmentReferences : public QObject, private SegmentFixture
{
    Q_OBJECT

    /// Three entries for the model at hand: right, a little off and wrong; and one for another model.
    void writePack()
    {
        writeText(*m_folder / "pack.json", R"({"name": "two squares", "image": {"file": "a.png", "width": 96,
            "height": 128, "sha256": null}, "entries": [
            {"variant": "custom", "prompt": {"points": [[40, 60]], "labels": [1], "box": null}, "score_index": 1,
             "expected": [1.02], "tolerance": 1e-4, "source": "drawn"},
            {"variant": "custom", "prompt": {"points": [[40, 60]], "labels": [1], "box": null}, "score_index": 1,
             "expected": [1.0205], "tolerance": 1e-4, "source": "drawn"},
            {"variant": "custom", "prompt": {"points": [], "labels": [], "box": [10, 10, 50, 60]}, "score_index": null,
             "expected": [0.5, 1.02, 0.35], "tolerance": 1e-4, "source": "drawn"},
            {"variant": "sam_vit_b_01ec64", "prompt": {"points": [[1, 1]], "labels": [1], "box": null},
             "score_index": 0, "expected": [0.1], "tolerance": 1e-4, "source": "drawn"}]})");
    }

    const QAbstractItemModel& rows() { return *child<QTableView>(*m_window, "referenceTable").model(); }
    QModelIndex verdict(int row) { return rows().index(row, ReferenceModel::Status); }
    QString verdicts()
    {
        QStringList all;
        for (int row = 0; row < rows().rowCount(); ++row) {
            all.append(verdict(row).data().toString());
        }
        return all.join(u' ');
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void eachRowPassesWarnsOrFails_data() { mouseAndKeyboard(); }

    void eachRowPassesWarnsOrFails()
    {
        QFETCH(bool, keyboard);
        const WatchedModels watched(*m_window);
        openBoth();
        writePack();
        givePath(*m_window, "packPath", "openPack", path("pack.json"), keyboard);
        TRY_COMPARE(verdicts(), u"not run not run not run"_s);
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "runReferences"));
            pressKey(Qt::Key_Space);
        } else {
            QVERIFY(clickOn<QPushButton>(*m_window, "runReferences"));
        }
        TRY_COMPARE(verdicts(), u"pass warn fail"_s);
        QCOMPARE(text("referenceLine"), u"1 of 3 references fail"_s);
        QCOMPARE(rows().index(1, ReferenceModel::Difference).data().toString(), u"5.0e-04"_s);
        QCOMPARE(rows().index(2, ReferenceModel::Got).data().toString(), u"0.5000  1.0200  0.2500"_s);
        const ThemeColours& colours = themeColours(m_window->palette());
        const QColor expected[] = {colours.good, colours.warning, colours.bad};
        for (int row = 0; row < 3; ++row) {
            QCOMPARE(verdict(row).data(Qt::ForegroundRole).value<QColor>(), expected[row]);
        }
    }

    void theDemosPackRunsByItself()
    {
        writePack();
        DemoFiles demo;
        demo.model = *m_folder / "model.pth";
        demo.image = *m_folder / "a.png";
        demo.referencePack = *m_folder / "pack.json";
        m_window->openDemo(demo);
        TRY_COMPARE(verdicts(), u"pass warn fail"_s);
        TRY_VERIFY(child<QPushButton>(*m_window, "runReferences").isEnabled());
    }
};

SAMSCOPE_TEST(tst_segment_references, QApplication, TestSegmentReferences)
#include "tst_segment_references.moc"
