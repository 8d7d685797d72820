#include "ui/segment/mask_panel.h"

#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSlider>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int largestThreshold = 20; ///< logits
constexpr int sliderSteps = 10;      ///< for one logit

} // namespace

MaskPanel::MaskPanel(QWidget* parent)
    : QWidget(parent), m_slider(new QSlider(Qt::Horizontal)), m_threshold(new QDoubleSpinBox), m_facts(new QLabel),
      m_opacity(new QSlider(Qt::Horizontal)), m_outline(new QCheckBox(tr("Outline"))),
      m_heat(new QCheckBox(tr("Logits as heat map"))), m_truth(new QLabel(tr("none"))),
      m_export(new QPushButton(tr("Export")))
{
    buildThreshold();
    buildStyle();
    buildExport();
    name(m_facts, u"maskFacts"_s, tr("Area and stability of the mask"));
    m_facts->setWordWrap(true);
    m_facts->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_facts->setMinimumHeight(2 * m_facts->fontMetrics().lineSpacing()); // the form stays where it is
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(gridStep);
    form->addRow(tr("Threshold"), row({m_slider, m_threshold}, m_slider));
    form->addRow(QString(), m_facts);
    form->addRow(tr("Fill"), row({m_opacity, m_outline}, m_opacity));
    form->addRow(QString(), m_heat);
    form->addRow(tr("Ground truth"), buildTruth());
    form->addRow(QString(), row({m_export}));
    showMask(nullptr);
}

void MaskPanel::buildThreshold()
{
    name(m_slider, u"thresholdSlider"_s, tr("Mask threshold"));
    name(m_threshold, u"thresholdBox"_s, tr("Mask threshold in logits"));
    m_slider->setRange(-largestThreshold * sliderSteps, largestThreshold * sliderSteps);
    m_slider->setPageStep(sliderSteps);
    m_slider->setMinimumWidth(12 * gridStep);
    m_threshold->setRange(-largestThreshold, largestThreshold);
    m_threshold->setSingleStep(0.5);
    m_threshold->setDecimals(1);
    m_threshold->setAlignment(Qt::AlignRight);
    const QString hint = tr("A pixel is inside where its logit is above this; the model's own default is 0");
    m_threshold->setToolTip(hint);
    m_slider->setToolTip(hint);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { m_threshold->setValue(static_cast<double>(value) / sliderSteps); });
    connect(m_threshold, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_slider->setValue(static_cast<int>(std::lround(value * sliderSteps)));
        Q_EMIT thresholdChanged(value);
    });
}

void MaskPanel::buildStyle()
{
    name(m_opacity, u"maskOpacity"_s, tr("Opacity of the mask, percent"));
    m_opacity->setRange(0, 100);
    m_opacity->setPageStep(10);
    m_opacity->setMinimumWidth(12 * gridStep);
    m_opacity->setValue(settings::maskOpacity.get());
    m_outline->setObjectName(u"maskOutline"_s);
    m_outline->setChecked(settings::maskOutline.get());
    m_heat->setObjectName(u"heatMap"_s);
    m_heat->setToolTip(tr("Blue to green below the threshold, yellow to red above it"));
    connect(m_opacity, &QSlider::valueChanged, this, [this](int percent) {
        settings::maskOpacity.set(percent);
        Q_EMIT styleChanged();
    });
    connect(m_outline, &QCheckBox::toggled, this, [this](bool shown) {
        settings::maskOutline.set(shown);
        Q_EMIT styleChanged();
    });
    connect(m_heat, &QCheckBox::toggled, this, &MaskPanel::heatMapToggled);
}

QWidget* MaskPanel::buildTruth()
{
    name(m_truth, u"truthLine"_s, tr("IoU with the ground truth"));
    m_truth->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* open = new QPushButton(tr("Open…"));
    name(open, u"openTruth"_s, tr("Open a ground truth"));
    open->setToolTip(tr("A mask (PNG) or annotations (COCO JSON)"));
    connect(open, &QPushButton::clicked, this, &MaskPanel::truthRequested);
    return row({m_truth, open}, m_truth);
}

void MaskPanel::buildExport()
{
    name(m_export, u"exportMask"_s, tr("Export the chosen mask"));
    auto* menu = new QMenu(m_export);
    const auto add = [this, menu](const QString& id, const QString& text, ExportKind kind) {
        QAction* action = menu->addAction(text, this, [this, kind] { Q_EMIT exportRequested(kind); });
        action->setObjectName(id);
    };
    add(u"exportPng"_s, tr("Mask (PNG)…"), ExportKind::MaskPng);
    add(u"exportCoco"_s, tr("COCO run lengths (JSON)…"), ExportKind::CocoJson);
    add(u"exportOverlay"_s, tr("Picture with the mask (PNG)…"), ExportKind::OverlayPng);
    m_export->setMenu(menu);
}

void MaskPanel::showMask(const CandidateView* chosen)
{
    QStringList parts;
    if (chosen != nullptr) {
        const double pixels = static_cast<double>(chosen->mask->width) * chosen->mask->height;
        parts.append(tr("%1 px").arg(QLocale().toString(static_cast<qulonglong>(chosen->area))));
        parts.append(tr("%1 % of the picture").arg(100.0 * static_cast<double>(chosen->area) / pixels, 0, 'f', 2));
        parts.append(chosen->stability ? tr("stability %1").arg(*chosen->stability, 0, 'f', 3)
                                       : tr("stability undefined"));
        if (!chosen->heat.image.isNull()) {
            parts.append(tr("logits %1 to %2")
                             .arg(static_cast<double>(chosen->heat.lowest), 0, 'f', 1)
                             .arg(static_cast<double>(chosen->heat.highest), 0, 'f', 1));
        }
    }
    m_facts->setText(parts.isEmpty() ? tr("no mask yet") : parts.join(u" · "_s));
}

void MaskPanel::showTruth(const QString& line)
{
    m_truth->setText(line);
    m_truth->setToolTip(line);
}

void MaskPanel::setExportEnabled(bool enabled)
{
    m_export->setEnabled(enabled);
}

MaskStyle MaskPanel::style() const
{
    MaskStyle style;
    style.opacity = m_opacity->value();
    style.outline = m_outline->isChecked() ? 1 : 0;
    return style;
}

void MaskPanel::stepThreshold(int by)
{
    m_threshold->stepBy(by);
}

void MaskPanel::toggleOutline()
{
    m_outline->toggle();
}

void MaskPanel::toggleHeatMap()
{
    m_heat->toggle();
}

} // namespace samscope
