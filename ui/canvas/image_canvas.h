#pragma once

#include "core/inference/prompt.h"
#include "ui/canvas/mask_layer.h"
#include "ui/canvas/mouse_gesture.h"
#include "ui/canvas/picture.h"
#include "ui/canvas/view_transform.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>

namespace samscope {

/// Shows a picture with a mask and marks on it and turns mouse actions into prompts in pixels of the picture: left
/// click foreground, right click or Shift+left click background, left drag a box; the wheel zooms at the cursor, the
/// middle button or Space with the left button pans. For the keyboard there is a cursor of its own: Ctrl+arrows move it
/// (with Shift by one pixel), and points and boxes can be placed at it.
class ImageCanvas : public QWidget
{
    Q_OBJECT
public:
    explicit ImageCanvas(QWidget* parent = nullptr);

    void setPicture(std::shared_ptr<const Picture> picture);
    /// The mask over the picture; nothing: none. It has the picture's size.
    void setMask(std::shared_ptr<const Mask> mask);
    /// A mask that is only proposed, under the cursor.
    void setPreview(std::shared_ptr<const Mask> mask);
    void setMaskStyle(const MaskStyle& style);
    /// A translucent picture that is stretched over the whole picture, under the mask.
    void setLayer(const QImage& layer);
    /// Two of them, the right one from a column of the picture on.
    void setLayers(const QImage& left, const QImage& right, int column);
    void setPrompts(const PromptSet& prompts);
    /// What an empty canvas says.
    void setHint(const QString& hint);

    const ViewTransform& view() const { return m_view; }
    void fit();
    /// Shows what another canvas shows, at its zoom and around its middle; says nothing of it.
    void followView(const ViewTransform& other);
    /// Keeps the middle of the view where it is.
    void zoomTo(double zoom);
    /// By powers of 1.25, at the mouse, at the keyboard's cursor or in the middle, whichever was used last.
    void zoomBy(double steps);

    /// What the keyboard does at its cursor, which appears in the middle of the view.
    void moveCursor(QPoint direction, bool onePixel);
    void placePoint(int label);
    /// The first corner of a box, then the opposite one.
    void placeCorner();

    QSize sizeHint() const override { return {640, 480}; }

Q_SIGNALS:
    void pointed(const samscope::PointPrompt& point);
    void boxed(const samscope::Rect<double>& box);
    /// The pixel under the cursor, or nothing.
    void hovered(std::optional<QPoint> pixel);
    void viewChanged();
    /// An arrow key: the next (1) or previous (-1) candidate.
    void stepped(int by);
    void painted(double milliseconds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void paintPicture(QPainter& painter) const;
    void paintLayers(QPainter& painter) const;
    /// The part of an image, which covers the whole picture, that is seen.
    QRectF seenPart(const QImage& image) const;
    void paintMasks(QPainter& painter);
    void paintMarks(QPainter& painter) const;
    void paintHint(QPainter& painter) const;
    void gestureHasChanged();
    std::optional<QPoint> pixelAt(QPointF viewPoint) const;
    /// The dragged rectangle, clipped to the picture; nothing when no area is left.
    std::optional<Rect<double>> draggedBox() const;
    QPoint cursorOrMiddle() const;
    void viewHasChanged();

    std::shared_ptr<const Picture> m_picture;
    QImage m_layer;
    QImage m_rightLayer; ///< from m_rightColumn on
    int m_rightColumn = 0;
    MaskLayer m_mask;
    MaskLayer m_preview;
    PromptSet m_prompts;
    QString m_hint;
    ViewTransform m_view;
    MouseGesture m_gesture;
    std::optional<QPointF> m_mouse; ///< over the view
    std::optional<QPoint> m_cursor; ///< of the keyboard, a pixel of the picture
    std::optional<QPoint> m_corner; ///< of a box that the keyboard has begun
};

} // namespace samscope
