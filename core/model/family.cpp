#include "core/model/family.h"

#include "core/base/error.h"

#include <fmt/format.h>

#include <array>

namespace samscope {

namespace {

struct Mark
{
    std::string_view start; ///< of a key that only this family has
    Family family;
};

constexpr auto marks = std::to_array<Mark>({
    {"mask_decoder.hf_token", Family::SamHq},
    {"mask_decoder.hq_token", Family::SamHq},
    {"mask_decoder.hf_mlp", Family::SamHq},
    {"mask_decoder.compress_vit_feat", Family::SamHq},
    {"mask_decoder.embedding_maskfeature", Family::SamHq},
    {"image_encoder.trunk.", Family::Sam2},
    {"vision_encoder.backbone.", Family::Sam2},
    {"sam_mask_decoder.", Family::Sam2},
    {"memory_attention.", Family::Sam2},
    {"image_encoder.patch_embed.seq.", Family::MobileSam},
    {"image_encoder.layers.", Family::MobileSam},
    {"image_encoder.stages.", Family::MobileSam},
    {"image_encoder.features.", Family::MobileSam},
    {"image_encoder.backbone.", Family::MobileSam},
});

FamilyFinding finding(const Mark& mark, const std::string& key)
{
    const std::string shown = printable(key, 60);
    switch (mark.family) {
    case Family::SamHq:
        return {mark.family, fmt::format("this is SAM-HQ, whose decoder has more tensors ({})", shown),
                "transformers has SamHQModel for it, and only plain SAM is read here"};
    case Family::Sam2:
        return {mark.family, fmt::format("this is SAM 2 or later, another architecture ({})", shown),
                "only SAM is read here"};
    default:
        return {mark.family,
                fmt::format("this has another image encoder than SAM's ({}), such as MobileSAM's TinyViT", shown),
                "SamModel cannot hold it; use it with the project that published it"};
    }
}

/// Rows of a matrix in every block that has it: a problem when they are not the same everywhere.
std::string differingWidths(const SamKeys& keys, int blocks, const std::string& part)
{
    const TensorEntry* first = nullptr;
    for (int i = 0; i < blocks; ++i) {
        const TensorEntry* tensor = keys.find(fmt::format("image_encoder.blocks.{}.{}", i, part));
        if (!tensor) {
            continue;
        }
        if (!first) {
            first = tensor;
        } else if (first->shape != tensor->shape) {
            return fmt::format("blocks of different widths ({} {}, {} {})", printable(first->name),
                               shapeText(first->shape), printable(tensor->name), shapeText(tensor->shape));
        }
    }
    return {};
}

} // namespace

FamilyFinding findFamily(const SamKeys& keys)
{
    for (const Mark& mark : marks) {
        if (const TensorEntry* tensor = keys.findStart(mark.start)) {
            return finding(mark, tensor->name);
        }
    }
    const int blocks = keys.countNumbered("image_encoder.blocks").value_or(0);
    for (const char* part : {"attn.qkv.weight", "attn.q.weight", "attn.k.weight", "attn.v.weight", "mlp.lin1.weight"}) {
        if (std::string problem = differingWidths(keys, blocks, part); !problem.empty()) {
            return {Family::PerBlockWidths, std::move(problem),
                    "no SamConfig holds SlimSAM's globally pruned files; use the uniform release"};
        }
    }
    if (const TensorEntry* tensor = keys.find("image_encoder.blocks.0.attn.q.weight")) {
        return {Family::SplitQkv,
                fmt::format("q, k and v are apart ({}), as in SlimSAM's intermediate files", printable(tensor->name)),
                "put the rows of q, k and v below each other as attn.qkv, weights and biases"};
    }
    return {};
}

} // namespace samscope
