#include "ui/convert/convert_page.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>

#include "ui/convert/goal_check.h"
#include "ui/convert/proof_panel.h"
#include "ui/convert/remap_view.h"
#include "ui/convert/source_panel.h"
#include "ui/convert/tensor_panel.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets.h"

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

/// Folders up to this size are also run through both forward passes without being asked.
constexpr std::uint64_t quickBytes = 20'000'000;

} // namespace

ConvertPage::ConvertPage(QWidget* parent)
    : QWidget(parent), m_run(new ConversionRun(this)), m_goal(new GoalCheck(this)), m_source(new SourcePanel),
      m_warnings(new QLabel), m_convert(new QPushButton(tr("Convert"))), m_remap(new RemapView),
      m_tensor(new TensorPanel), m_proof(new ProofPanel)
{
    buildLayout();
    connectRun();
    refresh();
}

void ConvertPage::buildLayout()
{
    name(m_convert, u"convertButton"_s, tr("Convert the checkpoint"));
    m_convert->setMinimumWidth(16 * gridStep);
    makePrimary(*m_convert);
    name(m_warnings, u"convertWarnings"_s, tr("Notes about the checkpoint"));
    m_warnings->setWordWrap(true);
    m_warnings->hide();
    setTextColour(*m_warnings, themeColours(palette()).warning);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(m_source);
    layout->addWidget(m_warnings);
    layout->addWidget(row({m_remap->totals(), m_convert}, m_remap->totals()));
    auto* splitter = new QSplitter;
    splitter->addWidget(m_remap);
    splitter->addWidget(m_tensor);
    splitter->setStretchFactor(0, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(2 * gridStep);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_proof);
}

void ConvertPage::connectRun()
{
    connect(m_source, &SourcePanel::sourceChanged, this, &ConvertPage::requestPlan);
    connect(m_source, &SourcePanel::goalChanged, this, [this] {
        m_runProblem.clear();
        checkGoal();
    });
    connect(m_goal, &GoalCheck::answered, this, &ConvertPage::refresh);
    auto* open = new QShortcut(QKeySequence::Open, this);
    open->setContext(Qt::WidgetWithChildrenShortcut);
    connect(open, &QShortcut::activated, m_source, &SourcePanel::openFile);
    connect(m_convert, &QPushButton::clicked, this, &ConvertPage::startConversion);
    connect(m_proof, &ProofPanel::tensorsRequested, this, &ConvertPage::checkTensors);
    connect(m_proof, &ProofPanel::forwardRequested, this, &ConvertPage::verifyForward);
    connect(m_remap, &RemapView::rowChosen, this, [this](std::optional<std::size_t> row) {
        if (row && m_plan) {
            m_tensor->showTensor(m_plan, *row);
        } else {
            m_tensor->clear();
        }
    });
    connect(m_remap, &RemapView::said, this, &ConvertPage::said);
    connect(m_run, &ConversionRun::runningChanged, this, &ConvertPage::refresh);
    connect(m_run, &ConversionRun::planned, this, &ConvertPage::showPlan);
    connect(m_run, &ConversionRun::rowsWritten, m_remap, &RemapView::appendWritten);
    connect(m_run, &ConversionRun::converted, this, [this](const ConversionResult& result) { m_result = result; });
    connect(m_run, &ConversionRun::conversionEnded, this, &ConvertPage::finishConversion);
    connect(m_run, &ConversionRun::tensorsCompared, this, &ConvertPage::showProof);
    connect(m_run, &ConversionRun::forwardCompared, m_proof, &ProofPanel::showForward);
    connect(m_run, &ConversionRun::proofFailed, this, [this](const JobEnd& end) { m_proof->showUnknown(end.message); });
}

void ConvertPage::openCheckpoint(const QString& path)
{
    if (m_run->isRunning() && m_plan) {
        Q_EMIT said(tr("A conversion is running; stop it before opening another checkpoint"));
        return;
    }
    m_source->setCheckpoint(path);
}

void ConvertPage::stop()
{
    m_run->stop();
    m_tensor->stop();
}

void ConvertPage::setFolder(const QString& path)
{
    m_source->setFolder(path);
}

void ConvertPage::requestPlan()
{
    m_plan.reset();
    m_planProblem.clear();
    m_runProblem.clear();
    m_result.reset();
    m_source->showReading();
    m_remap->setPlan(nullptr);
    m_tensor->clear();
    m_proof->clear();
    m_run->plan(m_source->options());
    refresh();
}

void ConvertPage::showPlan(const PlanOutcome& outcome)
{
    m_plan = outcome.plan;
    m_planProblem = outcome.problem;
    m_remap->setPlan(m_plan);
    QStringList warnings;
    if (m_plan) {
        m_source->showPlan(*m_plan);
        for (const std::string& warning : m_plan->warnings) {
            warnings.append(toQt(warning));
        }
        if (!m_plan->remap.canConvert() && m_planProblem.isEmpty()) {
            m_planProblem =
                plural(m_plan->remap.problems, tr("%1 key stands in the way"), tr("%1 keys stand in the way")) +
                tr("; the filter \"problems\" shows what is wrong");
        }
    } else {
        m_source->showNoPlan();
    }
    m_warnings->setText(warnings.join(u'\n'));
    m_warnings->setVisible(!warnings.isEmpty());
    checkGoal();
}

void ConvertPage::startConversion()
{
    const ConvertOptions options = m_source->options();
    m_result.reset();
    m_runProblem.clear();
    m_convertedSource = options.checkpoint;
    m_proof->clear();
    m_remap->startLog();
    m_run->convert(m_plan, options);
}

void ConvertPage::finishConversion(const JobEnd& end)
{
    m_remap->endLog(m_result ? &*m_result : nullptr);
    if (end.state == JobEnd::State::Done) {
        m_proof->showWritten(*m_result);
        Q_EMIT said(tr("Converted to %1").arg(toQt(m_result->folder)));
        checkTensors();
    } else {
        m_runProblem = end.state == JobEnd::State::Failed ? end.message : QString();
        Q_EMIT said(end.state == JobEnd::State::Stopped ? tr("Conversion stopped; nothing on disk has changed")
                                                        : tr("Conversion failed"));
    }
    checkGoal();
}

void ConvertPage::checkTensors()
{
    m_proof->showChecking();
    m_run->compareTensors(m_convertedSource, m_result->folder);
}

void ConvertPage::verifyForward()
{
    m_proof->showForwardChecking();
    m_run->compareForward(m_convertedSource, m_result->folder, m_sameDType);
}

void ConvertPage::showProof(const TensorProof& proof)
{
    m_sameDType = proof.sameDType;
    m_proof->showTensors(proof);
    if (proof.identical() && m_result->bytes <= quickBytes) {
        verifyForward();
    }
}

void ConvertPage::checkGoal()
{
    m_goal->check(m_source->options());
    refresh();
}

void ConvertPage::refresh()
{
    const bool running = m_run->isRunning();
    QString problem = m_planProblem.isEmpty() ? m_runProblem : m_planProblem;
    const QString goal = m_plan && !running ? m_goal->problem() : QString();
    if (problem.isEmpty() && !m_result) {
        problem = goal;
    }
    m_source->setProblem(problem);
    m_convert->setToolTip(problem.isEmpty() ? goal : problem);
    m_source->setEnabled(!running || !m_plan);
    m_convert->setEnabled(m_plan && m_planProblem.isEmpty() && m_plan->remap.canConvert() && !running &&
                          m_goal->isKnown() && goal.isEmpty());
    m_proof->setButtonsEnabled(m_result && !running, m_result && !running);
}

} // namespace samscope
