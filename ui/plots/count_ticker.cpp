#include "ui/plots/count_ticker.h"

#include <algorithm>
#include <cmath>

namespace samscope {

namespace {

constexpr double mostWritten = 1e4; ///< labels of larger counts are powers

} // namespace

QVector<double> CountTicker::createTickVector(double, const QCPRange& range)
{
    const double line = m_plot.fontMetrics().height();
    const double height = std::max(m_plot.height() - 3.5 * line, line); // without the other axis and the margins
    const double nearest = 1.1 * line / height * std::log10(range.upper / range.lower);
    const bool isFine = std::log10(2) >= nearest;
    const int stride = static_cast<int>(std::ceil(nearest));
    QVector<double> ticks;
    for (int power = 0; std::pow(10, power) <= range.upper; power += isFine ? 1 : stride) {
        for (const int digit : {1, 2, 5}) {
            if (digit == 1 || isFine) {
                ticks.append(digit * std::pow(10, power));
            }
        }
    }
    return ticks;
}

int CountTicker::getSubTickCount(double)
{
    return 0;
}

QString CountTicker::getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision)
{
    return tick < mostWritten ? QString::number(tick, 'f', 0)
                              : QCPAxisTicker::getTickLabel(tick, locale, formatChar, precision);
}

} // namespace samscope
