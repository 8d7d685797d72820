#include "app/translation.h"
#include "core/inference/device.h"
#include "tests/support/by_hand.h"
#include "tests/support/fake_window.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/device_note.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// The reason for a fallback in the Chinese window.
class TestDeviceNotes : public QObject, private FakeWindow
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { installTranslation(u"zh_CN"_s); }
    void init() { start(); }
    void cleanup() { end(); }

    void theFallbackIsExplained_data() { mouseAndKeyboard(); }
    void theFallbackIsExplained()
    {
        QFETCH(bool, keyboard);
        m_window->openModel(*m_folder / "a.pth");
        TRY_VERIFY(text("segmentStatus").contains(u"CPU"_s));
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "deviceBox"));
            pressKey(Qt::Key_End);
        } else {
            pickRow(child<QComboBox>(*m_window, "deviceBox"), 2);
        }
        TRY_VERIFY(text("segmentStatus").contains(u"CPU 参考 (没有 CUDA 驱动)"_s));
    }

    void everyNoteIsTranslated()
    {
        using Kind = DeviceNote::Kind;
        for (const auto kind :
             {Kind::NoDriver, Kind::NoDevice, Kind::NotInstalled, Kind::TooFewCards, Kind::FastIsOnCpu}) {
            const QString english = QString::fromStdString(deviceNoteSentence({kind}));
            const QString shown = deviceNoteText({kind});
            QVERIFY2(shown != english && !shown.isEmpty() && !shown.contains(u'%'), qPrintable(english));
        }
        QCOMPARE(deviceNoteText({.kind = Kind::TooFewCards, .index = 7, .count = 2}), u"没有 cuda:7，只有 2 个"_s);
        QCOMPARE(deviceNoteText({Kind::LoadFailed, "libcudart.so.12: bad ELF"}), u"libcudart.so.12: bad ELF"_s);
        QVERIFY(deviceNoteText({}).isEmpty());
    }
};

SAMSCOPE_TEST(tst_device_notes, QApplication, TestDeviceNotes)
#include "tst_device_notes.moc"
