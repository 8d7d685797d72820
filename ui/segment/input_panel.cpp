#include "ui/segment/input_panel.h"

#include "core/imaging/preprocess.h"
#include "ui/canvas/image_canvas.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString number(double value)
{
    return QString::number(value, 'f', 1);
}

} // namespace

InputPanel::InputPanel(QWidget* parent) : QWidget(parent), m_canvas(new ImageCanvas), m_facts(new CopyLabel)
{
    name(m_canvas, u"inputCanvas"_s, tr("The model's input"));
    name(m_facts, u"inputFacts"_s, tr("Scale, padding and prompts in the model's input"));
    m_canvas->setAccessibleDescription({});
    m_canvas->setMinimumSize(12 * gridStep, 12 * gridStep);
    m_canvas->setHint(tr("Open a model and a picture to see what the model sees."));
    m_facts->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_facts);
}

void InputPanel::setSource(std::shared_ptr<const RgbImage> image, int inputSize)
{
    m_source = {std::move(image), inputSize};
    refresh();
}

void InputPanel::setPrompts(const PromptSet& prompts)
{
    m_prompts = prompts;
    showFacts();
}

void InputPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void InputPanel::refresh()
{
    if (!isVisible() || m_drawn == m_source) {
        return;
    }
    m_drawn = m_source;
    m_canvas->setPicture(nullptr);
    showFacts();
    if (!m_source.isComplete()) {
        m_job.forget();
        return;
    }
    m_job.run(
        {},
        [source = m_source](const Work&) {
            return std::make_shared<const Picture>(paddedInput(*source.image, source.inputSize));
        },
        [this](const JobOutcome<std::shared_ptr<const Picture>>& outcome) {
            if (outcome.value) {
                m_canvas->setPicture(*outcome.value);
                showFacts();
            } else {
                m_facts->setText(outcome.message);
            }
        });
}

void InputPanel::showFacts()
{
    if (!m_source.isComplete()) {
        m_facts->clear();
        return;
    }
    const ImageGeometry geometry = ImageGeometry::of(m_source.image->width, m_source.image->height, m_source.inputSize);
    QStringList lines{tr("%1 × %2 → %3 × %4, scale %5")
                          .arg(geometry.width)
                          .arg(geometry.height)
                          .arg(geometry.resizedWidth)
                          .arg(geometry.resizedHeight)
                          .arg(geometry.inputX(1), 0, 'f', 4),
                      tr("padding: %1 px right, %2 px below")
                          .arg(geometry.inputSize - geometry.resizedWidth)
                          .arg(geometry.inputSize - geometry.resizedHeight)};
    PromptSet shown;
    for (const PointPrompt& point : m_prompts.points) {
        const double x = geometry.inputX(point.x), y = geometry.inputY(point.y);
        shown.points.push_back({x, y, point.label});
        lines.append(tr("point (%1, %2) → (%3, %4)").arg(point.x).arg(point.y).arg(number(x), number(y)));
    }
    if (m_prompts.box) {
        const Rect<double>& box = *m_prompts.box;
        shown.box = {geometry.inputX(box.x0), geometry.inputY(box.y0), geometry.inputX(box.x1),
                     geometry.inputY(box.y1)};
        lines.append(
            tr("box → (%1, %2), (%3, %4)")
                .arg(number(shown.box->x0), number(shown.box->y0), number(shown.box->x1), number(shown.box->y1)));
    }
    m_canvas->setPrompts(shown);
    m_facts->setText(lines.join(u'\n'));
}

} // namespace samscope
