#include "ui/convert/tensor_panel.h"

#include "ui/plots/histogram_plot.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLocale>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr std::size_t bins = 64;
constexpr int mostLines = 8;

QString statistic(double value)
{
    return QString::number(value, 'g', 6);
}

QString count(std::uint64_t value)
{
    return QLocale().toString(static_cast<qulonglong>(value));
}

/// Lines may be broken behind each part of a dotted name.
QString breakableName(QString text)
{
    return text.replace(u'.', QString(u'.') + QChar(CopyLabel::breakHere));
}

QString breakableHash(QString text)
{
    for (qsizetype at = 8; at < text.size(); at += 9) {
        text.insert(at, QChar(CopyLabel::breakHere));
    }
    return text;
}

} // namespace

TensorPanel::TensorPanel(QWidget* parent)
    : QWidget(parent), m_name(new CopyLabel), m_note(new CopyLabel), m_histogram(new HistogramPlot)
{
    name(m_name, u"tensorName"_s, tr("Tensor"));
    name(m_note, u"tensorNote"_s, tr("SHA-256 of the tensor"));
    m_name->setFont(monospaceFont());
    setTextColour(*m_note, themeColours(palette()).muted);
    m_name->setWordWrap(true);
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_name);
    layout->addWidget(buildLines());
    layout->addWidget(m_histogram, 1);
    layout->addWidget(m_note);
    layout->addStretch(); // keeps the lines at the top while there is no histogram
    setMinimumWidth(30 * gridStep);
    clear();
}

QWidget* TensorPanel::buildLines()
{
    m_linesHolder = new QWidget;
    auto* grid = new QGridLayout(m_linesHolder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(gridStep);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    for (int line = 0; line < mostLines; ++line) {
        const auto& [title, value] = m_lines.emplace_back(new QLabel, new CopyLabel);
        setTextColour(*title, themeColours(palette()).muted);
        name(value, u"tensorValue%1"_s.arg(line + 1), tr("Value of the tensor"));
        grid->addWidget(title, line, 0);
        grid->addWidget(value, line, 1);
    }
    return m_linesHolder;
}

void TensorPanel::showTensor(std::shared_ptr<const ConversionPlan> plan, std::size_t row)
{
    const RemapRow& remap = plan->remap.rows[row];
    m_name->setText(breakableName(toQt(remap.source.empty() ? remap.target : remap.source)));
    m_name->show();
    if (remap.tensor && remap.tensor->dtype != DType::Unsupported) {
        read(std::move(plan), *remap.tensor);
        return;
    }
    m_job.forget();
    m_histogram->setVisible(false);
    showLines({}, {});
    m_note->setText(remap.tensor ? tr("Elements of type %1 are not read").arg(toQt(remap.tensor->dtypeText()))
                                 : tr("The checkpoint does not have it"));
}

void TensorPanel::clear()
{
    m_job.forget();
    m_name->clear();
    m_name->hide(); // nothing to copy
    showLines({}, {});
    m_histogram->setVisible(false);
    m_note->setText(tr("Select a row to see its tensor"));
}

/// `tensor` is one of the plan's.
void TensorPanel::read(std::shared_ptr<const ConversionPlan> plan, const TensorEntry& tensor)
{
    m_histogram->clear(); // and keeps its place: the next one follows at once
    showLines({tr("dtype"), tr("shape")}, {toQt(tensor.dtypeText()), toQt(shapeText(tensor.shape))});
    m_note->setText(tr("Reading…"));
    m_job.run(
        tr("Reading a tensor"),
        [plan, &tensor](const Work& work) { return describeTensor(plan->checkpoint, tensor, bins, work.stop); },
        [this, plan, &tensor](const JobOutcome<TensorDescription>& outcome) {
            if (outcome.value) {
                showDescription(tensor, *outcome.value);
            } else {
                m_note->setText(outcome.message);
            }
        });
}

void TensorPanel::showDescription(const TensorEntry& tensor, const TensorDescription& description)
{
    QStringList titles{tr("dtype"), tr("shape")};
    QStringList values{toQt(tensor.dtypeText()), toQt(shapeText(tensor.shape))};
    if (description.statistics) {
        const TensorStatistics& numbers = *description.statistics;
        titles += {tr("min"), tr("max"), tr("mean"), tr("std"), tr("NaN"), tr("Inf")};
        values += {statistic(numbers.min),  statistic(numbers.max),
                   statistic(numbers.mean), numbers.standardDeviation ? statistic(*numbers.standardDeviation) : u"–"_s,
                   count(numbers.nan),      count(numbers.infinite)};
        m_histogram->setStatistics(numbers);
    }
    m_histogram->setVisible(description.statistics && description.statistics->finite > 0);
    showLines(titles, values);
    m_note->setText(tr("SHA-256 %1").arg(breakableHash(toQt(description.sha256))));
}

void TensorPanel::showLines(const QStringList& titles, const QStringList& values)
{
    m_linesHolder->hide(); // or each line that comes lays out the whole page
    for (qsizetype line = 0; line < mostLines; ++line) {
        const auto& [title, value] = m_lines[static_cast<std::size_t>(line)];
        const bool isUsed = line < titles.size();
        title->setText(titles.value(line));
        value->setText(values.value(line));
        if (isUsed) {
            value->setAccessibleDescription(titles[line]);
        }
        title->setVisible(isUsed);
        value->setVisible(isUsed);
    }
    m_linesHolder->setVisible(!titles.isEmpty());
}

} // namespace samscope
