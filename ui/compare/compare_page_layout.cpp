#include "ui/actions.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/compare/compare_page.h"
#include "ui/models/comparison_model.h"
#include "ui/plots/divergence_plot.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/predictor_choices.h"
#include "ui/widgets/splitter.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QBoxLayout>
#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QTransposeProxyModel>

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

/// "■ A  ■ B  ■ both" in the colours of the layers.
QLabel* legend()
{
    const auto entry = [](LayerColour colour, const QString& text) {
        return u"<span style='color:%1'>■</span> %2"_s.arg(layerColour(colour).name(), text);
    };
    auto* label = new QLabel(entry(LayerColour::A, u"A"_s) + u" &nbsp; "_s + entry(LayerColour::B, u"B"_s));
    label->setToolTip(ComparePage::tr("The difference shows what only one of them has; white is what both have"));
    return label;
}

} // namespace

ComparePage::ComparePage(PredictorFactory factory, QWidget* parent)
    : QWidget(parent), m_engine(new InferenceEngine(std::move(factory), 2, this)), m_history(new PromptHistory(this)),
      m_models{new PathBox(settings::recentModels, tr("Drop a model here: a checkpoint or a Hugging Face folder")),
               new PathBox(settings::recentModels, tr("Drop the model to compare it with"))},
      m_numerics{new QComboBox, new QComboBox}, m_image(new PathBox(settings::recentImages, tr("Drop a picture here"))),
      m_device(new QComboBox), m_modes(new QButtonGroup(this)), m_view(new CompareView),
      m_comparison(new ComparisonModel(this)),
      m_candidates(new HintTable(tr("Click on the picture: the masks of both models are measured here"))),
      m_plot(new DivergencePlot), m_problem(new CopyLabel), m_status(new QLabel)
{
    setAcceptDrops(true);
    name(m_problem, u"compareProblem"_s, tr("What went wrong"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    name(m_status, u"compareStatus"_s, tr("The two models"));
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto* work = new QWidget;
    auto* column = new QVBoxLayout(work);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gridStep);
    column->addWidget(m_view, 1);
    column->addWidget(m_status);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(gridStep);
    layout->addWidget(buildSources());
    layout->addWidget(m_problem);
    layout->addWidget(buildTools());
    layout->addWidget(
        new Splitter(u"compareSplitter"_s, tr("Border between the pictures and the numbers"), work, buildSide()), 1);
    connectEngine();
    updateHint();
    updateStatus();
}

QWidget* ComparePage::buildSources()
{
    auto* holder = new QWidget;
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(gridStep);
    const auto add = [this, grid](int at, const QString& title, PathBox* box, const QString& objectName,
                                  QAction* action) {
        auto* open = new QPushButton(tr("Open…"));
        name(box, objectName, title);
        name(open, objectName + u"Open"_s, action->text());
        showKeys(*open, *action);
        connect(open, &QPushButton::clicked, action, &QAction::trigger);
        grid->addWidget(new QLabel(title), at, 0, Qt::AlignRight);
        grid->addWidget(box, at, 1);
        grid->addWidget(open, at, 2);
    };
    const auto addModel = [&](std::size_t side, const QString& title, const QString& objectName, QAction* action) {
        add(static_cast<int>(side), title, m_models[side], objectName, action);
        connect(m_models[side], &PathBox::chosen, this, [this, side](const QString& path) { openModel(side, path); });
    };
    addModel(0, tr("Model A"), u"compareModelA"_s,
             samscope::addAction(*this, u"compareOpenModelAction"_s, tr("Open model A"),
                                 QKeySequence(u"Ctrl+Shift+O"_s), [this] { chooseModel(0); }));
    addModel(1, tr("Model B"), u"compareModelB"_s,
             samscope::addAction(*this, u"compareOpenModelBAction"_s, tr("Open model B"), QKeySequence(u"Ctrl+Alt+O"_s),
                                 [this] { chooseModel(1); }));
    auto* openImage = samscope::addAction(*this, u"compareOpenImageAction"_s, tr("Open a picture"), QKeySequence::Open,
                                          [this] { chooseImage(); });
    add(2, tr("Picture"), m_image, u"compareImage"_s, openImage);
    connect(openImage, &QAction::changed, this, &ComparePage::updateHint);
    connect(m_image, &PathBox::chosen, this, &ComparePage::openImage);
    const auto addChoice = [grid](int at, const QString& title, QComboBox* box) {
        grid->addWidget(new QLabel(title), at, 3, Qt::AlignRight);
        grid->addWidget(box, at, 4);
    };
    name(m_numerics[0], u"compareNumericsA"_s, tr("Numerics of model A"));
    name(m_numerics[1], u"compareNumericsB"_s, tr("Numerics of model B"));
    for (const std::size_t side : {0U, 1U}) {
        offerNumerics(*m_numerics[side]);
        addChoice(static_cast<int>(side), tr("Numerics"), m_numerics[side]);
        connect(m_numerics[side], &QComboBox::activated, this, [this, side] { loadAgain(side); });
    }
    name(m_device, u"compareDevice"_s, tr("Device"));
    offerDevices(*m_device);
    addChoice(2, tr("Device"), m_device);
    connect(m_device, &QComboBox::activated, this, [this] {
        loadAgain(0);
        loadAgain(1);
    });
    grid->setColumnStretch(1, 1);
    return holder;
}

QWidget* ComparePage::buildTools()
{
    using Mode = CompareView::Mode;
    auto* holder = new QWidget;
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    const auto add = [this](const QString& id, const QString& text, const QKeySequence& keys,
                            const std::function<void()>& act) {
        return samscope::addAction(*this, id, text, keys, act);
    };
    const auto addMode = [&](Mode mode, const QString& text, const QString& objectName, const QKeySequence& keys) {
        auto* button = toolButton(objectName);
        makeToggle(*button);
        m_modes->addButton(button, static_cast<int>(mode));
        layout->addWidget(button);
        attach(*button, *add(objectName + u"Action"_s, text, keys, [button] { button->setChecked(true); }));
        connect(button, &QToolButton::toggled, this, [this, mode](bool checked) {
            if (checked) {
                m_view->setMode(mode);
            }
        });
        return button;
    };
    addMode(Mode::A, tr("Mask of A"), u"showA"_s, Qt::Key_BracketLeft)->setText(u"A"_s);
    addMode(Mode::B, tr("Mask of B"), u"showB"_s, Qt::Key_BracketRight)->setText(u"B"_s);
    addMode(Mode::Wipe, tr("Wipe"), u"showWipe"_s, Qt::Key_W)->setChecked(true);
    addMode(Mode::Blink, tr("Blink"), u"showBlink"_s, Qt::Key_B);
    addMode(Mode::Difference, tr("Difference"), u"showDifference"_s, Qt::Key_F);
    addMode(Mode::SideBySide, tr("Side by side"), u"showSideBySide"_s, Qt::Key_S);
    layout->addSpacing(gridStep);
    const auto addTool = [&](const QString& text, const QString& objectName, const QKeySequence& keys,
                             const std::function<void()>& act) {
        auto* button = toolButton(objectName);
        layout->addWidget(button);
        attach(*button, *add(objectName + u"Action"_s, text, keys, act));
        return button;
    };
    auto* undo = addTool(tr("Undo"), u"compareUndo"_s, QKeySequence::Undo, [this] { m_history->stack().undo(); });
    auto* redo =
        addTool(tr("Redo"), u"compareRedo"_s, QKeySequence(u"Ctrl+Shift+Z"_s), [this] { m_history->stack().redo(); });
    m_history->enable(*undo, *redo);
    addTool(tr("Clear"), u"compareClear"_s, QKeySequence(Qt::Key_C), [this] { m_history->clear(); });
    addTool(tr("Fit"), u"compareFit"_s, QKeySequence(u"Ctrl+F"_s), [this] { m_view->canvas()->fit(); });
    addTool(tr("100 %"), u"compareFullSize"_s, QKeySequence(u"Ctrl+0"_s), [this] { m_view->canvas()->zoomTo(1); });
    layout->addStretch(1);
    layout->addWidget(legend());
    add(u"compareRemoveLastAction"_s, tr("Remove the last prompt"), QKeySequence(Qt::Key_Backspace),
        [this] { m_history->removeLast(); });
    return holder;
}

QWidget* ComparePage::buildSide()
{
    prepareCandidates();
    auto* side = new QWidget;
    side->setMinimumWidth(40 * gridStep);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(heading(tr("Masks")));
    layout->addWidget(m_candidates);
    layout->addSpacing(gridStep);
    layout->addWidget(heading(tr("Encoders")));
    layout->addWidget(m_plot, 1);
    return side;
}

void ComparePage::prepareCandidates()
{
    name(m_candidates, u"compareTable"_s, tr("Masks of both models, candidate by candidate"));
    auto* transposed = new QTransposeProxyModel(this); // candidates stand side by side, as their masks do
    transposed->setSourceModel(m_comparison);
    m_candidates->setModel(transposed);
    m_candidates->setSelectionBehavior(QAbstractItemView::SelectColumns);
    m_candidates->setSelectionMode(QAbstractItemView::SingleSelection);
    m_candidates->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_candidates->verticalHeader()->show();
    m_candidates->horizontalHeader()->setStretchLastSection(false);
    m_candidates->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_candidates->verticalHeader()->setHighlightSections(false);
    m_candidates->setFixedHeight(m_candidates->verticalHeader()->defaultSectionSize() *
                                     (ComparisonModel::ColumnCount + 1) +
                                 2 * m_candidates->frameWidth());
    connect(m_candidates->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        const QModelIndexList chosen = m_candidates->selectionModel()->selectedColumns();
        if (!chosen.isEmpty()) {
            drawCandidate(static_cast<std::size_t>(chosen.constFirst().column()));
        }
    });
    for (int i = 0; i < 3; ++i) {
        samscope::addAction(*this, u"compareCandidate%1Action"_s.arg(i + 1), tr("Candidate %1").arg(i + 1),
                            QKeySequence(Qt::Key_1 + i), [this, i] { m_candidates->selectColumn(i); });
    }
}

