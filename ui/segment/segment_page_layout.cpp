#include "ui/segment/segment_page.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>

#include "ui/canvas/image_canvas.h"
#include "ui/path_box.h"
#include "ui/segment/prompt_history.h"
#include "ui/segment/reference_panel.h"
#include "ui/theme.h"
#include "ui/widgets.h"

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QToolButton* toolButton(const QString& objectName)
{
    auto* button = new QToolButton;
    button->setObjectName(objectName);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

QLabel* heading(const QString& text)
{
    auto* label = new QLabel(text);
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

} // namespace

SegmentPage::SegmentPage(PredictorFactory factory, QWidget* parent)
    : QWidget(parent), m_engine(new SegmentEngine(std::move(factory), this)), m_history(new PromptHistory(this)),
      m_model(new PathBox(Settings::Recent::Models, tr("Drop a model here: a checkpoint or a Hugging Face folder"))),
      m_image(new PathBox(Settings::Recent::Images, tr("Drop a picture here"))), m_device(new QComboBox),
      m_numerics(new QComboBox), m_canvas(new ImageCanvas), m_candidates(new CandidatePanel),
      m_threshold(new QDoubleSpinBox), m_truthLine(new QLabel(tr("none"))),
      m_export(new QPushButton(tr("Export mask…"))), m_references(new ReferencePanel), m_problem(new QLabel),
      m_status(new QLabel)
{
    name(m_problem, u"segmentProblem"_s, tr("What went wrong"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    name(m_status, u"segmentStatus"_s, tr("Position, device and times"));
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto* work = new QWidget;
    auto* column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gridStep);
    column->addWidget(buildTools());
    column->addWidget(m_canvas, 1);
    column->addWidget(m_status);
    auto* splitter = new QSplitter;
    splitter->addWidget(work);
    splitter->addWidget(buildSide());
    splitter->setStretchFactor(0, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(2 * gridStep);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(buildSources());
    layout->addWidget(m_problem);
    layout->addWidget(splitter, 1);
    connectEngine();
    connectCanvas();
    addActions();
    showChosen();
    updateHint();
    updateStatus();
}

QWidget* SegmentPage::buildSources()
{
    name(m_model, u"modelPath"_s, tr("Model"));
    name(m_image, u"imagePath"_s, tr("Picture"));
    name(m_device, u"deviceBox"_s, tr("Device"));
    name(m_numerics, u"numericsBox"_s, tr("Numerics"));
    m_device->addItem(tr("Auto"), u"auto"_s);
    m_device->addItem(tr("CPU"), u"cpu"_s);
    m_device->addItem(tr("CUDA"), u"cuda"_s);
    m_numerics->addItem(tr("auto"), u"auto"_s);
    m_numerics->addItem(tr("fast"), u"fast"_s);
    m_numerics->addItem(tr("reference"), u"reference"_s);
    auto* openModelButton = new QPushButton(tr("Open…"));
    name(openModelButton, u"openModel"_s, tr("Open a model"));
    openModelButton->setToolTip(tr("Open a model (Ctrl+Shift+O)"));
    auto* openImageButton = new QPushButton(tr("Open…"));
    name(openImageButton, u"openImage"_s, tr("Open a picture"));
    openImageButton->setToolTip(tr("Open a picture (Ctrl+O)"));
    connect(openModelButton, &QPushButton::clicked, this, &SegmentPage::chooseModel);
    connect(openImageButton, &QPushButton::clicked, this, &SegmentPage::chooseImage);
    connect(m_model, &PathBox::chosen, this, &SegmentPage::openModel);
    connect(m_image, &PathBox::chosen, this, &SegmentPage::openImage);
    for (QComboBox* box : {m_device, m_numerics}) {
        connect(box, &QComboBox::activated, this, [this] {
            if (!m_model->path().isEmpty()) {
                openModel(m_model->path());
            }
        });
    }

    auto* holder = new QWidget;
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(gridStep);
    grid->addWidget(new QLabel(tr("Model")), 0, 0, Qt::AlignRight);
    grid->addWidget(m_model, 0, 1);
    grid->addWidget(openModelButton, 0, 2);
    grid->addWidget(new QLabel(tr("Device")), 0, 3, Qt::AlignRight);
    grid->addWidget(m_device, 0, 4);
    grid->addWidget(new QLabel(tr("Picture")), 1, 0, Qt::AlignRight);
    grid->addWidget(m_image, 1, 1);
    grid->addWidget(openImageButton, 1, 2);
    grid->addWidget(new QLabel(tr("Numerics")), 1, 3, Qt::AlignRight);
    grid->addWidget(m_numerics, 1, 4);
    grid->setColumnStretch(1, 1);
    return holder;
}

QWidget* SegmentPage::buildTools()
{
    auto* undo = toolButton(u"undo"_s);
    auto* redo = toolButton(u"redo"_s);
    auto* clear = toolButton(u"clearPrompts"_s);
    auto* fit = toolButton(u"fit"_s);
    auto* full = toolButton(u"fullSize"_s);
    auto* help = new QLabel(tr("click: foreground  ·  right click: background  ·  drag: box"));
    setTextColour(*help, themeColours(palette()).muted);
    addAction(u"undoAction"_s, tr("Undo"), QKeySequence::Undo, undo, [this] { m_history->stack().undo(); });
    addAction(u"redoAction"_s, tr("Redo"), QKeySequence(u"Ctrl+Shift+Z"_s), redo,
              [this] { m_history->stack().redo(); });
    addAction(u"clearAction"_s, tr("Clear"), QKeySequence(Qt::Key_C), clear, [this] { m_history->clear(); });
    addAction(u"fitAction"_s, tr("Fit"), QKeySequence(u"Ctrl+F"_s), fit, [this] { m_canvas->fit(); });
    addAction(u"fullSizeAction"_s, tr("100 %"), QKeySequence(u"Ctrl+0"_s), full, [this] { m_canvas->zoomTo(1); });
    undo->setEnabled(false);
    redo->setEnabled(false);
    connect(&m_history->stack(), &QUndoStack::canUndoChanged, undo, &QWidget::setEnabled);
    connect(&m_history->stack(), &QUndoStack::canRedoChanged, redo, &QWidget::setEnabled);
    QWidget* holder = row({undo, redo, clear, fit, full, help}, help);
    help->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    help->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return holder;
}

QWidget* SegmentPage::buildSide()
{
    auto* side = new QWidget;
    side->setMinimumWidth(44 * gridStep);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(heading(tr("Candidates")));
    layout->addWidget(m_candidates);
    layout->addWidget(buildMaskTools());
    layout->addSpacing(gridStep);
    layout->addWidget(heading(tr("Reference")));
    layout->addWidget(m_references, 1);
    return side;
}

QWidget* SegmentPage::buildMaskTools()
{
    name(m_threshold, u"thresholdBox"_s, tr("Mask threshold in logits"));
    m_threshold->setRange(-20, 20);
    m_threshold->setSingleStep(0.5);
    m_threshold->setDecimals(1);
    m_threshold->setAlignment(Qt::AlignRight);
    m_threshold->setToolTip(tr("A pixel is inside where its logit is above this; the model's own default is 0"));
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this,
            [this](double value) { m_engine->setThreshold(static_cast<float>(value)); });
    name(m_truthLine, u"truthLine"_s, tr("IoU with the ground truth"));
    m_truthLine->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* truth = new QPushButton(tr("Open…"));
    name(truth, u"openTruth"_s, tr("Open a ground-truth mask"));
    connect(truth, &QPushButton::clicked, this, &SegmentPage::chooseTruth);
    name(m_export, u"exportMask"_s, tr("Export the chosen mask as PNG"));
    connect(m_export, &QPushButton::clicked, this, &SegmentPage::exportMask);

    auto* holder = new QWidget;
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(gridStep);
    grid->addWidget(new QLabel(tr("Threshold")), 0, 0);
    grid->addWidget(m_threshold, 0, 1);
    grid->addWidget(m_export, 0, 2);
    grid->addWidget(new QLabel(tr("Ground truth")), 1, 0);
    grid->addWidget(m_truthLine, 1, 1);
    grid->addWidget(truth, 1, 2);
    grid->setColumnStretch(1, 1);
    return holder;
}

void SegmentPage::addAction(const QString& objectName, const QString& text, const QKeySequence& shortcut,
                            QToolButton* button, const std::function<void()>& act)
{
    auto* action = new QAction(text, this);
    action->setObjectName(objectName);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    QWidget::addAction(action);
    if (button != nullptr) {
        button->setText(text);
        button->setToolTip(tr("%1 (%2)").arg(text, shortcut.toString(QKeySequence::NativeText)));
        button->setAccessibleName(text);
        connect(button, &QToolButton::clicked, action, &QAction::trigger);
    }
}

void SegmentPage::addActions()
{
    addAction(u"openImageAction"_s, tr("Open a picture"), QKeySequence::Open, nullptr, [this] { chooseImage(); });
    addAction(u"openModelAction"_s, tr("Open a model"), QKeySequence(u"Ctrl+Shift+O"_s), nullptr,
              [this] { chooseModel(); });
    addAction(u"removeLastAction"_s, tr("Remove the last prompt"), QKeySequence(Qt::Key_Backspace), nullptr,
              [this] { m_history->removeLast(); });
    addAction(u"nextImageAction"_s, tr("Next picture"), QKeySequence(Qt::Key_D), nullptr, [this] { stepImage(1); });
    addAction(u"previousImageAction"_s, tr("Previous picture"), QKeySequence(Qt::Key_A), nullptr,
              [this] { stepImage(-1); });
    for (int i = 0; i < 3; ++i) {
        addAction(u"candidate%1Action"_s.arg(i + 1), tr("Candidate %1").arg(i + 1), QKeySequence(Qt::Key_1 + i),
                  nullptr, [this, i] { m_candidates->choose(i); });
    }
    connect(m_canvas, &ImageCanvas::stepped, m_candidates, &CandidatePanel::step);
}

} // namespace samscope
