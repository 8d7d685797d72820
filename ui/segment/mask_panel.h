#pragma once

#include "ui/canvas/mask_layer.h"
#include "ui/segment/candidate_view.h"
#include "ui/segment/mask_export.h"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QPushButton;

namespace samscope {

/// How the chosen mask is cut out and shown, what it measures, and where it goes.
class MaskPanel : public QWidget
{
    Q_OBJECT
public:
    explicit MaskPanel(QWidget* parent = nullptr);

    /// Nothing: no mask.
    void showMask(const CandidateView* chosen);
    void showTruth(const QString& line);
    void setExportEnabled(bool enabled);

    MaskStyle style() const;
    /// By steps of half a logit.
    void stepThreshold(int by);
    void toggleOutline();
    void toggleHeatMap();

Q_SIGNALS:
    void thresholdChanged(double logits);
    void styleChanged();
    void heatMapToggled(bool shown);
    void exportRequested(samscope::ExportKind kind);
    void truthRequested();

private:
    void buildThreshold();
    void buildStyle();
    QWidget* buildTruth();
    void buildExport();

    QSlider* m_slider;
    QDoubleSpinBox* m_threshold;
    QLabel* m_facts;
    QSlider* m_opacity;
    QCheckBox* m_outline;
    QCheckBox* m_heat;
    QLabel* m_truth;
    QPushButton* m_export;
};

} // namespace samscope
