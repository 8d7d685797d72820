#pragma once

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QSet>

#include <memory>
#include <vector>

namespace samscope {

/// Holds every model of a window, those behind others too, to Qt's rules for as long as it lives.
class WatchedModels
{
public:
    explicit WatchedModels(const QWidget& window)
    {
        for (const QAbstractItemView* view : window.findChildren<QAbstractItemView*>()) {
            watch(view->model());
        }
    }

    /// The program's own classes among them, sorted.
    QStringList names() const
    {
        const QString own = QStringLiteral("samscope::");
        QStringList names;
        for (const QAbstractItemModel* model : m_models) {
            const QString name = QString::fromLatin1(model->metaObject()->className());
            if (name.startsWith(own) && !names.contains(name.mid(own.size()))) {
                names.append(name.mid(own.size()));
            }
        }
        names.sort();
        return names;
    }

private:
    void watch(QAbstractItemModel* model)
    {
        if (model == nullptr || m_models.contains(model)) {
            return;
        }
        m_models.insert(model);
        m_testers.push_back(
            std::make_unique<QAbstractItemModelTester>(model, QAbstractItemModelTester::FailureReportingMode::QtTest));
        if (auto* proxy = qobject_cast<QAbstractProxyModel*>(model)) {
            watch(proxy->sourceModel());
        }
    }

    QSet<const QAbstractItemModel*> m_models;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

} // namespace samscope
