#include "app/window.h"

#include "app/demo_files.h"
#include "app/translation.h"
#include "core/base/error.h"
#include "ui/settings.h"
#include "ui/theme.h"

#include <QApplication>

namespace samscope {

namespace {

void show(const WindowRequest& request, MainWindow& window)
{
    if (request.demo) {
        window.openDemo(demoFiles(loadDemo(resourceFolder())));
        return;
    }
    if (!request.model.empty()) {
        window.openModel(request.model);
    }
    if (!request.images.empty()) {
        window.openImages(request.images);
    }
}

} // namespace

bool displayAvailable()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") ||
           !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

int runWindow(int& argc, char** argv, const WindowRequest& request, const std::stop_token& stop)
{
    if (!displayAvailable()) {
        throw Error({.reason = "there is no display to open a window on",
                     .advice = "use a sub-command (samscope --help), or samscope demo --headless DIR"});
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("samscope"));
    QApplication::setOrganizationName(QStringLiteral("samscope"));
    installTranslation(settings::language.get());
    applyTheme(application);
    MainWindow window;
    window.show();
    show(request, window);
    const std::stop_callback close(stop,
                                   [&] { QMetaObject::invokeMethod(&window, &QWidget::close, Qt::QueuedConnection); });
    return QApplication::exec();
}

} // namespace samscope