void ComparePage::stepCandidate(int by)
{
    const int count = m_comparison->rowCount();
    const QModelIndexList chosen = m_candidates->selectionModel()->selectedColumns();
    if (count > 0 && !chosen.isEmpty()) {
        m_candidates->selectColumn((chosen.constFirst().column() + by + count) % count);
    }
}

// Of both views together: what has the focus is meant.
void ComparePage::addCanvasActions()
{
    const auto [first, second] = m_view->canvases();
    const auto add = [first = first, second = second](const QString& id, const QString& text, const QKeySequence& keys,
                                                      const std::function<void(ImageCanvas&)>& act) {
        second->addAction(samscope::addAction(
            *first, id, text, keys, [=] { act(second->hasFocus() ? *second : *first); }, Qt::WidgetShortcut));
    };
    add(u"compareForegroundAction"_s, tr("Foreground point at the cursor"), QKeySequence(Qt::Key_Return),
        [](ImageCanvas& canvas) { canvas.placePoint(1); });
    add(u"compareBackgroundAction"_s, tr("Background point at the cursor"), QKeySequence(u"Shift+Return"_s),
        [](ImageCanvas& canvas) { canvas.placePoint(0); });
    add(u"compareCornerAction"_s, tr("Corner of a box at the cursor"), QKeySequence(u"Shift+B"_s),
        [](ImageCanvas& canvas) { canvas.placeCorner(); });
    add(u"compareZoomInAction"_s, tr("Zoom in"), QKeySequence(Qt::Key_Plus),
        [](ImageCanvas& canvas) { canvas.zoomBy(1); });
    add(u"compareZoomOutAction"_s, tr("Zoom out"), QKeySequence(Qt::Key_Minus),
        [](ImageCanvas& canvas) { canvas.zoomBy(-1); });
}

} // namespace samscope
