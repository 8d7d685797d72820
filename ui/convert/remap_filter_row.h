#pragma once

#include <QWidget>

#include <vector>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace samscope {

struct ConversionPlan;
class RemapFilter;

/// What narrows the remap log: a text, the actions and a rule.
class RemapFilterRow : public QWidget
{
    Q_OBJECT
public:
    explicit RemapFilterRow(RemapFilter& filter, QWidget* parent = nullptr);

    /// Offers the rules that change a row of the plan, with how many they change; null: none.
    void showRulesOf(const ConversionPlan* plan);

private:
    void buildGroups();
    void buildRuleBox();
    void applyGroups();
    void applyRule();

    RemapFilter& m_filter;
    QLineEdit* m_text;
    std::vector<QToolButton*> m_groups;
    QComboBox* m_rule;
};

} // namespace samscope
