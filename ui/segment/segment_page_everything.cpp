#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/segment/everything_panel.h"
#include "ui/segment/segment_page.h"
#include "ui/widgets/panel_area.h"

#include <QDockWidget>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

void SegmentPage::connectEverything()
{
    connect(m_everything, &EverythingPanel::runRequested, this, &SegmentPage::runEverything);
    connect(m_everything, &EverythingPanel::chosenChanged, this, [this] { setEverythingShown(true); });
}

void SegmentPage::runEverything()
{
    auto* dock = m_docks->findChild<QDockWidget*>(u"everythingDock"_s);
    dock->show();
    dock->raise();
    if (!m_info || !m_hasPicture) {
        m_everything->setProblem(tr("Open a model and a picture first"));
        return;
    }
    setEverythingShown(false);
    m_everything->setRunning();
    using Found = std::shared_ptr<const EverythingResult>;
    m_engine->run(
        tr("Finding all masks"),
        [options = m_everything->options(), image = m_engine->image()](Predictor& predictor,
                                                                       const Work& work) -> Found {
            auto masks = automaticMasks(predictor, *image, options, work);
            return std::make_shared<const EverythingResult>(
                prepareEverything(std::move(masks), image->width, image->height));
        },
        [this](const JobOutcome<Found>& found) {
            if (found.isDone()) {
                m_everything->setResult(*found.value);
                setEverythingShown(true);
            } else {
                m_everything->setProblem(found.state == JobEnd::State::Stopped ? QString() : found.message);
            }
        },
        true);
}

void SegmentPage::toggleEverything()
{
    if (m_everything->isRunning()) {
        return;
    }
    if (m_everything->hasMasks()) {
        setEverythingShown(!m_showsEverything);
    } else {
        runEverything();
    }
}

void SegmentPage::setEverythingShown(bool shown)
{
    if (shown || m_showsEverything) {
        m_showsEverything = shown && m_everything->hasMasks();
        showChosen();
    }
}

void SegmentPage::forgetEverything()
{
    m_everything->clear();
    setEverythingShown(false);
}

// A click on one of the masks that are shown chooses it; elsewhere it is a prompt.
void SegmentPage::point(const PointPrompt& point)
{
    const QPoint pixel(static_cast<int>(std::floor(point.x)), static_cast<int>(std::floor(point.y)));
    const auto hit = m_showsEverything && point.label == 1 ? m_everything->result()->at(pixel) : std::nullopt;
    if (hit) {
        m_everything->choose(*hit);
    } else {
        m_history->addPoint(point);
    }
}

} // namespace samscope
