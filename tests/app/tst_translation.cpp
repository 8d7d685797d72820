#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include "app/translation.h"
#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

QStringList placeholders(const QString& text)
{
    static const QRegularExpression pattern(u"%L?[0-9]"_s);
    QStringList found;
    for (auto it = pattern.globalMatch(text); it.hasNext();) {
        found.append(it.next().captured());
    }
    found.sort();
    found.removeDuplicates();
    return found;
}

} // namespace

class TestTranslation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStringIsTranslated()
    {
        QFile file(QStringLiteral(SAMSCOPE_SOURCE_DIR "/resources/translations/samscope_zh_CN.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        QString source;
        QStringList wrong;
        int messages = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == "source"_L1) {
                source = xml.readElementText();
                ++messages;
            } else if (xml.isStartElement() && xml.name() == "translation"_L1) {
                const bool unfinished = xml.attributes().hasAttribute("type"_L1);
                const QString text = xml.readElementText();
                if (unfinished || text.isEmpty() || placeholders(text) != placeholders(source)) {
                    wrong.append(source);
                }
            }
        }
        QVERIFY(!xml.hasError());
        QVERIFY(messages > 300);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void theWindowSpeaksChinese()
    {
        const QTemporaryDir settings;
        isolateSettings(settings);
        installTranslation(u"zh_CN"_s);
        MainWindow window;
        QCOMPARE(child<QAbstractButton>(window, "switchSegment").text(), u"分割"_s);
        QCOMPARE(child<QPushButton>(window, "jobStop").text(), u"停止"_s);
        QCOMPARE(child<QLabel>(window, "truthLine").text(), u"无"_s);
        QStringList english;
        static const QRegularExpression words(u"^[A-Z][a-z]{3,}"_s);
        for (const QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
            if (words.match(button->text()).hasMatch()) {
                english.append(button->text());
            }
        }
        QVERIFY2(english.isEmpty(), qPrintable(english.join(u'\n')));
    }
};

SAMSCOPE_TEST(tst_translation, QApplication, TestTranslation)
#include "tst_translation.moc"
