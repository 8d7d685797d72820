#pragma once

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QPointer>
#include <QSet>
#include <QTest>

#include <memory>
#include <vector>

namespace samscope {

/// The texts of a table as its signals tell of them: a change that a model keeps to itself makes them differ from it.
class FollowedTexts : public QObject
{
public:
    explicit FollowedTexts(const QAbstractItemModel& model) : m_model(&model)
    {
        readAll();
        const auto again = [this] { readAll(); };
        connect(&model, &QAbstractItemModel::modelReset, this, again);
        connect(&model, &QAbstractItemModel::layoutChanged, this, again);
        connect(&model, &QAbstractItemModel::rowsMoved, this, again);
        connect(&model, &QAbstractItemModel::columnsInserted, this, again);
        connect(&model, &QAbstractItemModel::columnsRemoved, this, again);
        connect(&model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first, int last) {
            for (int row = first; row <= last; ++row) {
                m_rows.insert(row, read(row));
            }
        });
        connect(&model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex&, int first, int last) { m_rows.remove(first, last - first + 1); });
        connect(&model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& first, const QModelIndex& last) {
                    for (int row = first.row(); row <= last.row(); ++row) {
                        m_rows[row] = read(row);
                    }
                });
    }

    /// Empty when the model has told of everything.
    QString untold() const
    {
        if (m_model == nullptr) {
            return {};
        }
        const QString name = QLatin1StringView(m_model->metaObject()->className());
        if (m_rows.size() != m_model->rowCount()) {
            return QStringLiteral("%1 tells of %2 rows and has %3")
                .arg(name)
                .arg(m_rows.size())
                .arg(m_model->rowCount());
        }
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_rows[row] != read(row)) {
                return QStringLiteral("%1 has not told that row %2 is \"%3\"")
                    .arg(name)
                    .arg(row)
                    .arg(read(row).join(u'|'));
            }
        }
        return {};
    }

private:
    QStringList read(int row) const
    {
        QStringList texts;
        for (int column = 0; column < m_model->columnCount(); ++column) {
            texts.append(m_model->index(row, column).data().toString());
        }
        return texts;
    }

    void readAll()
    {
        m_rows.clear();
        for (int row = 0; row < m_model->rowCount(); ++row) {
            m_rows.append(read(row));
        }
    }

    QPointer<const QAbstractItemModel> m_model; ///< nothing when it is gone before the window
    QList<QStringList> m_rows;
};

/// Holds every model of a window, those behind others too, to Qt's rules for as long as it lives, and fails the test
/// when one has changed and told nobody.
class WatchedModels
{
public:
    WatchedModels(const WatchedModels&) = delete;
    WatchedModels& operator=(const WatchedModels&) = delete;

    ~WatchedModels()
    {
        for (const auto& texts : m_texts) {
            if (const QString untold = texts->untold(); !untold.isEmpty()) {
                QTest::qFail(qPrintable(untold), __FILE__, __LINE__);
            }
        }
    }

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
        m_texts.push_back(std::make_unique<FollowedTexts>(*model));
        if (auto* proxy = qobject_cast<QAbstractProxyModel*>(model)) {
            watch(proxy->sourceModel());
        }
    }

    QSet<const QAbstractItemModel*> m_models;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
    std::vector<std::unique_ptr<FollowedTexts>> m_texts;
};

} // namespace samscope
