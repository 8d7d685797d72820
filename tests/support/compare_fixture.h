#pragma once

#include "tests/support/canvas_test.h"
#include "tests/support/fake_window.h"
#include "tests/support/patience.h"
#include "ui/canvas/image_canvas.h"
#include "ui/compare/compare_page.h"

#include <QTableView>
#include <QToolButton>

namespace samscope {

/// Compare in a window whose models need no network.
class CompareFixture : public FakeWindow
{
public:
    ComparePage& page() { return child<ComparePage>(*m_window, "comparePage"); }
    ImageCanvas& canvas() { return child<ImageCanvas>(*m_window, "compareCanvas"); }
    ImageCanvas& second() { return child<ImageCanvas>(*m_window, "compareCanvasB"); }
    QTableView& table() { return child<QTableView>(*m_window, "compareTable"); }
    QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    int columns() { return table().model()->columnCount(); }
    int chosen()
    {
        const QModelIndexList chosen = table().selectionModel()->selectedColumns();
        return chosen.isEmpty() ? -1 : chosen.constFirst().column();
    }
    bool isEncoded() { return text("divergenceCaption").contains(QStringLiteral("Embedding:")); }

    void drop(const QString& file) { dropFiles(page(), {file}); }

    void dropAll()
    {
        QVERIFY(clickOn<QAbstractButton>(*m_window, "switchCompare"));
        drop(path("a.pth"));
        drop(path("b.pth"));
        drop(path("a.png"));
    }

    void openAll()
    {
        dropAll();
        TRY_VERIFY(isEncoded());
        canvas().zoomTo(2);
    }

    /// Chooses a way of showing the masks with its button or its key.
    void showMode(const char* button, Qt::Key key, bool keyboard)
    {
        if (keyboard) {
            QTest::keyClick(&canvas(), key);
        } else {
            QVERIFY(clickOn<QToolButton>(*m_window, button));
        }
        QVERIFY(child<QToolButton>(*m_window, button).isChecked());
        canvas().setFocus();
    }

    QImage shot() { return canvas().grab().toImage(); }
    static QPoint placeOf(const ImageCanvas& canvas, double x, double y)
    {
        return canvas.view().toView(QPointF(x + 0.5, y + 0.5)).toPoint();
    }
    void click(ImageCanvas& canvas, int x, int y)
    {
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, placeOf(canvas, x, y));
    }

    /// Clicks at 40, 60 and waits until candidate 2, A's best, is chosen.
    void ask()
    {
        click(canvas(), 40, 60);
        TRY_COMPARE(chosen(), 1);
    }

    Mask maskOf(bool isB, std::size_t candidate = 1) { return expectedMask(m_prompts, candidate, 0, isB); }

protected:
    const PromptSet m_prompts = pointAt(40, 60);
};

} // namespace samscope
