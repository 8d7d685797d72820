#include "ui/plots/divergence_plot.h"

#include "ui/plots/custom_plot.h"
#include "ui/plots/plot_style.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString numbers(const Divergence& divergence)
{
    const QString cosine = divergence.cosine ? QString::number(*divergence.cosine, 'g', 9) : u"–"_s;
    return DivergencePlot::tr("cosine %1, max |Δ| %2").arg(cosine).arg(divergence.maxAbs, 0, 'g', 3);
}

/// Zero and what is not finite have no place on a logarithmic axis.
double onLogAxis(double value)
{
    return value > 0 && std::isfinite(value) ? value : qQNaN();
}

void fitLogAxis(QCPAxis& axis, const QVector<double>& values)
{
    double least = INFINITY, most = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            least = std::min(least, value);
            most = std::max(most, value);
        }
    }
    if (most > 0) {
        axis.setRange(std::pow(10, std::floor(std::log10(least))), std::pow(10, std::floor(std::log10(most)) + 1));
    }
}

} // namespace

DivergencePlot::DivergencePlot(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot), m_cosine(m_plot->addGraph()),
      m_maxAbs(m_plot->addGraph(m_plot->xAxis, m_plot->yAxis2)), m_mark(new QCPItemStraightLine(m_plot)),
      m_caption(new QLabel), m_numbers(new QLabel)
{
    name(m_plot, u"divergencePlot"_s, tr("Divergence of the two encoders after each block"));
    name(m_caption, u"divergenceCaption"_s, tr("Divergence of the two encoders"));
    m_plot->setMinimumHeight(20 * gridStep);
    name(m_numbers, u"divergenceBlock"_s, tr("Divergence after the chosen block"));
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->installEventFilter(this);
    m_caption->setWordWrap(true);
    m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_numbers);
    layout->addWidget(m_caption);

    const QSharedPointer<QCPAxisTickerFixed> whole(new QCPAxisTickerFixed);
    whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    m_plot->xAxis->setTicker(whole);
    m_plot->xAxis->setSubTicks(false);
    m_plot->xAxis->setLabel(tr("after block"));
    m_plot->yAxis->setLabel(tr("1 − cosine"));
    m_plot->yAxis2->setLabel(tr("max |Δ|"));
    m_plot->yAxis2->setVisible(true);
    makeLogarithmic(*m_plot->yAxis);
    makeLogarithmic(*m_plot->yAxis2);
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        chooseBlock(std::lround(m_plot->xAxis->pixelToCoord(event->position().x())));
    });
    style();
    clear();
}

void DivergencePlot::setComparison(const EncoderComparison& comparison)
{
    m_comparison = comparison;
    m_block.reset();
    showBlock();
    QVector<double> blocks, cosines, differences;
    for (const Divergence& block : comparison.blocks) {
        blocks.append(static_cast<double>(blocks.size()));
        cosines.append(onLogAxis(1 - block.cosine.value_or(qQNaN())));
        differences.append(onLogAxis(block.maxAbs));
    }
    m_cosine->setData(blocks, cosines, true);
    m_maxAbs->setData(blocks, differences, true);
    fitLogAxis(*m_plot->yAxis, cosines);
    fitLogAxis(*m_plot->yAxis2, differences);
    m_plot->xAxis->setRange(-0.5, std::max(0.5, static_cast<double>(blocks.size()) - 0.5));
    m_plot->replot(QCustomPlot::rpQueuedReplot);

    const bool equal = std::ranges::all_of(comparison.blocks, [](const Divergence& d) { return d.maxAbs == 0; });
    QStringList lines;
    if (!comparison.blocksNote.empty()) {
        lines.append(tr("Blocks are not compared: %1").arg(toQt(comparison.blocksNote)));
    } else if (equal) {
        lines.append(tr("No difference after any block"));
    }
    lines.append(comparison.embedding ? tr("Embedding: %1").arg(numbers(*comparison.embedding))
                                      : tr("Embeddings are not compared: %1").arg(toQt(comparison.embeddingNote)));
    m_caption->setText(lines.join(u'\n'));
}

void DivergencePlot::clear()
{
    m_comparison = {};
    m_block.reset();
    showBlock();
    m_cosine->data()->clear();
    m_maxAbs->data()->clear();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    m_caption->setText(tr("Shown once both models have encoded a picture"));
}

void DivergencePlot::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        style();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

void DivergencePlot::style()
{
    applyPlotStyle(*m_plot);
    const ThemeColours& colours = themeColours(palette());
    const auto draw = [](QCPGraph& graph, QCPScatterStyle::ScatterShape shape, const QColor& colour) {
        graph.setPen(QPen(colour, 2));
        graph.setScatterStyle(QCPScatterStyle(shape, colour, colour, 6));
        setAxisColour(*graph.valueAxis(), colour);
    };
    draw(*m_cosine, QCPScatterStyle::ssDisc, colours.accent);
    draw(*m_maxAbs, QCPScatterStyle::ssSquare, colours.warning);
    if (m_plot->hasFocus()) {
        for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis, m_plot->yAxis2}) {
            axis->setBasePen(QPen(colours.accent, 2));
        }
    }
    m_mark->setPen(QPen(palette().color(QPalette::Text), m_plot->hasFocus() ? 2 : 1, Qt::DashLine));
    setTextColour(*m_caption, colours.muted);
    setTextColour(*m_numbers, colours.muted);
}

bool DivergencePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        if (event->type() == QEvent::FocusIn && !m_block) {
            chooseBlock(0);
        }
        style();
        m_plot->replot();
    }
    return (event->type() == QEvent::KeyPress && chooseByKey(static_cast<QKeyEvent*>(event)->key())) ||
           QWidget::eventFilter(watched, event);
}

void DivergencePlot::chooseBlock(std::ptrdiff_t block)
{
    if (block >= 0 && block < std::ssize(m_comparison.blocks)) {
        m_block = static_cast<std::size_t>(block);
        showBlock();
    }
}

bool DivergencePlot::chooseByKey(int key)
{
    const auto block = static_cast<std::ptrdiff_t>(m_block.value_or(0));
    switch (key) {
    case Qt::Key_Left:
        chooseBlock(block - 1);
        return true;
    case Qt::Key_Right:
        chooseBlock(block + 1);
        return true;
    case Qt::Key_Home:
        chooseBlock(0);
        return true;
    case Qt::Key_End:
        chooseBlock(std::ssize(m_comparison.blocks) - 1);
        return true;
    default:
        return false;
    }
}

void DivergencePlot::showBlock()
{
    m_mark->setVisible(m_block.has_value());
    if (m_block) {
        const auto x = static_cast<double>(*m_block);
        m_mark->point1->setCoords(x, 1);
        m_mark->point2->setCoords(x, 2);
        m_numbers->setText(tr("after block %1: %2").arg(*m_block).arg(numbers(m_comparison.blocks[*m_block])));
    } else {
        m_numbers->setText(m_comparison.blocks.empty() ? QString() : tr("arrow keys or the mouse choose a block"));
    }
    m_numbers->setToolTip(m_numbers->text());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace samscope
