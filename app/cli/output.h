#pragma once

#include "core/base/strict_json.h"
#include "core/imaging/rect.h"

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace samscope {

/// Where `--json` sends the result: nowhere, to standard output ("-", and then nothing else goes there), or to a file.
class JsonTarget
{
public:
    /// The string that the option fills.
    std::string& argument() { return m_argument; }
    bool wanted() const { return !m_argument.empty(); }
    /// Text for people is printed unless standard output carries the JSON.
    bool printsText() const { return m_argument != "-"; }
    void write(const Json& value, std::ostream& out) const;

private:
    std::string m_argument;
};

/// Columns padded to their widest cell, two spaces apart; a column is right-aligned when its header starts with '>'.
void printTable(std::ostream& out, const std::vector<std::string>& header,
                const std::vector<std::vector<std::string>>& rows);

/// A finite number, or JSON null.
Json finiteOrNull(double value);

/// [x0, y0, x1, y1].
template <typename T> Json boxJson(const Rect<T>& box)
{
    return {box.x0, box.y0, box.x1, box.y1};
}

/// "1.2e-05"; "0" for zero.
std::string differenceText(double value);

} // namespace samscope
