#include "ui/widgets/panel_area.h"

#include "ui/actions.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QDockWidget>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QTimer>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

struct Place
{
    Qt::DockWidgetArea area;
    const char* id;
    const char* name; ///< in the menu, below the panel
    const char* text; ///< of the action for the panel with the focus
    const char* keys;
};

constexpr Place places[] = {
    {Qt::LeftDockWidgetArea, "Left", QT_TRANSLATE_NOOP("samscope::PanelArea", "To the left"),
     QT_TRANSLATE_NOOP("samscope::PanelArea", "Move the panel to the left"), "Alt+Shift+Left"},
    {Qt::RightDockWidgetArea, "Right", QT_TRANSLATE_NOOP("samscope::PanelArea", "To the right"),
     QT_TRANSLATE_NOOP("samscope::PanelArea", "Move the panel to the right"), "Alt+Shift+Right"},
    {Qt::TopDockWidgetArea, "Top", QT_TRANSLATE_NOOP("samscope::PanelArea", "To the top"),
     QT_TRANSLATE_NOOP("samscope::PanelArea", "Move the panel to the top"), "Alt+Shift+Up"},
    {Qt::BottomDockWidgetArea, "Bottom", QT_TRANSLATE_NOOP("samscope::PanelArea", "To the bottom"),
     QT_TRANSLATE_NOOP("samscope::PanelArea", "Move the panel to the bottom"), "Alt+Shift+Down"},
};

struct Growth
{
    const char* id;
    const char* text;
    const char* keys;
    QPoint steps;
};

constexpr Growth growths[] = {
    {"Wider", QT_TRANSLATE_NOOP("samscope::PanelArea", "Make the panel wider"), "Alt+Shift+PgUp", {1, 0}},
    {"Narrower", QT_TRANSLATE_NOOP("samscope::PanelArea", "Make the panel narrower"), "Alt+Shift+PgDown", {-1, 0}},
    {"Higher", QT_TRANSLATE_NOOP("samscope::PanelArea", "Make the panel higher"), "Alt+Shift+Home", {0, 1}},
    {"Lower", QT_TRANSLATE_NOOP("samscope::PanelArea", "Make the panel lower"), "Alt+Shift+End", {0, -1}},
};

constexpr int growth = 2 * gridStep; ///< pixels a key press

} // namespace

PanelArea::PanelArea(const QString& workspace, QWidget* parent) : QMainWindow(parent), m_workspace(workspace)
{
    setWindowFlags(Qt::Widget);
    setDockOptions(AllowNestedDocks | AllowTabbedDocks);
    addMoveActions();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* focus) {
        QDockWidget* panel = panelOf(focus);
        if (panel != nullptr && panel->visibleRegion().isEmpty()) {
            panel->raise(); // the keyboard goes on into panels behind others, too
        }
    });
}

void PanelArea::addMoveActions()
{
    for (const Growth& change : growths) {
        m_moves.append(samscope::addAction(*this, u"panel%1"_s.arg(QLatin1StringView(change.id)), tr(change.text),
                                           QKeySequence(QLatin1StringView(change.keys)), [this, steps = change.steps] {
                                               withFocused(
                                                   [this, steps](QDockWidget& panel) { grow(panel, growth * steps); });
                                           }));
    }
    for (const Place& place : places) {
        m_moves.append(samscope::addAction(*this, u"movePanel%1"_s.arg(QLatin1StringView(place.id)), tr(place.text),
                                           QKeySequence(QLatin1StringView(place.keys)), [this, area = place.area] {
                                               withFocused([this, area](QDockWidget& panel) { moveTo(panel, area); });
                                           }));
    }
    m_moves.append(samscope::addAction(*this, u"floatPanel"_s, tr("Take the panel out, or put it back in"),
                                       QKeySequence(u"Alt+Shift+F"_s),
                                       [this] { withFocused([this](QDockWidget& panel) { toggleFloating(panel); }); }));
}

