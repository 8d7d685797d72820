#include "core/base/error.h"
#include "core/hub/http/trusted_certificates.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QSslCertificate>
#include <QTest>

using namespace samscope;
namespace fs = std::filesystem;

namespace {

// Of hub.example, signed by itself. That a server is trusted with it is seen by tests/hub_judge/tls_judge.py.
constexpr const char* certificate = "-----BEGIN CERTIFICATE-----\n"
                                    "MIIBhDCCASmgAwIBAgIUYP27G2JtNSF6pYuRrtaubseaIJowCgYIKoZIzj0EAwIw\n"
                                    "FjEUMBIGA1UEAwwLaHViLmV4YW1wbGUwIBcNMjYxMTI2MDkyMTAwWhgPMjEyNjEx\n"
                                    "MDIwOTIxMDBaMBYxFDASBgNVBAMMC2h1Yi5leGFtcGxlMFkwEwYHKoZIzj0CAQYI\n"
                                    "KoZIzj0DAQcDQgAEYtzSP7XfWEZNwzNeQdHF+O1vVviX8/EfXap7i7Ex90O6vGFN\n"
                                    "h1k3Nghhe6c9r/LRHeMtTrKY1w8AnQGEKzVhXaNTMFEwHQYDVR0OBBYEFGV0IV3j\n"
                                    "lw8d+JaWsW36hiMtlnT0MB8GA1UdIwQYMBaAFGV0IV3jlw8d+JaWsW36hiMtlnT0\n"
                                    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAPCQGBjImhnrxgDK\n"
                                    "ZuB0ZBf+LfVHAm+aKvhyXsDt0J8zAiEA8OeB21QzUsIqkQwtRHSu8STeHMtwvV7d\n"
                                    "OJps8EZ0nl4=\n"
                                    "-----END CERTIFICATE-----\n";

} // namespace

class TestTrustedCertificates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void environmentTakesThePlaceOfTheSystem_data()
    {
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<bool>("mine");
        QTest::newRow("nothing set") << Variables{} << false;
        QTest::newRow("empty is not set") << Variables{{"SSL_CERT_FILE", ""}, {"SSL_CERT_DIR", ""}} << false;
        QTest::newRow("file") << Variables{{"SSL_CERT_FILE", "ca/mine.pem"}} << true;
        QTest::newRow("folder") << Variables{{"SSL_CERT_DIR", "ca"}} << true;
        QTest::newRow("the file wins") << Variables{{"SSL_CERT_FILE", "ca/mine.pem"}, {"SSL_CERT_DIR", "empty"}}
                                       << true;
    }
    void environmentTakesThePlaceOfTheSystem()
    {
        QFETCH(Variables, variables);
        QFETCH(bool, mine);
        const TestFolder folder;
        fs::create_directories(folder / "ca");
        writeText(folder / "ca" / "mine.pem", certificate);
        for (auto& [name, place] : variables) {
            place = place.empty() ? "" : (folder / place.c_str()).string();
        }
        const auto trusted = trustedCertificates(lookup(variables)).caCertificates();
        QCOMPARE(trusted == QSslCertificate::fromData(certificate), mine);
    }

    void aPlaceWithoutCertificatesIsNamed_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::newRow("file") << QStringLiteral("SSL_CERT_FILE");
        QTest::newRow("folder") << QStringLiteral("SSL_CERT_DIR");
    }
    void aPlaceWithoutCertificatesIsNamed()
    {
        QFETCH(QString, variable);
        const TestFolder folder;
        const QString message = QString::fromStdString(errorOf([&] {
            trustedCertificates(lookup({{variable.toStdString(), (folder / "nothing").string()}}));
        }));
        QVERIFY2(message.contains(QLatin1String("no certificate that can be read, and ") + variable),
                 qPrintable(message));
    }
};

SAMSCOPE_TEST(tst_trusted_certificates, QCoreApplication, TestTrustedCertificates)
#include "tst_trusted_certificates.moc"
