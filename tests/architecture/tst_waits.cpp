#include "tests/support/test_program.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

/// Tests hold on a machine whose cores are taken: none measures time, and each wait is for a condition, with the
/// patience of tests/support/patience.h. What measures time is in tests/bench.
class TestWaits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noTestMeasuresTimeOrWaitsForSoLong()
    {
        // Each with what to use instead.
        const std::pair<QRegularExpression, QString> forbidden[] = {
            {QRegularExpression(QStringLiteral("\\bQTRY_|\\bQTEST_DELAY")), QStringLiteral("TRY_VERIFY, TRY_COMPARE")},
            {QRegularExpression(QStringLiteral("\\bqWait\\(|\\bqSleep\\(|\\bmsleep\\(|\\bsleep_until\\(")),
             QStringLiteral("a condition, handlePostedEvents or passTimers")},
            {QRegularExpression(QStringLiteral("\\bqWaitFor\\w*\\([^;]*\\d\\)|\\bqWaitForWindow\\w+\\([^;,]*\\);")),
             QStringLiteral("patience as the time")},
            {QRegularExpression(QStringLiteral("\\bwaitFor(Started|Finished|ReadyRead)\\(\\)|\\bwait_for\\(")),
             QStringLiteral("patience as the time")},
            {QRegularExpression(QStringLiteral("QElapsedTimer|steady_clock|system_clock|clock_gettime|\\bclock\\(\\)|"
                                               "nsecsElapsed|\\belapsed\\(\\)|Stopwatch|\\bQBENCHMARK")),
             QStringLiteral("tests/bench")},
        };
        const QString root = QStringLiteral(SAMSCOPE_SOURCE_DIR "/tests/");
        QStringList found;
        int files = 0;
        for (QDirIterator it(root, {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                             QDirIterator::Subdirectories);
             it.hasNext();) {
            const QString path = it.next().mid(root.size());
            if (path.startsWith(QLatin1String("bench/")) || path.startsWith(QLatin1String("hub_judge/")) ||
                path == QLatin1String("support/patience.h") || path == QLatin1String("architecture/tst_waits.cpp")) {
                continue;
            }
            QFile file(root + path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            ++files;
            for (const auto& [pattern, instead] : forbidden) {
                for (auto match = pattern.globalMatch(text); match.hasNext();) {
                    const auto at = match.next();
                    found.append(QStringLiteral("%1:%2: %3; use %4")
                                     .arg(path)
                                     .arg(text.left(at.capturedStart()).count(QLatin1Char('\n')) + 1)
                                     .arg(at.captured().section(QLatin1Char('\n'), 0, 0), instead));
                }
            }
        }
        QVERIFY(files > 150);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }
};

SAMSCOPE_TEST(tst_waits, QCoreApplication, TestWaits)
#include "tst_waits.moc"
