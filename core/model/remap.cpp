#include "core/model/remap.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace samscope {

namespace {

/// A tensor that the config asks for.
struct Expected
{
    std::string metaName;
    Shape shape;
    bool found = false;
};

bool isConstant(const std::string& key)
{
    return key == "pixel_mean" || key == "pixel_std";
}

std::string adviceFor(const std::string& key)
{
    constexpr std::array adapters = {"lora", "linear_a_", "linear_b_", "adapter", "Adapter"};
    const auto inKey = [&](std::string_view part) { return key.find(part) != key.npos; };
    if (std::any_of(adapters.begin(), adapters.end(), inKey)) {
        return "; it belongs to an adapter: merge the adapter into the weights first";
    }
    return "; SamModel has no such tensor, save the checkpoint without it";
}

class Planner
{
public:
    Planner(const StateDict& dict, const SamConfig& config) : m_dict(dict)
    {
        for (auto& [name, shape] : metaTensors(config)) {
            std::string target = renameKey(name);
            m_order.push_back(target);
            m_expected.emplace(std::move(target), Expected{std::move(name), std::move(shape)});
        }
    }

    RemapPlan plan()
    {
        for (const TensorEntry& tensor : m_dict.tensors) {
            addRow(tensor);
        }
        markCollisions();
        addMissing();
        count();
        return std::move(m_plan);
    }

private:
    void addRow(const TensorEntry& tensor)
    {
        RemapRow row;
        row.source = tensor.name;
        row.tensor = tensor;
        if (isConstant(tensor.name)) {
            row.action = RemapAction::Drop;
            m_plan.rows.push_back(std::move(row));
            return;
        }
        row.target = m_dict.layout == Layout::Meta ? renameKey(tensor.name, &row.rules) : tensor.name;
        row.action = row.rules.empty() ? RemapAction::Keep : RemapAction::Rename;
        checkAgainstConfig(row);
        row.written = row.problem.empty() && row.target != tiedEmbeddingName;
        const bool tied = row.problem.empty() && row.target == tiedEmbeddingName && !m_dict.find(sharedEmbeddingName);
        m_plan.rows.push_back(std::move(row));
        if (tied) {
            addDuplicate(tensor);
        }
    }

    // The shared embedding stands for the tied one and the other way round.
    void checkAgainstConfig(RemapRow& row)
    {
        const auto found =
            m_expected.find(row.target == sharedEmbeddingName ? std::string(tiedEmbeddingName) : row.target);
        if (found == m_expected.end()) {
            refuse(row, "the model has no tensor for this key" + adviceFor(row.source));
            return;
        }
        found->second.found = true;
        if (row.tensor->shape != found->second.shape) {
            refuse(row, "shape " + shapeText(row.tensor->shape) + ", and the model asks for " +
                            shapeText(found->second.shape));
        } else if (!isFloating(row.tensor->dtype)) {
            refuse(row, fmt::format("dtype {} is not a floating-point dtype that can be converted",
                                    row.tensor->dtypeText()));
        }
    }

    void refuse(RemapRow& row, std::string problem)
    {
        row.action = RemapAction::Unexpected;
        row.problem = std::move(problem);
        m_refusedTargets.emplace_back(std::exchange(row.target, {}), m_plan.rows.size());
    }

    void addDuplicate(const TensorEntry& tensor)
    {
        RemapRow row;
        row.source = tensor.name;
        row.target = sharedEmbeddingName;
        row.action = RemapAction::Duplicate;
        row.written = true;
        row.tensor = tensor;
        m_plan.rows.push_back(std::move(row));
    }

    void markCollisions()
    {
        std::unordered_map<std::string, std::vector<std::size_t>> rowsOf;
        for (std::size_t i = 0; i < m_plan.rows.size(); ++i) {
            if (!m_plan.rows[i].target.empty()) {
                rowsOf[m_plan.rows[i].target].push_back(i);
            }
        }
        for (const auto& [target, row] : m_refusedTargets) {
            rowsOf[target].push_back(row);
        }
        for (const auto& [target, rows] : rowsOf) {
            if (rows.size() > 1) {
                markCollision(target, rows);
            }
        }
    }

    void markCollision(const std::string& target, const std::vector<std::size_t>& rows)
    {
        for (const std::size_t index : rows) {
            const std::size_t other = rows[rows[0] == index ? 1 : 0];
            RemapRow& row = m_plan.rows[index];
            row.problem += row.problem.empty() ? "" : "; ";
            row.problem += fmt::format("\"{}\" maps to {} as well", printable(m_plan.rows[other].source), target);
            row.written = false;
        }
    }

    void addMissing()
    {
        for (const std::string& target : m_order) {
            const Expected& expected = m_expected.at(target);
            if (expected.found) {
                continue;
            }
            RemapRow row;
            row.target = target;
            row.action = RemapAction::Missing;
            row.problem = "the checkpoint has no " + (m_dict.layout == Layout::Meta ? expected.metaName : target) +
                          " (" + shapeText(expected.shape) + ")";
            m_plan.rows.push_back(std::move(row));
        }
    }

    void count()
    {
        RemapCounts& counts = m_plan.counts;
        counts.source = m_dict.tensors.size();
        for (const RemapRow& row : m_plan.rows) {
            ++counterOf(row.action);
            counts.written += row.written ? 1 : 0;
            m_plan.problems += row.problem.empty() ? 0 : 1;
        }
    }

    std::size_t& counterOf(RemapAction action)
    {
        RemapCounts& counts = m_plan.counts;
        switch (action) {
        case RemapAction::Rename:
            return counts.renamed;
        case RemapAction::Keep:
            return counts.kept;
        case RemapAction::Duplicate:
            return counts.duplicated;
        case RemapAction::Drop:
            return counts.dropped;
        case RemapAction::Missing:
            return counts.missing;
        case RemapAction::Unexpected:
            break;
        }
        return counts.unexpected;
    }

    const StateDict& m_dict;
    std::vector<std::string> m_order; // transformers' names in the order of the module tree
    std::unordered_map<std::string, Expected> m_expected;
    std::vector<std::pair<std::string, std::size_t>> m_refusedTargets; // where refused rows would have gone
    RemapPlan m_plan;
};

} // namespace

std::string_view actionName(RemapAction action)
{
    switch (action) {
    case RemapAction::Rename:
        return "rename";
    case RemapAction::Keep:
        return "keep";
    case RemapAction::Duplicate:
        return "duplicate";
    case RemapAction::Drop:
        return "drop";
    case RemapAction::Missing:
        return "missing";
    case RemapAction::Unexpected:
        break;
    }
    return "unexpected";
}

std::unordered_map<std::string, std::size_t> RemapPlan::writtenRows() const
{
    std::unordered_map<std::string, std::size_t> written;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row].written) {
            written.emplace(rows[row].target, row);
        }
    }
    return written;
}

RemapPlan planRemap(const StateDict& dict, const SamConfig& config)
{
    return Planner(dict, config).plan();
}

} // namespace samscope
