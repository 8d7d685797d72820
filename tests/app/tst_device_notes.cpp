#include "app/translation.h"
#include "tests/support/by_hand.h"
#include "tests/support/fake_window.h"
#include "tests/support/test_program.h"
#include "ui/device_note.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

QString source(const QString& file)
{
    QFile opened(QStringLiteral(SAMSCOPE_SOURCE_DIR "/") + file);
    return opened.open(QIODevice::ReadOnly) ? QString::fromUtf8(opened.readAll()) : QString();
}

/// The sentences between quotation marks in the body of a function.
QStringList sentences(const QString& file, const QString& function)
{
    const QRegularExpression body(u"^[\\w:]+ %1\\([^)]*\\)\n\\{\n(.*?)^\\}"_s.arg(function),
                                  QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression literal(u"\"([^\"\n]* [^\"\n]*)\""_s);
    QStringList found;
    for (auto it = literal.globalMatch(body.match(source(file)).captured(1)); it.hasNext();) {
        found.append(it.next().captured(1));
    }
    return found;
}

} // namespace

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
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentStatus").contains(u"CPU"_s), 30000);
        if (keyboard) {
            QVERIFY(tabTo(*m_window, "deviceBox"));
            pressKey(Qt::Key_End);
        } else {
            pickRow(child<QComboBox>(*m_window, "deviceBox"), 2);
        }
        QTRY_VERIFY_WITH_TIMEOUT(text("segmentStatus").contains(u"CPU 参考 (没有 CUDA 驱动)"_s), 30000);
    }

    void everyNoteOfTheCoreIsTranslated()
    {
        QStringList notes = sentences(u"core/inference/device.cpp"_s, u"cudaDriverProblem"_s) +
                            sentences(u"core/sam/device.cpp"_s, u"loadCuda"_s) +
                            sentences(u"core/sam/device.cpp"_s, u"chooseDevice"_s) +
                            sentences(u"core/fast/fast_predictor.cpp"_s, u"deviceNote"_s);
        notes.removeAll(u"libtorch_cuda.so: cannot open"_s); // looked for in what the loader says
        QVERIFY2(notes.size() >= 5, qPrintable(notes.join(u'\n')));
        for (QString note : notes) {
            note.replace(u"{}"_s, u"1"_s);
            const QString shown = deviceNoteText(note.toStdString());
            QVERIFY2(shown != note && !shown.contains(u'%'), qPrintable(note));
        }
        QCOMPARE(deviceNoteText("there is no cuda:7, only 2"), u"没有 cuda:7，只有 2 个"_s);
        QCOMPARE(deviceNoteText("libcudart.so.12: bad ELF"), u"libcudart.so.12: bad ELF"_s);
    }

    void noOtherFileOfTheCoreWritesNotes()
    {
        const QString root = QStringLiteral(SAMSCOPE_SOURCE_DIR "/");
        QStringList writers;
        for (QDirIterator it(root + u"core"_s, {u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
             it.hasNext();) {
            const QString file = it.next().mid(root.size());
            if (source(file).contains(u"deviceNote = "_s)) {
                writers.append(file);
            }
        }
        writers.sort();
        writers.removeAll(u"core/inference/model_source.cpp"_s); // leaves it empty
        QCOMPARE(writers, (QStringList{u"core/fast/fast_predictor.cpp"_s, u"core/sam/torch_predictor.cpp"_s}));
    }
};

SAMSCOPE_TEST(tst_device_notes, QApplication, TestDeviceNotes)
#include "tst_device_notes.moc"
