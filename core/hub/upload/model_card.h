#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace samscope {

/// What a model card says of one file.
struct CardFile
{
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;
};

/// What a model card states: where the model comes from and how the conversion was proven.
struct ModelCard
{
    std::string title;               ///< "slimsam-77-uniform"
    bool isPublishedVariant = false; ///< one of the five named ones: Apache 2.0
    CardFile source;                 ///< the checkpoint; no name: not known
    std::vector<CardFile> files;     ///< what is pushed
    std::vector<std::string> proof;  ///< sentences; empty: nothing was compared
};

/// README.md with the Hub's metadata block.
std::string modelCardText(const ModelCard& card);

} // namespace samscope
