#pragma once

#include "tests/support/patience.h"
#include "ui/canvas/image_canvas.h"

#include <QTest>

#include <cmath>
#include <memory>

namespace samscope {

/// A canvas by itself, 480 x 400, that shows a grey picture of 240 x 200.
class CanvasFixture
{
public:
    static std::shared_ptr<const Picture> greyPicture(int width, int height)
    {
        RgbImage image{width, height, {}};
        image.pixels.assign(static_cast<std::size_t>(width) * height * 3, 128);
        return std::make_shared<const Picture>(image);
    }

    void start()
    {
        m_canvas = std::make_unique<ImageCanvas>();
        m_canvas->resize(480, 400);
        m_canvas->setPicture(greyPicture(240, 200));
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get(), patience));
    }

    /// The pixel of the widget that holds the middle of a picture's pixel.
    QPoint at(double x, double y)
    {
        const QPointF point = m_canvas->view().toView(QPointF(x + 0.5, y + 0.5));
        return {static_cast<int>(std::floor(point.x())), static_cast<int>(std::floor(point.y()))};
    }

protected:
    std::unique_ptr<ImageCanvas> m_canvas;
};

} // namespace samscope
