#include "ui/convert/remap_filter_row.h"

#include "core/convert/convert.h"
#include "ui/models/remap_filter.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>
#include <map>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

struct GroupButton
{
    RemapFilter::Group group;
    const char* objectName;
    const char* text;
};

constexpr GroupButton groupButtons[] = {
    {RemapFilter::Group::Renamed, "filterRenamed", QT_TRANSLATE_NOOP("samscope::RemapFilterRow", "renamed")},
    {RemapFilter::Group::Kept, "filterKept", QT_TRANSLATE_NOOP("samscope::RemapFilterRow", "kept")},
    {RemapFilter::Group::Duplicated, "filterDuplicated", QT_TRANSLATE_NOOP("samscope::RemapFilterRow", "duplicated")},
    {RemapFilter::Group::Dropped, "filterDropped", QT_TRANSLATE_NOOP("samscope::RemapFilterRow", "dropped")},
    {RemapFilter::Group::Problems, "filterProblems", QT_TRANSLATE_NOOP("samscope::RemapFilterRow", "problems")},
};

} // namespace

RemapFilterRow::RemapFilterRow(RemapFilter& filter, QWidget* parent)
    : QWidget(parent), m_filter(filter), m_text(new QLineEdit), m_rule(new QComboBox)
{
    name(m_text, u"remapFilter"_s, tr("Filter by name, rule, shape or hash"));
    m_text->setPlaceholderText(tr("Filter…"));
    m_text->setClearButtonEnabled(true);
    connect(m_text, &QLineEdit::textChanged, &m_filter, &RemapFilter::setText);
    buildGroups();
    buildRuleBox();
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_text, 1);
    for (QToolButton* group : m_groups) {
        layout->addWidget(group);
    }
    layout->addWidget(m_rule);
    showRulesOf(nullptr);
}

void RemapFilterRow::buildGroups()
{
    for (const GroupButton& group : groupButtons) {
        auto* button = new QToolButton;
        button->setText(tr(group.text));
        makeToggle(*button);
        name(button, QLatin1StringView(group.objectName), tr("Show rows that are: %1").arg(tr(group.text)));
        connect(button, &QToolButton::toggled, this, &RemapFilterRow::applyGroups);
        m_groups.push_back(button);
    }
}

void RemapFilterRow::buildRuleBox()
{
    name(m_rule, u"ruleBox"_s, tr("Show rows that a rule has changed"));
    m_rule->setToolTip(tr("Rules are counted as in transformers' KEYS_TO_MODIFY_MAPPING; 22 are the hypernetworks"));
    m_rule->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_rule, &QComboBox::currentIndexChanged, this, &RemapFilterRow::applyRule);
}

void RemapFilterRow::applyGroups()
{
    std::set<RemapFilter::Group> groups;
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        if (m_groups[i]->isChecked()) {
            groups.insert(groupButtons[i].group);
        }
    }
    m_filter.setGroups(groups);
}

void RemapFilterRow::applyRule()
{
    const int rule = m_rule->currentData().toInt();
    m_filter.setRule(rule > 0 ? std::optional(rule) : std::nullopt);
}

void RemapFilterRow::showRulesOf(const ConversionPlan* plan)
{
    std::map<int, std::size_t> rows;
    for (const RemapRow& row : plan != nullptr ? plan->remap.rows : std::vector<RemapRow>()) {
        for (const int rule : row.rules) {
            ++rows[rule];
        }
    }
    const QVariant chosen = m_rule->currentData();
    const QSignalBlocker quiet(m_rule);
    m_rule->clear();
    m_rule->addItem(tr("every rule"), 0);
    for (const auto& [rule, count] : rows) {
        m_rule->addItem(tr("rule %1 (%2)").arg(rule).arg(count), rule);
    }
    m_rule->setCurrentIndex(std::max(0, m_rule->findData(chosen)));
    m_rule->setEnabled(!rows.empty());
    applyRule();
}

} // namespace samscope