QDockWidget* PanelArea::addPanel(Qt::DockWidgetArea area, const QString& objectName, const QString& title,
                                 QWidget* panel)
{
    auto* dock = new QDockWidget(title);
    dock->setObjectName(objectName);
    auto* holder = new QWidget;
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(gridStep / 2, gridStep / 2, gridStep / 2, gridStep / 2);
    layout->addWidget(panel);
    dock->setWidget(holder);
    dock->addActions(m_moves); // a panel that floats is a window of its own
    dock->toggleViewAction()->setObjectName(objectName + u"Shown"_s);
    connect(dock->toggleViewAction(), &QAction::triggered, dock, [dock](bool isShown) {
        if (isShown) {
            dock->raise(); // it may share its place with others
        }
    });
    addDockWidget(area, dock);
    return dock;
}

void PanelArea::restoreLayout()
{
    m_firstLayout = saveState();
    restoreState(settings::panels(m_workspace).get());
}

// Panels take their widths only when the window has given the area its room.
void PanelArea::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (!std::exchange(m_hasBeenShown, true)) {
        QTimer::singleShot(0, this, [this] { restoreState(settings::panels(m_workspace).get()); });
    }
}

void PanelArea::saveLayout() const
{
    if (m_hasBeenShown) { // before, panels have no widths
        settings::panels(m_workspace).set(saveState());
    }
}

QPushButton* PanelArea::buildButton()
{
    auto* button = new QPushButton(tr("Panels"));
    name(button, u"panelsButton"_s, tr("Panels"));
    auto* menu = new QMenu(button);
    button->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(*menu); });
    return button;
}

QList<QDockWidget*> PanelArea::panels() const
{
    return findChildren<QDockWidget*>(Qt::FindDirectChildrenOnly);
}

void PanelArea::fillMenu(QMenu& menu)
{
    menu.clear();
    for (const QDockWidget* panel : panels()) {
        menu.addAction(panel->toggleViewAction());
    }
    menu.addSeparator();
    fillMoveMenu(*menu.addMenu(tr("Move")));
    menu.addAction(tr("Put the panels back"), this, [this] { restoreState(m_firstLayout); })
        ->setObjectName(u"resetLayout"_s);
}

void PanelArea::fillMoveMenu(QMenu& menu)
{
    for (QDockWidget* panel : panels()) {
        QMenu& goals = *menu.addMenu(panel->windowTitle());
        for (const Place& place : places) {
            goals.addAction(tr(place.name), panel, [this, panel, area = place.area] { moveTo(*panel, area); })
                ->setObjectName(panel->objectName() + QLatin1StringView(place.id));
        }
        QAction* floating = goals.addAction(tr("Into a window of its own"), panel, [this, panel] {
            panel->show();
            toggleFloating(*panel);
        });
        floating->setObjectName(panel->objectName() + u"Float"_s);
        floating->setCheckable(true);
        floating->setChecked(panel->isFloating());
    }
}

QDockWidget* PanelArea::panelOf(QWidget* content) const
{
    for (QWidget* holder = content; holder != nullptr; holder = holder->parentWidget()) {
        if (auto* panel = qobject_cast<QDockWidget*>(holder); panel != nullptr && panel->parent() == this) {
            return panel;
        }
    }
    return nullptr;
}

void PanelArea::withFocused(const std::function<void(QDockWidget&)>& act)
{
    const QPointer<QWidget> focus = QApplication::focusWidget();
    QDockWidget* panel = panelOf(focus);
    if (panel == nullptr) {
        Q_EMIT said(tr("Put the focus into the panel first; the menu Panels moves any of them"));
        return;
    }
    act(*panel);
    panel->activateWindow();
    focus->setFocus();
}

void PanelArea::moveTo(QDockWidget& panel, Qt::DockWidgetArea area)
{
    panel.setFloating(false);
    addDockWidget(area, &panel);
    panel.show();
    panel.raise();
}

void PanelArea::grow(QDockWidget& panel, QPoint by)
{
    if (panel.isFloating()) {
        panel.resize(panel.width() + by.x(), panel.height() + by.y());
    } else if (by.x() != 0) {
        resizeDocks({&panel}, {panel.width() + by.x()}, Qt::Horizontal);
    } else {
        resizeDocks({&panel}, {panel.height() + by.y()}, Qt::Vertical);
    }
}

void PanelArea::toggleFloating(QDockWidget& panel)
{
    panel.setFloating(!panel.isFloating());
    panel.raise();
}

} // namespace samscope
