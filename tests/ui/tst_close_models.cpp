#include "tests/support/by_hand.h"
#include "tests/support/compare_fixture.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSpinBox>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The program is ended while a model works in Segment or in Compare: what runs is stopped, not waited for.
class TestCloseModels : public QObject, private CompareFixture
{
    Q_OBJECT

    void openInSegment()
    {
        m_window->openModel(*m_folder / "model.pth");
        m_window->openImage(*m_folder / "a.png");
    }

    /// Everything-mode that waits in its first point of nine.
    void startEverything()
    {
        openInSegment();
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        child<QSpinBox>(*m_window, "everythingPoints").setValue(3);
        child<QDoubleSpinBox>(*m_window, "everythingStability").setValue(0.5);
        m_state->setHoldDecode(true);
        QVERIFY(clickOn<QAbstractButton>(*m_window, "everything"));
        TRY_VERIFY(m_state->isDecodeHeld());
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { end(); }

    void whileFindingEverything_data() { mouseAndKeyboard(); }
    void whileFindingEverything()
    {
        QFETCH(bool, keyboard);
        startEverything();
        quitByHand(*m_window, keyboard);
        m_state->setHoldDecode(false);
        TRY_COMPARE(text("everythingLine"), u"Stopped"_s);
        QCOMPARE(m_state->decodes, 1);
        m_window.reset();
    }

    void everythingIsStoppedByTheWindowThatGoes()
    {
        startEverything();
        QVERIFY(m_window->close());
        std::jthread later([this] { m_state->setHoldDecode(false); }); // while the window is waiting for the model
        m_window.reset();
        QCOMPARE(m_state->decodes, 1);
    }

    void whileEncodingForSegment_data() { mouseAndKeyboard(); }
    void whileEncodingForSegment()
    {
        QFETCH(bool, keyboard);
        m_state->holdEncode = true;
        openInSegment();
        TRY_VERIFY(text("jobText").contains(u"encoding"_s));
        quitByHand(*m_window, keyboard);
        TRY_VERIFY(!text("jobText").contains(u"encoding"_s)); // though nobody lets the model go
        m_window.reset();
    }

    void whileReferencesRun_data() { mouseAndKeyboard(); }
    void whileReferencesRun()
    {
        QFETCH(bool, keyboard);
        openInSegment();
        TRY_VERIFY(text("segmentStatus").contains(u"encode"_s));
        writePack("pack.json", {1.02, 1.02});
        dropFiles(*m_window, {path("pack.json")});
        TRY_VERIFY(child<QPushButton>(*m_window, "runReferences").isEnabled());
        m_state->setHoldDecode(true);
        pressButton(*m_window, "runReferences", keyboard);
        TRY_VERIFY(m_state->isDecodeHeld());
        quitByHand(*m_window, keyboard);
        m_state->setHoldDecode(false);
        TRY_VERIFY(child<QPushButton>(*m_window, "runReferences").isEnabled());
        QCOMPARE(m_state->decodes, 1);
        m_window.reset();
    }

    void whileEncodingForCompare_data() { mouseAndKeyboard(); }
    void whileEncodingForCompare()
    {
        QFETCH(bool, keyboard);
        m_state->holdEncode = true;
        dropAll();
        TRY_VERIFY(text("jobText").contains(u"encoding"_s));
        quitByHand(*m_window, keyboard);
        TRY_VERIFY(!text("jobText").contains(u"encoding"_s));
        QCOMPARE(m_state->encodes, 1);
        m_window.reset();
    }
};

SAMSCOPE_TEST(tst_close_models, QApplication, TestCloseModels)
#include "tst_close_models.moc"
