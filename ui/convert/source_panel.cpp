#include "ui/convert/source_panel.h"

#include "core/base/error.h"
#include "ui/models/evidence_model.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int keepDType = -1;

void fillDTypes(QComboBox& box)
{
    for (const DType dtype : {DType::F32, DType::F16, DType::BF16}) {
        box.addItem(toQt(torchName(dtype)), static_cast<int>(dtype));
    }
    box.addItem(SourcePanel::tr("as in the checkpoint"), keepDType);
}

void fillLayouts(QComboBox& box)
{
    box.addItem(SourcePanel::tr("processor: v4 (every version)"), static_cast<int>(ProcessorLayout::V4));
    box.addItem(SourcePanel::tr("processor: v5 (nested)"), static_cast<int>(ProcessorLayout::V5));
    box.addItem(SourcePanel::tr("processor: both"), static_cast<int>(ProcessorLayout::Both));
    box.setItemData(2, SourcePanel::tr("transformers 4.40 to 4.48 cannot load a folder with both files"),
                    Qt::ToolTipRole);
}

void fillVariants(QComboBox& box)
{
    box.addItem(SourcePanel::tr("Detected"), QString());
    for (const Variant& variant : namedVariants()) {
        box.addItem(toQt(variant.name), toQt(variant.name));
    }
}

QString dtypesOf(const StateDict& dict)
{
    QStringList names;
    for (const TensorEntry& tensor : dict.tensors) {
        const QString name = toQt(torchName(tensor.dtype));
        if (!names.contains(name)) {
            names.append(name);
        }
    }
    return names.join(u", "_s);
}

QString summary(const ConversionPlan& plan)
{
    std::uint64_t bytes = 0;
    for (const TensorEntry& tensor : plan.dict.tensors) {
        bytes += tensor.byteCount();
    }
    const QStringList parts{
        SourcePanel::tr("original names"),
        plural(plan.dict.tensors.size(), SourcePanel::tr("%1 tensor"), SourcePanel::tr("%1 tensors")),
        toQt(humanBytes(bytes)), dtypesOf(plan.dict), toQt(containerName(plan.checkpoint.container))};
    return parts.join(u"  ·  "_s);
}

} // namespace

SourcePanel::SourcePanel(QWidget* parent)
    : QWidget(parent),
      m_checkpoint(new PathBox(settings::recentCheckpoints, tr("Drop a SAM or SlimSAM checkpoint here (.pth)"))),
      m_open(new QPushButton(tr("Open…"))), m_add(new QPushButton(tr("Add…"))),
      m_hub(new QPushButton(tr("From the Hub…"))), m_variant(new QComboBox), m_detected(new QLabel),
      m_evidenceToggle(new QToolButton), m_evidence(new QTableView), m_evidenceModel(new EvidenceModel(this)),
      m_folder(new QLineEdit), m_browse(new QPushButton(tr("Choose…"))), m_dtype(new QComboBox),
      m_layout(new QComboBox), m_overwrite(new QCheckBox(tr("Replace"))), m_problem(new CopyLabel)
{
    fillVariants(*m_variant);
    fillDTypes(*m_dtype);
    fillLayouts(*m_layout);
    buildForm();
    connectForm();
    showNoPlan();
    setProblem({});
}

void SourcePanel::buildForm()
{
    m_evidence->setModel(m_evidenceModel);
    name(m_evidence, u"evidenceTable"_s, tr("Evidence for the detected variant"));
    prepareTable(*m_evidence);
    m_evidence->setFixedHeight(22 * gridStep);
    m_evidence->hide();
    name(m_problem, u"convertProblem"_s, tr("Why the checkpoint cannot be converted"));
    m_problem->setWordWrap(true);
    setTextColour(*m_problem, themeColours(palette()).bad);

    auto* form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(gridStep);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form->addRow(tr("Checkpoint"), checkpointRow());
    form->addRow(tr("Variant"), detectionRow());
    form->addRow(tr("Folder"), folderRow());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addLayout(form);
    layout->addWidget(m_evidence);
    layout->addWidget(m_problem);
}

QWidget* SourcePanel::checkpointRow()
{
    name(m_checkpoint, u"checkpointPath"_s, tr("Checkpoint file"));
    name(m_open, u"openCheckpoint"_s, tr("Open a checkpoint"));
    name(m_add, u"addCheckpoint"_s, tr("Add checkpoints to the queue"));
    m_add->setToolTip(m_add->accessibleName());
    name(m_hub, u"hubButton"_s, tr("Download a checkpoint from the Hub"));
    makeToggle(*m_hub);
    m_hub->setToolTip(m_hub->accessibleName());
    return row({m_checkpoint, m_open, m_add, m_hub}, m_checkpoint);
}

QWidget* SourcePanel::detectionRow()
{
    name(m_variant, u"variantBox"_s, tr("Variant"));
    name(m_detected, u"detectedVariant"_s, tr("Detected variant"));
    m_detected->setTextFormat(Qt::RichText);
    m_detected->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    name(m_evidenceToggle, u"evidenceToggle"_s, tr("Show the evidence"));
    m_evidenceToggle->setText(tr("Evidence"));
    m_evidenceToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_evidenceToggle->setArrowType(Qt::RightArrow);
    m_evidenceToggle->setCheckable(true);
    m_evidenceToggle->setFocusPolicy(Qt::StrongFocus);
    return row({m_variant, m_detected, m_evidenceToggle}, m_detected);
}

