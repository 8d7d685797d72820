#include "ui/models/name_diff.h"

#include <QStringList>

#include <algorithm>

namespace samscope {

namespace {

/// Lengths of the longest common subsequences of all suffixes of two part lists.
std::vector<std::vector<int>> commonLengths(const QStringList& a, const QStringList& b)
{
    std::vector<std::vector<int>> lengths(a.size() + 1, std::vector<int>(b.size() + 1, 0));
    for (qsizetype i = a.size() - 1; i >= 0; --i) {
        for (qsizetype j = b.size() - 1; j >= 0; --j) {
            lengths[i][j] = a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : std::max(lengths[i + 1][j], lengths[i][j + 1]);
        }
    }
    return lengths;
}

} // namespace

std::vector<TextRange> changedParts(const QString& name, const QString& other)
{
    const QStringList parts = name.split(u'.');
    const QStringList others = other.split(u'.');
    const auto lengths = commonLengths(parts, others);
    std::vector<TextRange> ranges;
    int start = 0;
    qsizetype j = 0;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        while (j < others.size() && parts[i] != others[j] && lengths[i][j + 1] >= lengths[i + 1][j]) {
            ++j;
        }
        const int length = static_cast<int>(parts[i].size());
        if (j < others.size() && parts[i] == others[j]) {
            ++j;
        } else if (!ranges.empty() && ranges.back().start + ranges.back().length == start - 1) {
            ranges.back().length += length + 1;
        } else {
            ranges.push_back({start, length});
        }
        start += length + 1;
    }
    return ranges;
}

} // namespace samscope
