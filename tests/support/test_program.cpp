#include "tests/support/test_program.h"

#include <QDir>

namespace samscope {

namespace {

/// What a user or a desktop may have set.
constexpr const char* foreign[] = {"HF_ENDPOINT",
                                   "HF_HUB_CACHE",
                                   "HF_HUB_DISABLE_IMPLICIT_TOKEN",
                                   "HF_HUB_DISABLE_SYMLINKS",
                                   "HF_HUB_DOWNLOAD_TIMEOUT",
                                   "HF_HUB_ETAG_TIMEOUT",
                                   "HF_HUB_OFFLINE",
                                   "HF_TOKEN",
                                   "HF_TOKEN_PATH",
                                   "HUGGINGFACE_HUB_CACHE",
                                   "HUGGING_FACE_HUB_TOKEN",
                                   "TRANSFORMERS_OFFLINE",
                                   "SSL_CERT_DIR",
                                   "SSL_CERT_FILE",
                                   "http_proxy",
                                   "https_proxy",
                                   "all_proxy",
                                   "no_proxy",
                                   "HTTP_PROXY",
                                   "HTTPS_PROXY",
                                   "ALL_PROXY",
                                   "NO_PROXY",
                                   "QT_IM_MODULE",
                                   "QT_QPA_PLATFORMTHEME",
                                   "QT_STYLE_OVERRIDE",
                                   "XDG_CURRENT_DESKTOP",
                                   "LANGUAGE",
                                   "LC_NUMERIC"};

} // namespace

OwnHome::OwnHome()
{
    for (const char* name : foreign) {
        qunsetenv(name);
    }
    qputenv("LC_ALL", "C.UTF-8");
    qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:"); // a desktop's colours
    qputenv("HOME", m_folder.path().toUtf8());
    for (const char* name : {"HF_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"}) {
        qputenv(name, m_folder.filePath(QString::fromLatin1(name)).toUtf8());
    }
    const QString runtime = m_folder.filePath(QStringLiteral("run"));
    QDir().mkdir(runtime);
    QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", runtime.toUtf8());
}

} // namespace samscope
