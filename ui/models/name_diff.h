#pragma once

#include <QString>

#include <vector>

namespace samscope {

/// A run of characters in a name.
struct TextRange
{
    int start = 0;
    int length = 0;
    bool operator==(const TextRange&) const = default;
};

/// The dotted parts of `name` that `other` does not have in the same order: what a rule changed.
std::vector<TextRange> changedParts(const QString& name, const QString& other);

} // namespace samscope
