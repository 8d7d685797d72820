#include "core/hub/http/token.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <concepts>
#include <ostream>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value)
{
    out << value;
};

static_assert(!Printable<Token> && !std::convertible_to<Token, std::string>);

std::string authorization(const HubSettings& settings, const Variables& variables = {})
{
    const Token token = readToken(settings, lookup(variables));
    return token.empty() ? "" : token.authorization();
}

} // namespace

class TestToken : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blanksAndLineEndsAreNoPart_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("header"); // empty: no token
        QTest::newRow("plain") << u"hf_a"_s << u"Bearer hf_a"_s;
        QTest::newRow("a line") << u"hf_a\n"_s << u"Bearer hf_a"_s;
        QTest::newRow("a line of Windows") << u"  hf_a \t\r\n"_s << u"Bearer hf_a"_s;
        QTest::newRow("a line end inside") << u"hf_\r\na"_s << u"Bearer hf_a"_s; // it cannot begin another header
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("blanks") << u" \r\n\t"_s << QString();
    }
    void blanksAndLineEndsAreNoPart()
    {
        QFETCH(QString, text);
        QFETCH(QString, header);
        const Token token(text.toStdString());
        QCOMPARE(token.empty(), header.isEmpty());
        if (!token.empty()) {
            QCOMPARE(token.authorization(), header.toStdString());
        }
    }

    void echoesAreBlackedOut()
    {
        const Token token("hf_a");
        QCOMPARE(token.redacted("hf_a and hf_ahf_a"), std::string("(token) and (token)(token)"));
        QCOMPARE(token.redacted("nothing"), std::string("nothing"));
        QCOMPARE(Token().redacted("hf_a"), std::string("hf_a"));
    }

    void theVariablesComeBeforeTheFile()
    {
        const TestFolder folder;
        HubSettings settings = testHubSettings("https://hub.example", folder / "");
        QCOMPARE(authorization(settings), std::string());
        writeText(settings.tokenFile, "hf_file\n");
        QCOMPARE(authorization(settings), std::string("Bearer hf_file"));
        QCOMPARE(authorization(settings, {{"HUGGING_FACE_HUB_TOKEN", "hf_old"}}), std::string("Bearer hf_old"));
        QCOMPARE(authorization(settings, {{"HUGGING_FACE_HUB_TOKEN", "hf_old"}, {"HF_TOKEN", "hf_new"}}),
                 std::string("Bearer hf_new"));
        QCOMPARE(authorization(settings, {{"HF_TOKEN", " \n"}}), std::string("Bearer hf_file")); // as good as not set
    }

    void aFileThatIsNoTokenIsRefusedUnread()
    {
        const TestFolder folder;
        const HubSettings settings = testHubSettings("https://hub.example", folder / "");
        writeText(settings.tokenFile, std::string(65'536, 'x'));
        QCOMPARE(authorization(settings).size(), std::size_t(65'536 + 7));
        writeText(settings.tokenFile, std::string(65'537, 'x'));
        const QString message = QString::fromStdString(errorOf([&] { authorization(settings); }));
        QVERIFY2(message.startsWith(QString::fromStdString(settings.tokenFile.string())), qPrintable(message));
        fs::remove(settings.tokenFile);
        fs::create_directory(settings.tokenFile);
        QCOMPARE(authorization(settings), std::string()); // a folder holds none
    }

    void itIsKeptForTheUserAlone()
    {
        const TestFolder folder;
        const fs::path file = folder / "new" / "home" / "token";
        saveToken(file, Token(" hf_first\n"));
        QCOMPARE(textOf(file), std::string("hf_first"));
        const auto mine = fs::perms::owner_read | fs::perms::owner_write;
        QCOMPARE(fs::status(file).permissions(), mine);
        fs::permissions(file, fs::perms::all);
        saveToken(file, Token("hf_second"));
        QCOMPARE(textOf(file), std::string("hf_second"));
        QCOMPARE(fs::status(file).permissions(), mine);
        QCOMPARE(contentsOf(file.parent_path()).size(), std::size_t(1));
    }
};

SAMSCOPE_TEST(tst_token, QCoreApplication, TestToken)
#include "tst_token.moc"
