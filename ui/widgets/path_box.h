#pragma once

#include "ui/settings.h"

#include <QComboBox>

namespace samscope {

/// An editable path with the recent ones behind it. A path counts when Enter is pressed, a recent one is picked or a
/// file is dropped on it.
class PathBox : public QComboBox
{
    Q_OBJECT
public:
    /// `recent` is the list that opened paths are remembered in.
    PathBox(const Setting<QStringList>& recent, const QString& placeholder, QWidget* parent = nullptr);

    QString path() const;
    /// Shows `path` and remembers it; emits nothing.
    void setPath(const QString& path);
    /// Shows `path`; it is neither opened nor remembered.
    void showPath(const QString& path);

Q_SIGNALS:
    void chosen(const QString& path);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    const Setting<QStringList>& m_recent;
};

} // namespace samscope
