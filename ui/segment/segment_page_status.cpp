#include "core/imaging/logit_rows.h"
#include "ui/actions.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/segment/candidate_panel.h"
#include "ui/segment/segment_page.h"
#include "ui/text.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/predictor_choices.h"

#include <QAction>
#include <QLabel>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString milliseconds(double value)
{
    return value < 1000 ? SegmentPage::tr("%1 ms").arg(value, 0, 'f', value < 10 ? 1 : 0)
                        : SegmentPage::tr("%1 s").arg(value / 1000, 0, 'f', 2);
}

} // namespace

void SegmentPage::updateStatus()
{
    QStringList parts;
    parts.append(m_pixel ? tr("x %1 y %2").arg(m_pixel->x()).arg(m_pixel->y()) : tr("x – y –"));
    parts.append(tr("%1 %").arg(m_canvas->view().zoom() * 100, 0, 'f', 0));
    if (const auto logit = logitUnderCursor()) {
        parts.append(tr("logit %1").arg(static_cast<double>(*logit), 0, 'f', 2));
    }
    if (m_info) {
        parts.append(executionText(*m_info));
    }
    if (!m_info && m_model->path().isEmpty()) {
        parts.append(hintOf(*findChild<QAction*>(u"openModelAction"_s), tr("no model yet: drop one here, or press %1"),
                            tr("no model yet: drop one here")));
    }
    if (m_encodeMs) {
        parts.append(tr("encode %1").arg(milliseconds(*m_encodeMs)));
    }
    if (m_decodeMs) {
        parts.append(tr("decode %1").arg(milliseconds(*m_decodeMs)));
        parts.append(tr("paint %1").arg(milliseconds(m_paintMs)));
    }
    if (m_history->hasMask()) {
        parts.append(tr("mask prompt"));
    }
    m_status->setText(parts.join(u"  ·  "_s));
}

std::optional<float> SegmentPage::logitUnderCursor() const
{
    if (!m_pixel || !m_result || m_candidates->chosen() == nullptr) {
        return std::nullopt;
    }
    const ImageGeometry& geometry = m_result->answer->geometry;
    const Prediction& prediction = m_result->answer->prediction;
    LogitRows rows(prediction.mask(m_candidates->chosenIndex()), prediction.side, geometry);
    std::vector<float> row(static_cast<std::size_t>(geometry.width));
    rows.read(m_pixel->y(), row);
    return row[static_cast<std::size_t>(m_pixel->x())];
}

void SegmentPage::updateHint()
{
    const bool failed = m_problem->isVisibleTo(this);
    m_canvas->setHint(m_imagePath.isEmpty() ? hintOf(*findChild<QAction*>(u"openImageAction"_s),
                                                     tr("Drop a picture here, or press %1"), tr("Drop a picture here"))
                      : m_hasPicture        ? QString()
                      : failed              ? tr("No picture")
                                            : tr("Reading the picture…"));
}

} // namespace samscope
