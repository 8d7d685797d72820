#pragma once

#include <QCoreApplication>
#include <QEventLoop>
#include <QTest>
#include <QTimer>

namespace samscope {

/// How long a test waits for what must happen, in ms. It proves nothing about speed: a machine whose cores are taken
/// gets all of it.
inline constexpr int patience = 60'000;

/// Handles the events that have been posted by now, and those that they post: layouts, timers of 0 ms, repaints.
inline void handlePostedEvents()
{
    for (int round = 0; round < 10; ++round) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

/// Returns when a timer of `ms` that starts now has fired. What a timer of this thread was to do before, it has done,
/// since they fire one after the other; of other threads this tells nothing.
inline void passTimers(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
    handlePostedEvents();
}

} // namespace samscope

/// What QTRY_VERIFY, QTRY_VERIFY2 and QTRY_COMPARE are, with that patience.
#define TRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, samscope::patience)
#define TRY_VERIFY2(condition, message) QTRY_VERIFY2_WITH_TIMEOUT(condition, message, samscope::patience)
#define TRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, samscope::patience)
