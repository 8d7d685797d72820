#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace std::string_literals;

class TestStrictJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderOfKeys()
    {
        const Json value = parseStrictJson(R"({"b": 1, "a": [true, null, 1.5]})", "x");
        QCOMPARE(value.dump(), R"({"b":1,"a":[true,null,1.5]})"s);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("empty") << QByteArray("") << QByteArray("not valid JSON");
        QTest::newRow("cut off") << QByteArray(R"({"a": )") << QByteArray("not valid JSON");
        QTest::newRow("trailing") << QByteArray("{} {}") << QByteArray("not valid JSON");
        QTest::newRow("duplicate key") << QByteArray(R"({"a": 1, "a": 2})") << QByteArray("key \"a\" appears twice");
        QTest::newRow("duplicate key inside")
            << QByteArray(R"({"x": {"a": 1, "a": 2}})") << QByteArray("appears twice");
        QTest::newRow("not UTF-8") << QByteArray("{\"\xff\": 1}") << QByteArray("not valid JSON");
        QTest::newRow("NaN") << QByteArray("{\"a\": NaN}") << QByteArray("not valid JSON");
        QTest::newRow("bytes behind a zero") << QByteArray("{}\0junk", 7) << QByteArray("not valid JSON");
        QTest::newRow("comment") << QByteArray("{} // c") << QByteArray("not valid JSON");
        QTest::newRow("10,000 deep") << QByteArray(10000, '[') << QByteArray("nested deeper than 32");
        QTest::newRow("number out of range") << QByteArray("[1e999]") << QByteArray("not valid JSON");
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, message);
        try {
            parseStrictJson(text.toStdString(), "config.json");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY2(QByteArray(error.what()).contains(message), error.what());
            QVERIFY(QByteArray(error.what()).startsWith("config.json: "));
        }
    }

    void sameKeyInSiblingsIsFine() { QCOMPARE(parseStrictJson(R"([{"a":1},{"a":2}])", "x").size(), std::size_t(2)); }
};

SAMSCOPE_TEST(tst_strict_json, QCoreApplication, TestStrictJson)
#include "tst_strict_json.moc"