QWidget* SourcePanel::folderRow()
{
    name(m_folder, u"goalFolder"_s, tr("Folder to write"));
    m_folder->setPlaceholderText(tr("The Hugging Face folder to write"));
    name(m_browse, u"chooseFolder"_s, tr("Choose the folder to write"));
    name(m_dtype, u"dtypeBox"_s, tr("Element type to write"));
    name(m_layout, u"layoutBox"_s, tr("Processor files to write"));
    name(m_overwrite, u"overwriteBox"_s, tr("Replace a folder that an earlier conversion wrote"));
    m_overwrite->setToolTip(m_overwrite->accessibleName());
    return row({m_folder, m_browse, m_dtype, m_layout, m_overwrite}, m_folder);
}

void SourcePanel::connectForm()
{
    connect(m_checkpoint, &PathBox::chosen, this, [this](const QString& path) { Q_EMIT openRequested({path}); });
    connect(m_open, &QPushButton::clicked, this, &SourcePanel::openFiles);
    connect(m_add, &QPushButton::clicked, this, [this] {
        if (const QStringList paths = askForFiles(); !paths.isEmpty()) {
            Q_EMIT addRequested(paths);
        }
    });
    connect(m_evidenceToggle, &QToolButton::toggled, this, &SourcePanel::showEvidence);
    connect(m_browse, &QPushButton::clicked, this, &SourcePanel::chooseFolder);
    connect(m_folder, &QLineEdit::textChanged, this, &SourcePanel::edited);
    for (QComboBox* box : {m_variant, m_dtype, m_layout}) {
        connect(box, &QComboBox::currentIndexChanged, this, &SourcePanel::edited);
    }
    connect(m_overwrite, &QCheckBox::toggled, this, &SourcePanel::edited);
}

ConvertOptions SourcePanel::options() const
{
    ConvertOptions options = m_options;
    options.folder = toPath(m_folder->text().trimmed());
    options.modelName = m_variant->currentData().toString().toStdString();
    const int dtype = m_dtype->currentData().toInt();
    options.dtype = dtype == keepDType ? std::nullopt : std::optional(static_cast<DType>(dtype));
    options.processorLayout = static_cast<ProcessorLayout>(m_layout->currentData().toInt());
    options.overwrite = m_overwrite->isChecked();
    return options;
}

void SourcePanel::setOptions(const ConvertOptions& options)
{
    const QSignalBlocker quiet(this);
    m_options = options;
    m_checkpoint->showPath(toQt(options.checkpoint));
    m_folder->setText(toQt(options.folder));
    m_variant->setCurrentIndex(m_variant->findData(toQt(options.modelName)));
    m_dtype->setCurrentIndex(m_dtype->findData(options.dtype ? static_cast<int>(*options.dtype) : keepDType));
    m_layout->setCurrentIndex(m_layout->findData(static_cast<int>(options.processorLayout)));
    m_overwrite->setChecked(options.overwrite);
}

void SourcePanel::setFolder(const QString& path)
{
    m_folder->setText(path);
}

void SourcePanel::remember(const QStringList& paths)
{
    for (const QString& path : paths) {
        m_checkpoint->setPath(QFileInfo(path).absoluteFilePath());
    }
}

QStringList SourcePanel::askForFiles()
{
    return QFileDialog::getOpenFileNames(this, tr("Open checkpoints"), QFileInfo(m_checkpoint->path()).absolutePath(),
                                         tr("Checkpoints (*.pth *.pt *.bin *.safetensors);;All files (*)"));
}

void SourcePanel::openFiles()
{
    if (const QStringList paths = askForFiles(); !paths.isEmpty()) {
        Q_EMIT openRequested(paths);
    }
}

void SourcePanel::chooseFolder()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Folder to write"), m_folder->text(), QString(), nullptr,
                                                      QFileDialog::ShowDirsOnly);
    if (!path.isEmpty()) {
        m_folder->setText(path);
    }
}

void SourcePanel::showReading()
{
    m_detected->setText(tr("Reading…"));
    m_evidenceToggle->setEnabled(false);
}

void SourcePanel::showPlan(const ConversionPlan& plan)
{
    m_detected->setText(u"<b>%1</b>&nbsp;&nbsp;·&nbsp; %2"_s.arg(toQt(plan.detection.variant).toHtmlEscaped(),
                                                                 summary(plan).toHtmlEscaped()));
    m_evidenceModel->setRows(plan.detection.evidence);
    m_evidence->resizeColumnsToContents();
    m_evidenceToggle->setEnabled(true);
}

void SourcePanel::showNoPlan()
{
    m_detected->setText(QString());
    m_evidenceModel->clear();
    m_evidenceToggle->setChecked(false);
    m_evidenceToggle->setEnabled(false);
}

void SourcePanel::setProblem(const QString& text)
{
    if (text != m_problem->text() || m_problem->isVisibleTo(this) == text.isEmpty()) {
        m_problem->setText(text);
        m_problem->setVisible(!text.isEmpty());
    }
}

void SourcePanel::setFixed(bool fixed)
{
    for (QWidget* widget : {static_cast<QWidget*>(m_variant), static_cast<QWidget*>(m_folder->parentWidget())}) {
        widget->setEnabled(!fixed);
    }
}

void SourcePanel::showEvidence(bool shown)
{
    m_evidenceToggle->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    m_evidence->setVisible(shown);
}

} // namespace samscope
