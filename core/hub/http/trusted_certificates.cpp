#include "core/hub/http/trusted_certificates.h"

#include "core/base/error.h"

#include <QDir>
#include <QSslCertificate>

namespace samscope {

namespace {

QList<QSslCertificate> certificatesOfFolder(const QString& folder)
{
    QList<QSslCertificate> certificates;
    for (const QString& file : QDir(folder).entryList(QDir::Files)) {
        certificates += QSslCertificate::fromPath(folder + QLatin1Char('/') + file);
    }
    return certificates;
}

} // namespace

QSslConfiguration trustedCertificates(const EnvironmentLookup& environment)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) {
        const std::string place = environment(name).value_or("");
        if (place.empty()) {
            continue;
        }
        const QString path = QString::fromStdString(place);
        const auto certificates =
            QFileInfo(path).isDir() ? certificatesOfFolder(path) : QSslCertificate::fromPath(path);
        if (certificates.isEmpty()) {
            throw Error({.file = place,
                         .reason = std::string("holds no certificate that can be read, and ") + name + " names it",
                         .advice = std::string("name a PEM file of certificates, or unset ") + name});
        }
        configuration.setCaCertificates(certificates);
        break;
    }
    return configuration;
}

} // namespace samscope
