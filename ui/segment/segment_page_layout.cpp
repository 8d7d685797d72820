#include "ui/actions.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/segment/candidate_panel.h"
#include "ui/segment/everything_panel.h"
#include "ui/segment/ground_truth.h"
#include "ui/segment/input_panel.h"
#include "ui/segment/mask_panel.h"
#include "ui/segment/pictures_panel.h"
#include "ui/segment/reference_panel.h"
#include "ui/segment/segment_page.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/panel_area.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/predictor_choices.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QDockWidget>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

/// A line whose end is left out where there is no room for it.
class ElidedLine : public QLabel
{
public:
    using QLabel::QLabel;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.drawText(rect(), static_cast<int>(alignment()),
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

SegmentPage::SegmentPage(PredictorFactory factory, QWidget* parent)
    : QWidget(parent), m_engine(new InferenceEngine(std::move(factory), 1, this)), m_history(new PromptHistory(this)),
      m_truth(new GroundTruth(this)), m_export(new MaskExport(this)),
      m_model(new PathBox(settings::recentModels, tr("Drop a model here: a checkpoint or a Hugging Face folder"))),
      m_image(new PathBox(settings::recentImages, tr("Drop a picture here"))), m_device(new QComboBox),
      m_numerics(new QComboBox), m_docks(new PanelArea(u"segment"_s)), m_canvas(new ImageCanvas),
      m_candidates(new CandidatePanel), m_mask(new MaskPanel), m_references(new ReferencePanel),
      m_pictures(new PicturesPanel), m_input(new InputPanel), m_everything(new EverythingPanel),
      m_problem(new CopyLabel), m_status(new QLabel)
{
    name(m_problem, u"segmentProblem"_s, tr("What went wrong"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    name(m_status, u"segmentStatus"_s, tr("Position, device and times"));
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    addActions();
    m_docks->setCentralWidget(buildWork());
    buildDocks();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(buildSources());
    layout->addWidget(m_problem);
    layout->addWidget(m_docks, 1);
    connectEngine();
    connectCanvas();
    connectMask();
    connectEverything();
    showChosen();
    updateHint();
    updateStatus();
}

QWidget* SegmentPage::buildWork()
{
    auto* work = new QWidget;
    auto* column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gridStep);
    column->addWidget(buildTools());
    column->addWidget(m_canvas, 1);
    column->addWidget(m_status);
    return work;
}

void SegmentPage::buildDocks()
{
    auto* pictures = m_docks->addPanel(Qt::LeftDockWidgetArea, u"picturesDock"_s, tr("Pictures"), m_pictures);
    m_docks->addPanel(Qt::RightDockWidgetArea, u"candidatesDock"_s, tr("Candidates"), m_candidates);
    m_docks->addPanel(Qt::RightDockWidgetArea, u"maskDock"_s, tr("Mask"), m_mask);
    auto* reference = m_docks->addPanel(Qt::RightDockWidgetArea, u"referenceDock"_s, tr("Reference"), m_references);
    auto* input = m_docks->addPanel(Qt::RightDockWidgetArea, u"inputDock"_s, tr("Model input"), m_input);
    auto* everything = m_docks->addPanel(Qt::RightDockWidgetArea, u"everythingDock"_s, tr("Everything"), m_everything);
    m_docks->tabifyDockWidget(reference, input);
    m_docks->tabifyDockWidget(reference, everything);
    reference->raise();
    input->hide();
    m_docks->resizeDocks({pictures, reference}, {14 * gridStep, 44 * gridStep}, Qt::Horizontal);
    m_docks->restoreLayout();
    connect(m_docks, &PanelArea::said, this, &SegmentPage::said);
}

void SegmentPage::saveLayout() const
{
    m_docks->saveLayout();
}

QWidget* SegmentPage::buildSources()
{
    name(m_model, u"modelPath"_s, tr("Model"));
    name(m_image, u"imagePath"_s, tr("Picture"));
    name(m_device, u"deviceBox"_s, tr("Device"));
    name(m_numerics, u"numericsBox"_s, tr("Numerics"));
    offerDevices(*m_device);
    offerNumerics(*m_numerics);
    m_device->setCurrentIndex(std::max(0, m_device->findData(QVariant::fromValue(settings::device.get()))));
    m_numerics->setCurrentIndex(m_numerics->findData(QVariant::fromValue(settings::numerics.get())));
    auto* openModelButton = new QPushButton(tr("Open…"));
    name(openModelButton, u"openModel"_s, tr("Open a model"));
    showKeys(*openModelButton, *findChild<QAction*>(u"openModelAction"_s));
    auto* openImageButton = new QPushButton(tr("Open…"));
    name(openImageButton, u"openImage"_s, tr("Open a picture"));
    showKeys(*openImageButton, *findChild<QAction*>(u"openImageAction"_s));
    connect(openModelButton, &QPushButton::clicked, this, &SegmentPage::chooseModel);
    connect(openImageButton, &QPushButton::clicked, this, &SegmentPage::chooseImage);
    connect(m_model, &PathBox::chosen, this, &SegmentPage::openModel);
    connect(m_image, &PathBox::chosen, this, &SegmentPage::openImage);
    for (QComboBox* box : {m_device, m_numerics}) {
        connect(box, &QComboBox::activated, this, [this] {
            settings::device.set(m_device->currentData().value<Device>());
            settings::numerics.set(m_numerics->currentData().value<Numerics>());
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
    auto* help = new ElidedLine(tr("click: in  ·  right click: out  ·  drag: box  ·  Ctrl+arrows: cursor"));
    help->setToolTip(help->text()); // where its end is left out
    setTextColour(*help, themeColours(palette()).muted);
    help->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    help->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    const auto button = [this](const QString& objectName, const QString& action, const QString& tip = u"%1"_s,
                               bool stays = false) {
        auto* made = new QToolButton;
        made->setObjectName(objectName);
        made->setFocusPolicy(Qt::StrongFocus);
        if (stays) {
            makeToggle(*made);
        }
        attach(*made, *findChild<QAction*>(action), tip);
        return made;
    };
    auto* undo = button(u"undo"_s, u"undoAction"_s);
    auto* redo = button(u"redo"_s, u"redoAction"_s);
    auto* clear = button(u"clearPrompts"_s, u"clearAction"_s);
    m_refine = button(u"refine"_s, u"refineAction"_s, tr("%1: the next masks start from the chosen one"));
    m_hover = button(u"hoverPreview"_s, u"hoverAction"_s, u"%1"_s, true);
    auto* everything =
        button(u"everything"_s, u"everythingAction"_s, tr("%1: find all masks without a prompt, or hide them"));
    auto* fit = button(u"fit"_s, u"fitAction"_s);
    auto* full = button(u"fullSize"_s, u"fullSizeAction"_s);
    m_hover->setChecked(settings::hoverPreview.get());
    connect(m_hover, &QToolButton::toggled, this, &SegmentPage::setHoverPreview);
    m_history->enable(*undo, *redo);
    return row({undo, redo, clear, m_refine, m_hover, everything, fit, full, m_docks->buildButton(), help}, help);
}

} // namespace samscope
