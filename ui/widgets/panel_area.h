#pragma once

#include <QMainWindow>

class QDockWidget;
class QMenu;
class QPushButton;

namespace samscope {

/// The panels around the middle of a workspace: docks that are moved, resized, taken out, hidden and put back with the
/// mouse or with keys. Where they are is remembered.
class PanelArea : public QMainWindow
{
    Q_OBJECT
public:
    explicit PanelArea(const QString& workspace, QWidget* parent = nullptr);

    QDockWidget* addPanel(Qt::DockWidgetArea area, const QString& objectName, const QString& title, QWidget* panel);
    /// All panels are where they belong at first; from now on they are where the user left them last.
    void restoreLayout();
    void saveLayout() const;
    /// Opens a menu that shows, hides, moves and puts back the panels.
    QPushButton* buildButton();

Q_SIGNALS:
    /// One line for the job bar.
    void said(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QList<QDockWidget*> panels() const;
    /// The panel that holds a widget; null when none does.
    QDockWidget* panelOf(QWidget* content) const;
    void addMoveActions();
    void fillMenu(QMenu& menu);
    void fillMoveMenu(QMenu& menu);
    /// Does something with the panel that the focus is in.
    void withFocused(const std::function<void(QDockWidget&)>& act);
    void moveTo(QDockWidget& panel, Qt::DockWidgetArea area);
    void grow(QDockWidget& panel, QPoint by);
    void toggleFloating(QDockWidget& panel);

    QString m_workspace;
    QByteArray m_firstLayout;
    bool m_hasBeenShown = false;
    QList<QAction*> m_moves; ///< of the panel that the focus is in
};

} // namespace samscope
