#pragma once

#include <QTest>
#include <hwy/targets.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace samscope {

/// For initTestCase_data(): the whole test program runs once for each instruction set that this CPU has.
inline void addTargets()
{
    QTest::addColumn<qlonglong>("target");
    for (const std::int64_t target : {HWY_EMU128, HWY_AVX2, HWY_AVX3, HWY_NEON}) {
        if ((hwy::SupportedTargets() & target) != 0) {
            QTest::newRow(hwy::TargetName(target)) << static_cast<qlonglong>(target);
        }
    }
}

/// The kernels of one instruction set while it lives.
class TargetGuard
{
public:
    TargetGuard()
    {
        QFETCH_GLOBAL(qlonglong, target);
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
    TargetGuard(const TargetGuard&) = delete;
    TargetGuard& operator=(const TargetGuard&) = delete;
    ~TargetGuard()
    {
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
};

/// `count` numbers in [-1, 1), the same on every machine.
inline std::vector<float> numbers(std::size_t count, std::uint32_t seed)
{
    std::vector<float> values(count);
    for (float& value : values) {
        seed = seed * 1664525 + 1013904223;
        value = static_cast<float>(seed >> 8) / 8388608.0f - 1.0f;
    }
    return values;
}

} // namespace samscope
