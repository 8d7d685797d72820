#include "app/cli/cli.h"
#include "app/window.h"
#include "core/base/interrupt.h"
#include "core/base/process.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <iostream>
#include <optional>

using namespace samscope;

int main(int argc, char** argv)
{
    preferSleepingThreads();
    const InterruptGuard interrupt;
    std::optional<QCoreApplication> console; // Qt's picture readers are found through it
    const bool display = displayAvailable();
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const CommandLine line{
        .out = std::cout,
        .err = std::cerr,
        .stop = interrupt.token(),
        .progressBar = standardErrorIsTerminal(),
        .display = display,
        .openWindow =
            [&](const WindowRequest& request) {
                console.reset();
                return runWindow(argc, argv, request, interrupt.token());
            },
    };
    console.emplace(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("qt.gui.imageio*=false")); // a damaged picture is one line of ours
    return runCommandLine(arguments, line);
}
