#include "core/model/sam_keys.h"

#include "core/model/key_rules.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace samscope {

SamKeys::SamKeys(const StateDict& dict) : m_dict(dict)
{
    for (const TensorEntry& tensor : dict.tensors) {
        m_byName.emplace(tensor.name, &tensor);
    }
}

std::string SamKeys::nameOf(const std::string& metaName) const
{
    return m_dict.layout == Layout::Meta ? metaName : renameKey(metaName);
}

const TensorEntry* SamKeys::find(const std::string& metaName) const
{
    const std::string name = nameOf(metaName);
    auto found = m_byName.find(name);
    if (found == m_byName.end() && name == tiedEmbeddingName) {
        found = m_byName.find(sharedEmbeddingName);
    }
    return found == m_byName.end() ? nullptr : found->second;
}

const TensorEntry* SamKeys::findStart(std::string_view start) const
{
    const auto found = std::find_if(m_dict.tensors.begin(), m_dict.tensors.end(),
                                    [&](const TensorEntry& tensor) { return tensor.name.starts_with(start); });
    return found == m_dict.tensors.end() ? nullptr : &*found;
}

std::optional<int> SamKeys::countNumbered(const std::string& metaPrefix) const
{
    const std::string prefix = nameOf(metaPrefix) + ".";
    std::set<int> numbers;
    for (const TensorEntry& tensor : m_dict.tensors) {
        if (!tensor.name.starts_with(prefix)) {
            continue;
        }
        const char* end = tensor.name.data() + tensor.name.size();
        int number = 0;
        const auto parsed = std::from_chars(tensor.name.data() + prefix.size(), end, number);
        if (parsed.ec == std::errc{} && parsed.ptr != end && *parsed.ptr == '.') {
            numbers.insert(number);
        }
    }
    const int count = static_cast<int>(numbers.size());
    if (count > 0 && (*numbers.begin() != 0 || *numbers.rbegin() != count - 1)) {
        return std::nullopt;
    }
    return count;
}

} // namespace samscope
