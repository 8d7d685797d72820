#include "tests/support/test_program.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace {

struct Wrong
{
    QString name;
    QRegularExpression pattern;
};

// What has read as translated before. "There is no file" is English, "it is no file" is not.
std::vector<Wrong> wrongPatterns()
{
    return {
        {u"is no"_s, QRegularExpression(u"(?<!\\bthere )\\b(is|are|was|were|be) no (?!longer\\b|better\\b|more\\b)"_s,
                                        QRegularExpression::CaseInsensitiveOption)},
        {u"so many"_s, QRegularExpression(u"\\bso many\\b"_s, QRegularExpression::CaseInsensitiveOption)},
        {u"doubled word"_s, QRegularExpression(u"\\b([A-Za-z]+) \\1\\b"_s)},
        {u"goal"_s, QRegularExpression(u"\\bgoals?\\b"_s, QRegularExpression::CaseInsensitiveOption)},
        {u"told"_s, QRegularExpression(u"\\btold\\b"_s, QRegularExpression::CaseInsensitiveOption)},
        {u"wish"_s, QRegularExpression(u"\\bwish"_s, QRegularExpression::CaseInsensitiveOption)}};
}

struct Text
{
    int line = 0;
    QString value; ///< adjoining literals joined, as the compiler joins them
};

// Every string literal of a source; comments and includes left out.
std::vector<Text> textsOf(const QString& source)
{
    static const QRegularExpression token(
        u"//[^\\n]*|/\\*.*?\\*/|#include[^\\n]*|R\"\\((.*?)\\)\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\\\n]|\\\\.)+'"_s,
        QRegularExpression::DotMatchesEverythingOption);
    std::vector<Text> texts;
    qsizetype end = -1;
    auto it = token.globalMatch(source);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const int group = match.capturedStart(1) >= 0 ? 1 : 2;
        if (match.capturedStart(group) < 0) {
            continue;
        }
        const bool joins = end >= 0 && QStringView(source).sliced(end, match.capturedStart() - end).trimmed().isEmpty();
        if (joins) {
            texts.back().value += match.captured(group);
        } else {
            const auto before = QStringView(source).first(match.capturedStart());
            texts.push_back({static_cast<int>(before.count(u'\n')) + 1, match.captured(group)});
        }
        end = match.capturedEnd();
    }
    return texts;
}

QStringList wrongTextsIn(const QString& source)
{
    static const std::vector<Wrong> patterns = wrongPatterns();
    QStringList found;
    for (const Text& text : textsOf(source)) {
        for (const Wrong& wrong : patterns) {
            if (text.value.contains(wrong.pattern)) {
                found << u"%1: [%2] %3"_s.arg(text.line).arg(wrong.name, text.value);
            }
        }
    }
    return found;
}

} // namespace

/// Every text that a user can meet stands in a string literal of core, ui or app (tr() or a Problem).
class TestTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePatternsFindWhatTheyAreFor_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<int>("findings");
        QTest::newRow("is no") << u"f(\"it is no folder\");"_s << 1;
        QTest::newRow("split over lines") << u"f(\"that is \"\n  \"no folder\");"_s << 1;
        QTest::newRow("there is no") << u"f(\"there is no folder; it is no longer there\");"_s << 0;
        QTest::newRow("comment") << u"// it is no folder\nf(\"fine\");"_s << 0;
        QTest::newRow("doubled") << u"f(\"the the file\");"_s << 1;
        QTest::newRow("raw") << u"f(R\"(so many files)\");"_s << 1;
        QTest::newRow("goal") << u"f(\"the goal exists\");"_s << 1;
    }
    void thePatternsFindWhatTheyAreFor()
    {
        QFETCH(QString, source);
        QFETCH(int, findings);
        QCOMPARE(wrongTextsIn(source).size(), findings);
    }

    void noTextReadsAsTranslated()
    {
        const QString root = QStringLiteral(SAMSCOPE_SOURCE_DIR "/");
        QStringList wrong;
        int files = 0;
        for (const QString& top : {u"core"_s, u"ui"_s, u"app"_s}) {
            QDirIterator it(root + top, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
                ++files;
                for (const QString& finding : wrongTextsIn(QString::fromUtf8(file.readAll()))) {
                    wrong << file.fileName().mid(root.size()) + u':' + finding;
                }
            }
        }
        QVERIFY(files > 300);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }
};

SAMSCOPE_TEST(tst_texts, QCoreApplication, TestTexts)
#include "tst_texts.moc"
