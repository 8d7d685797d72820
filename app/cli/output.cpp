#include "app/cli/output.h"

#include "core/base/save_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace samscope {

namespace {

// Characters, not bytes: continuation bytes of UTF-8 take no column.
std::size_t columnsOf(const std::string& text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

} // namespace

void JsonTarget::write(const Json& value, std::ostream& out) const
{
    if (m_argument == "-") {
        out << prettyJson(value);
    } else if (wanted()) {
        saveFile(m_argument, prettyJson(value));
    }
}

void printTable(std::ostream& out, const std::vector<std::string>& header,
                const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::string> titles;
    std::vector<bool> right;
    std::vector<std::size_t> widths;
    for (const std::string& title : header) {
        right.push_back(title.starts_with('>'));
        titles.push_back(title.substr(right.back() ? 1 : 0));
        widths.push_back(columnsOf(titles.back()));
    }
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], columnsOf(row[i]));
        }
    }
    const auto print = [&](const std::vector<std::string>& cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string padding(widths[i] - columnsOf(cells[i]), ' ');
            line += (i == 0 ? "" : "  ") + (right[i] ? padding + cells[i] : cells[i] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    print(titles);
    std::ranges::for_each(rows, print);
}

Json finiteOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string differenceText(double value)
{
    return value == 0 ? "0" : fmt::format("{:.2g}", value);
}

} // namespace samscope
