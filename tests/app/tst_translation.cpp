#include "app/translation.h"
#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"
#include "ui/models/reference_model.h"

#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

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

    void theReferenceTableSpeaksChinese()
    {
        installTranslation(u"zh_CN"_s);
        ReferencePack pack;
        pack.entries.resize(3);
        pack.entries[0].prompt.points = {{40, 60, 1}, {50, 70, 0}};
        pack.entries[1].prompt.box = Rect<double>{1, 2, 3, 4};
        std::vector<ReferenceRow> results(3);
        results[0].status = CheckStatus::Pass;
        results[1].status = CheckStatus::Warn;
        results[2].status = CheckStatus::Fail;
        ReferenceModel model;
        model.setPack(pack, {});
        model.setResults(results);
        const auto cell = [&model](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(0, ReferenceModel::Status), u"通过"_s);
        QCOMPARE(cell(1, ReferenceModel::Status), u"警告"_s);
        QCOMPARE(cell(2, ReferenceModel::Status), u"未通过"_s);
        QCOMPARE(cell(0, ReferenceModel::Prompt), u"点 (40, 60), 背景点 (50, 70)"_s);
        QCOMPARE(cell(1, ReferenceModel::Prompt), u"框 (1, 2, 3, 4)"_s);
        QCOMPARE(cell(2, ReferenceModel::Prompt), u"无提示"_s);
    }
};

SAMSCOPE_TEST(tst_translation, QApplication, TestTranslation)
#include "tst_translation.moc"
