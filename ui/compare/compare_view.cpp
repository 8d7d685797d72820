#include "ui/compare/compare_view.h"

#include "ui/canvas/image_canvas.h"
#include "ui/compare/wipe_handle.h"

#include <QBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int blinkMilliseconds = 600; ///< slow enough to see what moves, and far from what harms

} // namespace

CompareView::CompareView(QWidget* parent)
    : QWidget(parent), m_canvas(new ImageCanvas), m_second(new ImageCanvas), m_handle(new WipeHandle(m_canvas))
{
    m_canvas->setObjectName(u"compareCanvas"_s);
    m_second->setObjectName(u"compareCanvasB"_s);
    m_second->setAccessibleName(tr("Picture with the mask of model B"));
    m_second->hide();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_second, 1);
    connect(m_canvas, &ImageCanvas::viewChanged, this, [this] { m_second->followView(m_canvas->view()); });
    connect(m_second, &ImageCanvas::viewChanged, this, [this] {
        if (m_mode == Mode::SideBySide) {
            m_canvas->followView(m_second->view());
        }
    });
    m_blink.setInterval(blinkMilliseconds);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_blinkShowsB = !m_blinkShowsB;
        show(m_blinkShowsB ? m_layers.b : m_layers.a);
    });
    connect(m_canvas, &ImageCanvas::viewChanged, this, &CompareView::placeHandle);
    connect(m_handle, &WipeHandle::dragged, this, [this](double x) {
        setSplit(m_canvas->view().toPicture(QPointF(x, 0)).x() / m_canvas->view().picture().width());
    });
    connect(m_handle, &WipeHandle::stepped, this, [this](int hundredths) { setSplit(m_split + hundredths / 100.0); });
    showMode();
}

void CompareView::setPicture(const std::shared_ptr<const Picture>& picture)
{
    m_second->setPicture(picture);
    m_canvas->setPicture(picture);
    setLayers({});
}

void CompareView::setLayers(const CompareLayers& layers)
{
    m_layers = layers;
    showMode();
}

void CompareView::setPrompts(const PromptSet& prompts)
{
    m_canvas->setPrompts(prompts);
    m_second->setPrompts(prompts);
}

void CompareView::setMode(Mode mode)
{
    m_mode = mode;
    m_blinkShowsB = false;
    showMode();
}

int CompareView::splitColumn() const
{
    return static_cast<int>(std::lround(m_split * m_canvas->view().picture().width()));
}

void CompareView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeHandle();
}

void CompareView::setSplit(double fraction)
{
    m_split = std::clamp(fraction, 0.0, 1.0);
    placeHandle();
    showWipe();
}

void CompareView::placeHandle()
{
    m_handle->moveTo(m_canvas->view().toView(QPointF(splitColumn(), 0)).x());
}

void CompareView::show(const QImage& layer)
{
    m_canvas->setLayer(layer);
}

void CompareView::showMode()
{
    m_handle->setVisible(m_mode == Mode::Wipe && !m_layers.a.isNull());
    m_second->setVisible(m_mode == Mode::SideBySide);
    m_second->setLayer(m_layers.b);
    if (m_mode == Mode::Blink) {
        m_blink.start();
    } else {
        m_blink.stop();
    }
    switch (m_mode) {
    case Mode::A:
    case Mode::Blink:
    case Mode::SideBySide:
        return show(m_layers.a);
    case Mode::B:
        return show(m_layers.b);
    case Mode::Difference:
        return show(m_layers.difference);
    case Mode::Wipe:
        placeHandle();
        showWipe();
    }
}

void CompareView::showWipe()
{
    m_canvas->setLayers(m_layers.a, m_layers.b, splitColumn());
}

} // namespace samscope
