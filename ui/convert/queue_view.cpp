#include "ui/convert/queue_view.h"

#include "ui/actions.h"
#include "ui/models/queue_model.h"
#include "ui/theme.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

QueueView::QueueView(QueueModel& model, QWidget* parent)
    : QWidget(parent), m_model(model), m_table(new HintTable({})), m_up(new QPushButton(tr("Up"))),
      m_down(new QPushButton(tr("Down"))), m_remove(new QPushButton(tr("Remove")))
{
    name(m_table, u"queueTable"_s, tr("Checkpoints to convert"));
    m_table->setModel(&m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    const int digit = m_table->fontMetrics().horizontalAdvance(u'0');
    m_table->setColumnWidth(QueueModel::Checkpoint, 32 * digit);
    m_table->setColumnWidth(QueueModel::Variant, 22 * digit);
    m_table->setColumnWidth(QueueModel::Folder, 60 * digit);
    QWidget* buttons = buildButtons();
    m_table->setFixedHeight(5 * m_table->verticalHeader()->defaultSectionSize() + gridStep); // with its header
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_table, 1);
    layout->addWidget(buttons, 0, Qt::AlignTop);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        refresh();
        Q_EMIT itemChosen(chosen());
    });
    connect(&m_model, &QAbstractItemModel::rowsMoved, this, &QueueView::refresh);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &QueueView::refresh);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &QueueView::refresh);
    refresh();
}

QWidget* QueueView::buildButtons()
{
    auto* holder = new QWidget;
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    const auto add = [&](QPushButton* button, const QString& id, const QString& text, const QKeySequence& keys,
                         const std::function<void()>& act) {
        name(button, id, text);
        layout->addWidget(button);
        QAction* action = samscope::addAction(*this, id + u"Action"_s, text, keys, act);
        showKeys(*button, *action);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
    };
    add(m_up, u"queueUp"_s, tr("Convert earlier"), QKeySequence(u"Alt+Up"_s), [this] { m_model.move(chosen(), -1); });
    add(m_down, u"queueDown"_s, tr("Convert later"), QKeySequence(u"Alt+Down"_s),
        [this] { m_model.move(chosen(), 1); });
    add(m_remove, u"queueRemove"_s, tr("Take it off the queue"), QKeySequence(u"Alt+Del"_s), [this] {
        if (m_remove->isEnabled()) {
            Q_EMIT removeRequested(chosen());
        }
    });
    return holder;
}

int QueueView::chosen() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? index.data(QueueModel::IdRole).toInt() : 0;
}

void QueueView::choose(int id)
{
    m_table->setCurrentIndex(m_model.index(m_model.rowOf(id), 0));
}

void QueueView::setBusy(int id)
{
    m_busy = id;
    refresh();
}

void QueueView::refresh()
{
    const int row = m_table->currentIndex().row();
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_model.rowCount());
    m_remove->setEnabled(row >= 0 && chosen() != m_busy);
    setVisible(m_model.rowCount() > 1);
}

} // namespace samscope
