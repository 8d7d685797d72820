#include "core/convert/diff.h"

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/convert/common_names.h"
#include "core/convert/compare_elements.h"
#include "core/model/key_rules.h"

#include <unordered_map>
#include <unordered_set>

namespace samscope {

namespace {

/// The tied positional embedding once, under the name that is saved.
std::vector<NamedTensor> tensorsOf(const Checkpoint& checkpoint)
{
    std::vector<NamedTensor> tensors;
    std::unordered_set<std::string> seen;
    for (NamedTensor& named : commonNames(checkpoint)) {
        named.name = std::string(savedName(named.name));
        if (seen.insert(named.name).second) {
            tensors.push_back(std::move(named));
        }
    }
    return tensors;
}

TensorDiff oneSided(const NamedTensor& named, DiffStatus status)
{
    TensorDiff row;
    row.name = named.name;
    row.status = status;
    (status == DiffStatus::Missing ? row.shapeA : row.shapeB) = named.tensor.shape;
    (status == DiffStatus::Missing ? row.dtypeA : row.dtypeB) = named.tensor.dtypeText();
    return row;
}

TensorDiff twoSided(const std::string& name, const TensorOf& a, const TensorOf& b, const std::stop_token& stop)
{
    TensorDiff row;
    row.name = name;
    row.status = DiffStatus::Changed;
    row.shapeA = a.entry.shape;
    row.shapeB = b.entry.shape;
    row.dtypeA = a.entry.dtypeText();
    row.dtypeB = b.entry.dtypeText();
    const bool readable = a.entry.dtype != DType::Unsupported && b.entry.dtype != DType::Unsupported;
    if (readable && a.entry.shape == b.entry.shape) {
        const ElementDifference difference = compareElements(a, b, std::nullopt, stop);
        row.maxAbs = difference.maxAbs;
        row.maxRelative = difference.maxRelative;
        row.status = difference.identical ? DiffStatus::Same : DiffStatus::Changed;
    }
    return row;
}

void count(CheckpointDiff& diff)
{
    for (const TensorDiff& row : diff.rows) {
        diff.same += row.status == DiffStatus::Same ? 1 : 0;
        diff.changed += row.status == DiffStatus::Changed ? 1 : 0;
        diff.missing += row.status == DiffStatus::Missing ? 1 : 0;
        diff.extra += row.status == DiffStatus::Extra ? 1 : 0;
    }
}

} // namespace

std::string_view diffStatusName(DiffStatus status)
{
    switch (status) {
    case DiffStatus::Same:
        return "same";
    case DiffStatus::Changed:
        return "changed";
    case DiffStatus::Missing:
        return "missing";
    case DiffStatus::Extra:
        break;
    }
    return "extra";
}

CheckpointDiff diffCheckpoints(const std::filesystem::path& a, const std::filesystem::path& b, const Work& work)
{
    const Checkpoint checkpointA = openCheckpoint(a);
    const Checkpoint checkpointB = openCheckpoint(b);
    const std::vector<NamedTensor> tensorsA = tensorsOf(checkpointA);
    std::unordered_map<std::string, TensorEntry> left;
    const std::vector<NamedTensor> tensorsB = tensorsOf(checkpointB);
    for (const NamedTensor& named : tensorsB) {
        left.emplace(named.name, named.tensor);
    }
    CheckpointDiff diff;
    for (const NamedTensor& named : tensorsA) {
        work.throwIfStopped();
        const auto other = left.extract(named.name);
        diff.rows.push_back(
            other ? twoSided(named.name, {checkpointA, named.tensor}, {checkpointB, other.mapped()}, work.stop)
                  : oneSided(named, DiffStatus::Missing));
        work.report({"comparing", diff.rows.size(), tensorsA.size(), Unit::Tensors});
    }
    for (const NamedTensor& named : tensorsB) {
        if (left.contains(named.name)) {
            diff.rows.push_back(oneSided(named, DiffStatus::Extra));
        }
    }
    count(diff);
    return diff;
}

} // namespace samscope
