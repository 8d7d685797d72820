#include "ui/segment/reference_panel.h"

#include "core/base/error.h"
#include "core/eval/read_reference_pack.h"
#include "ui/models/reference_model.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/hint_table.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

ReferencePanel::ReferencePanel(QWidget* parent)
    : QWidget(parent), m_path(new PathBox(settings::recentPacks, tr("Drop a reference pack (.json)"))),
      m_run(new QPushButton(tr("Run"))), m_line(new QLabel),
      m_table(new HintTable(tr("Expected scores of a reference pack are compared here."))),
      m_model(new ReferenceModel(this))
{
    name(m_path, u"packPath"_s, tr("Reference pack"));
    name(m_run, u"runReferences"_s, tr("Run the reference pack"));
    name(m_line, u"referenceLine"_s, tr("Outcome of the reference pack"));
    name(m_table, u"referenceTable"_s, tr("Reference table"));
    m_line->setWordWrap(true);
    m_table->setModel(m_model);
    // The panel is narrow: what matters first.
    m_table->horizontalHeader()->moveSection(ReferenceModel::Status, 0);
    m_table->horizontalHeader()->moveSection(m_table->horizontalHeader()->visualIndex(ReferenceModel::Difference), 1);
    auto* open = new QPushButton(tr("Open…"));
    name(open, u"openPack"_s, tr("Open a reference pack"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(row({m_path, open, m_run}, m_path));
    layout->addWidget(m_table, 1);
    layout->addWidget(m_line);
    connect(m_path, &PathBox::chosen, this, &ReferencePanel::openPack);
    connect(open, &QPushButton::clicked, this, &ReferencePanel::choosePack);
    connect(m_run, &QPushButton::clicked, this, &ReferencePanel::runRequested);
    refresh();
}

void ReferencePanel::choosePack()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a reference pack"), m_path->path(), tr("Reference packs (*.json)"));
    if (!path.isEmpty()) {
        openPack(path);
    }
}

void ReferencePanel::openPack(const QString& path)
{
    m_path->setPath(path);
    m_pack.reset();
    try {
        m_pack = std::make_shared<const ReferencePack>(loadReferencePack(toPath(path)));
        refresh();
    } catch (const Error& error) {
        refresh();
        setProblem(QString::fromUtf8(error.what()));
    }
}

void ReferencePanel::setVariant(const std::string& variant)
{
    m_variant = variant;
    refresh();
    if (m_runWhenReady && m_run->isEnabled()) {
        m_runWhenReady = false;
        Q_EMIT runRequested();
    }
}

void ReferencePanel::runWhenReady()
{
    m_runWhenReady = true;
}

void ReferencePanel::setResults(const std::vector<ReferenceRow>& rows)
{
    m_model->setResults(rows);
    m_table->resizeColumnsToContents();
    const std::size_t failed = m_model->failures();
    const ThemeColours& colours = themeColours(palette());
    setTextColour(*m_line, failed == 0 ? colours.good : colours.bad);
    m_line->setText(failed == 0 ? tr("All %1 references hold").arg(m_model->rowCount())
                                : tr("%1 of %2 references fail").arg(failed).arg(m_model->rowCount()));
}

void ReferencePanel::setProblem(const QString& text)
{
    setTextColour(*m_line, text.isEmpty() ? themeColours(palette()).muted : themeColours(palette()).bad);
    m_line->setText(text.isEmpty() ? tr("Stopped") : text);
}

void ReferencePanel::setRunning(bool running)
{
    m_running = running;
    m_run->setEnabled(m_model->rowCount() > 0 && !running);
}

void ReferencePanel::refresh()
{
    QString line;
    if (!m_pack) {
        m_model->clear();
    } else if (m_variant.empty()) {
        m_model->clear();
        line = tr("%1: open a model to compare with").arg(toQt(m_pack->name));
    } else {
        m_model->setPack(*m_pack, m_variant);
        line = m_pack->hasVariant(m_variant) ? toQt(m_pack->name)
                                             : tr("%1 has no entry for %2").arg(toQt(m_pack->name), toQt(m_variant));
    }
    setTextColour(*m_line, themeColours(palette()).muted);
    m_line->setText(line);
    m_table->resizeColumnsToContents();
    setRunning(m_running);
}

} // namespace samscope
