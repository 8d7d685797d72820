#include "core/model/state_dict.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace samscope {

namespace {

constexpr std::array roots = {"image_encoder", "vision_encoder", "prompt_encoder", "mask_decoder",
                              "shared_image_embedding"};
constexpr std::array wrappers = {"module", "_orig_mod", "sam", "model", "sam_model"};
constexpr std::array dictionaries = {"model", "state_dict", "model_state_dict", "net",     "network",
                                     "sam",   "sam_model",  "module",           "weights", "params"};
// Averaged copies that trainers keep beside the weights.
constexpr std::array averages = {"ema",     "model_ema",      "ema_model", "ema_state_dict",
                                 "teacher", "averaged_model", "swa_model"};
// What torch.compile and DataParallel put into the names of the parts that they wrap.
constexpr std::array<std::string_view, 2> innerWrappers = {"._orig_mod.", ".module."};

constexpr std::array metaMarks = {"image_encoder.", "prompt_encoder.pe_layer.", "prompt_encoder.point_embeddings.",
                                  "prompt_encoder.mask_downscaling.", "mask_decoder.output_upscaling."};
constexpr std::array hfMarks = {"vision_encoder.",
                                "shared_image_embedding.",
                                "prompt_encoder.shared_embedding.",
                                "prompt_encoder.point_embed.",
                                "prompt_encoder.mask_embed.",
                                "mask_decoder.upscale_conv1.",
                                "mask_decoder.upscale_conv2.",
                                "mask_decoder.upscale_layer_norm."};

constexpr std::size_t shownPlaces = 3;

template <typename List> bool contains(const List& list, std::string_view word)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <typename List> bool startsWithAny(std::string_view key, const List& starts)
{
    return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return key.starts_with(start); });
}

/// What stands before the SAM part of a key: "module.sam." of "module.sam.image_encoder.pos_embed"; nothing when the
/// key has no SAM part.
std::optional<std::string> samPrefix(std::string_view key)
{
    std::size_t start = 0;
    while (true) {
        const std::size_t dot = key.find('.', start);
        const std::string_view word = key.substr(start, dot == key.npos ? key.npos : dot - start);
        if (contains(roots, word)) {
            return std::string(key.substr(0, start));
        }
        if (dot == key.npos || (!contains(wrappers, word) && !contains(averages, word))) {
            return std::nullopt;
        }
        start = dot + 1;
    }
}

/// One place in the checkpoint that holds SAM keys.
struct Candidate
{
    std::string scope;
    std::string prefix;
    std::size_t keys = 0;
    int rank = 0; ///< 0 where trainers put the weights, 1 anywhere else, 2 for an averaged copy

    std::string name() const
    {
        const std::string text = scope.empty() || prefix.empty() ? scope + prefix : scope + "/" + prefix;
        return text.empty() ? "the top level" : fmt::format("\"{}\"", printable(text, 40));
    }
};

std::vector<std::string_view> wordsOf(std::string_view path, char separator)
{
    std::vector<std::string_view> words;
    while (!path.empty()) {
        const std::size_t end = path.find(separator);
        words.push_back(path.substr(0, end));
        path = end == path.npos ? std::string_view{} : path.substr(end + 1);
    }
    return words;
}

int rankOf(const std::string& scope, const std::string& prefix)
{
    const auto scopes = wordsOf(scope, '/');
    const auto prefixes = wordsOf(prefix, '.');
    const auto isAverage = [](std::string_view word) { return contains(averages, word); };
    if (std::any_of(scopes.begin(), scopes.end(), isAverage) ||
        std::any_of(prefixes.begin(), prefixes.end(), isAverage)) {
        return 2;
    }
    const auto isUsual = [](std::string_view word) { return contains(dictionaries, word); };
    return std::all_of(scopes.begin(), scopes.end(), isUsual) ? 0 : 1;
}

std::vector<Candidate> findCandidates(const Checkpoint& checkpoint)
{
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    for (const TensorEntry& tensor : checkpoint.tensors) {
        if (const auto prefix = samPrefix(tensor.name)) {
            ++counts[{tensor.scope, *prefix}];
        }
    }
    std::vector<Candidate> candidates;
    for (const auto& [place, keys] : counts) {
        const auto& [scope, prefix] = place;
        candidates.push_back({scope, prefix, keys, rankOf(scope, prefix)});
    }
    return candidates;
}

[[noreturn]] void failWithoutSam(const Checkpoint& checkpoint)
{
    std::string reason = "is not a SAM checkpoint: no SAM keys among " + counted(checkpoint.tensors.size(), "tensor");
    for (std::size_t i = 0; i < std::min<std::size_t>(3, checkpoint.tensors.size()); ++i) {
        reason += (i == 0 ? " (" : ", ") + printable(checkpoint.tensors[i].name, 24);
    }
    reason += checkpoint.tensors.empty() ? "" : checkpoint.tensors.size() > 3 ? ", …)" : ")";
    throw Error({.file = checkpoint.path.string(),
                 .reason = std::move(reason),
                 .advice = "a SAM has image_encoder, prompt_encoder and mask_decoder keys"});
}

