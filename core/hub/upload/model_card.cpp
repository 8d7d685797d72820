#include "core/hub/upload/model_card.h"

#include <fmt/format.h>

namespace samscope {

namespace {

// Names come from file names of strangers; a table cell must stay one.
std::string cell(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = static_cast<unsigned char>(c) >= 0x20 && c != '|' && c != '`' && c != '<';
        out += plain ? c : '_';
    }
    return out;
}

std::string row(const CardFile& file)
{
    return fmt::format("| `{}` | {} | `{}` |\n", cell(file.name), file.bytes, file.sha256);
}

constexpr const char* table = "| file | bytes | SHA-256 |\n|---|---:|---|\n";

} // namespace

std::string modelCardText(const ModelCard& card)
{
    std::string text = "---\nlibrary_name: transformers\npipeline_tag: mask-generation\n";
    text += card.isPublishedVariant ? "license: apache-2.0\n" : "";
    text += "tags:\n- sam\n- segment-anything\n---\n\n";
    text += fmt::format("# {}\n\nA Segment Anything model for `transformers.SamModel`, converted with samscope.\n\n",
                        cell(card.title));
    text += "## Source\n\n";
    text += card.source.name.empty() ? "The checkpoint that it was converted from was not stated.\n\n"
                                     : table + row(card.source) + "\n";
    text += "## Files\n\n";
    text += table;
    for (const CardFile& file : card.files) {
        text += row(file);
    }
    text += "\n## Proof\n\n";
    for (const std::string& sentence : card.proof) {
        text += "- " + sentence + "\n";
    }
    text += card.proof.empty() ? "Source and conversion were not compared.\n" : "";
    return text;
}

} // namespace samscope
