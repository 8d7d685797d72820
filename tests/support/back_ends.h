#pragma once

#include "core/inference/numerics.h"

#include <QTest>

namespace samscope {

/// For initTestCase_data(): the whole test program runs once for each back end that is built.
inline void addBackEnds()
{
    QTest::addColumn<QString>("numerics");
#ifdef SAMSCOPE_HAS_TORCH
    QTest::newRow("reference") << QStringLiteral("reference");
#else
    qInfo("the reference numerics are not tested: this build is without LibTorch");
#endif
    QTest::newRow("fast") << QStringLiteral("fast");
}

inline Numerics currentNumerics()
{
    QFETCH_GLOBAL(QString, numerics);
    return parseNumerics(numerics.toStdString());
}

} // namespace samscope
