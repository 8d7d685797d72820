#include "core/checkpoint/utf8.h"

#include <cstddef>
#include <cstdint>

namespace samscope {

namespace {

struct Lead
{
    std::size_t following = 0;
    std::uint32_t bits = 0;
    std::uint32_t least = 0; ///< smallest code point that needs this length
};

bool readLead(unsigned char byte, Lead& lead)
{
    if (byte < 0x80) {
        lead = {0, byte, 0};
    } else if ((byte & 0xe0) == 0xc0) {
        lead = {1, byte & 0x1fu, 0x80};
    } else if ((byte & 0xf0) == 0xe0) {
        lead = {2, byte & 0x0fu, 0x800};
    } else if ((byte & 0xf8) == 0xf0) {
        lead = {3, byte & 0x07u, 0x10000};
    } else {
        return false;
    }
    return true;
}

} // namespace

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        Lead lead;
        if (!readLead(static_cast<unsigned char>(text[i]), lead) || lead.following >= text.size() - i) {
            return false;
        }
        std::uint32_t code = lead.bits;
        for (std::size_t k = 1; k <= lead.following; ++k) {
            const auto byte = static_cast<unsigned char>(text[i + k]);
            if ((byte & 0xc0) != 0x80) {
                return false;
            }
            code = (code << 6) | (byte & 0x3fu);
        }
        if (code < lead.least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
            return false;
        }
        i += lead.following + 1;
    }
    return true;
}

} // namespace samscope
