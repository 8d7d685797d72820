#pragma once

#include "core/hub/http/hub_settings.h"

#include <QSslConfiguration>

namespace samscope {

/// TLS with the certificates that the system trusts, or in their place those of SSL_CERT_FILE, else of SSL_CERT_DIR, as
/// the Python client has it. Throws `Error` when such a place holds none.
QSslConfiguration trustedCertificates(const EnvironmentLookup& environment);

} // namespace samscope