/// The one candidate that is meant: weights before averaged copies of them.
Candidate choose(const Checkpoint& checkpoint, const std::vector<Candidate>& candidates)
{
    std::vector<Candidate> chosen;
    for (int rank = 0; rank < 3 && chosen.empty(); ++rank) {
        std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(chosen),
                     [&](const Candidate& candidate) { return candidate.rank == rank; });
    }
    if (chosen.empty()) {
        failWithoutSam(checkpoint);
    }
    if (chosen.size() > 1) {
        std::string list;
        for (std::size_t i = 0; i < std::min(chosen.size(), shownPlaces); ++i) {
            list += (i == 0 ? "" : ", ") + chosen[i].name() + " (" + counted(chosen[i].keys, "key") + ")";
        }
        list += chosen.size() > shownPlaces ? fmt::format(" and {} more", chosen.size() - shownPlaces) : "";
        throw Error({.file = checkpoint.path.string(),
                     .reason = "has SAM keys in several places: " + list,
                     .advice = "save the one that is meant by itself"});
    }
    return chosen.front();
}

std::size_t removeInnerWrappers(std::string& name)
{
    std::size_t removed = 0;
    for (const std::string_view wrapper : innerWrappers) {
        for (std::size_t at = name.find(wrapper); at != name.npos; at = name.find(wrapper)) {
            name.erase(at, wrapper.size() - 1);
            ++removed;
        }
    }
    return removed;
}

/// The tensors of the chosen place under their plain names.
void takeTensors(const Checkpoint& checkpoint, const std::vector<Candidate>& candidates, StateDict& dict)
{
    std::size_t wrapped = 0;
    for (const TensorEntry& tensor : checkpoint.tensors) {
        const auto otherPlace = [&](const Candidate& candidate) {
            return candidate.prefix != dict.prefix && samPrefix(tensor.name) == candidate.prefix;
        };
        if (tensor.scope != dict.scope || std::any_of(candidates.begin(), candidates.end(), otherPlace)) {
            continue;
        }
        TensorEntry entry = tensor;
        if (entry.name.starts_with(dict.prefix)) {
            entry.name.erase(0, dict.prefix.size());
        }
        wrapped += removeInnerWrappers(entry.name) > 0 ? 1 : 0;
        dict.tensors.push_back(std::move(entry));
    }
    if (wrapped > 0) {
        dict.notes.push_back("removed the wrapper names \"_orig_mod.\" and \"module.\" inside " +
                             counted(wrapped, "key"));
    }
}

void noteWhatWasDone(const Checkpoint& checkpoint, const std::vector<Candidate>& candidates, StateDict& dict)
{
    if (!dict.scope.empty()) {
        dict.notes.push_back("took the dictionary \"" + printable(dict.scope) + "\"");
    }
    if (!dict.prefix.empty()) {
        dict.notes.push_back("removed the prefix \"" + printable(dict.prefix) + "\" from every key");
    }
    for (const Candidate& candidate : candidates) {
        if (candidate.scope != dict.scope || candidate.prefix != dict.prefix) {
            dict.notes.push_back("left aside " + candidate.name() + " (" + counted(candidate.keys, "key") +
                                 " of another copy of the weights)");
        }
    }
    std::map<std::string, std::size_t> others;
    for (const TensorEntry& tensor : checkpoint.tensors) {
        if (tensor.scope != dict.scope && !samPrefix(tensor.name)) {
            ++others[tensor.scope.substr(0, tensor.scope.find('/'))];
        }
    }
    for (const auto& [scope, count] : others) {
        const std::string place = scope.empty() ? "the top level" : fmt::format("\"{}\"", printable(scope));
        dict.notes.push_back(
            fmt::format("left aside {} ({} that are not SAM weights)", place, counted(count, "tensor")));
    }
}

Layout detectLayout(const Checkpoint& checkpoint, const StateDict& dict)
{
    const std::string* meta = nullptr;
    const std::string* hf = nullptr;
    for (const TensorEntry& tensor : dict.tensors) {
        if (!meta && startsWithAny(tensor.name, metaMarks)) {
            meta = &tensor.name;
        }
        if (!hf && startsWithAny(tensor.name, hfMarks)) {
            hf = &tensor.name;
        }
    }
    if (meta && hf) {
        throw Error({.file = checkpoint.path.string(),
                     .place = printable(*hf, 60),
                     .reason = "original and transformers' names are mixed (beside " + printable(*meta, 60) + ")",
                     .advice = "the file was half converted; start from the original"});
    }
    return hf ? Layout::Hf : Layout::Meta;
}

} // namespace

std::string_view layoutName(Layout layout)
{
    return layout == Layout::Meta ? "meta" : "hf";
}

const TensorEntry* StateDict::find(std::string_view name) const
{
    const auto found =
        std::find_if(tensors.begin(), tensors.end(), [&](const auto& entry) { return entry.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

StateDict selectStateDict(const Checkpoint& checkpoint)
{
    const auto candidates = findCandidates(checkpoint);
    const Candidate chosen = choose(checkpoint, candidates);
    StateDict dict;
    dict.scope = chosen.scope;
    dict.prefix = chosen.prefix;
    takeTensors(checkpoint, candidates, dict);
    noteWhatWasDone(checkpoint, candidates, dict);
    dict.layout = detectLayout(checkpoint, dict);
    return dict;
}

} // namespace samscope
