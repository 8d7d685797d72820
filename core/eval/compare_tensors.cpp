#include "core/eval/compare_tensors.h"

#include "core/convert/common_names.h"
#include "core/convert/compare_elements.h"
#include "core/model/key_rules.h"
#include "core/model/sam_checkpoint.h"

#include <unordered_map>
#include <unordered_set>

namespace samscope {

namespace {

using TensorsByName = std::unordered_map<std::string, TensorEntry>;

bool isBuffer(std::string_view name)
{
    return name == "pixel_mean" || name == "pixel_std";
}

SamCheckpoint openAnySam(const std::filesystem::path& path)
{
    SamCheckpoint sam = openSam(path);
    requireSam(sam);
    return sam;
}

TensorsByName byName(const StateDict& dict)
{
    TensorsByName tensors;
    for (const NamedTensor& named : commonNames(dict)) {
        tensors.emplace(savedName(named.name), named.tensor);
    }
    return tensors;
}

/// Why the two cannot be compared at all; empty when they can.
std::string incomparable(const TensorEntry& source, const TensorEntry& target)
{
    if (source.shape != target.shape) {
        return "shape " + shapeText(target.shape) + " instead of " + shapeText(source.shape);
    }
    const bool castable = isFloating(source.dtype) && isFloating(target.dtype);
    if ((source.dtype == target.dtype && source.dtype != DType::Unsupported) || castable) {
        return {};
    }
    return "dtype " + target.dtypeText() + " instead of " + source.dtypeText();
}

void compareOne(TensorProof& proof, const std::string& name, const TensorOf& source, const TensorOf& target,
                const std::stop_token& stop)
{
    ++proof.compared;
    proof.sameDType = proof.sameDType && source.entry.dtype == target.entry.dtype;
    const std::string reason = incomparable(source.entry, target.entry);
    if (!reason.empty()) {
        proof.different.push_back({name, reason, std::nullopt});
        return;
    }
    const ElementDifference difference = compareElements(source, target, target.entry.dtype, stop);
    if (!difference.identical) {
        proof.different.push_back({name, "differs", difference.maxAbs});
    }
}

} // namespace

TensorProof compareTensors(const std::filesystem::path& source, const std::filesystem::path& converted,
                           const Work& work)
{
    const SamCheckpoint sourceSam = openAnySam(source);
    const SamCheckpoint targetSam = openAnySam(converted);
    const TensorsByName sources = byName(sourceSam.dict);
    const std::vector<NamedTensor> targets = commonNames(targetSam.dict);
    TensorProof proof;
    std::unordered_set<std::string> seen;
    for (const NamedTensor& target : targets) {
        work.throwIfStopped();
        const auto found = sources.find(std::string(savedName(target.name)));
        if (found == sources.end()) {
            proof.different.push_back({target.name, "is not in the source", std::nullopt});
        } else {
            compareOne(proof, target.name, {sourceSam.checkpoint, found->second}, {targetSam.checkpoint, target.tensor},
                       work.stop);
        }
        seen.emplace(savedName(target.name));
        work.report({"comparing", seen.size(), targets.size(), Unit::Tensors});
    }
    for (const auto& [name, entry] : sources) {
        if (!seen.contains(name) && !isBuffer(name)) {
            proof.different.push_back({name, "missing", std::nullopt});
        }
    }
    return proof;
}

} // namespace samscope
