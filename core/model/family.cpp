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
    std::string_view problem;
};

constexpr std::string_view hqProblem = "this is SAM-HQ, whose decoder has more tensors; transformers has SamHQModel "
                                       "for it, and only plain SAM is converted";
constexpr std::string_view sam2Problem = "this is SAM 2 or later, another architecture; only SAM is converted";
constexpr std::string_view encoderProblem =
    "SAM's prompt encoder and decoder with another image encoder (MobileSAM's TinyViT or the like); SamModel cannot "
    "hold it, use it with the project that published it";

constexpr auto marks = std::to_array<Mark>({
    {"mask_decoder.hf_token", Family::SamHq, hqProblem},
    {"mask_decoder.hq_token", Family::SamHq, hqProblem},
    {"mask_decoder.hf_mlp", Family::SamHq, hqProblem},
    {"mask_decoder.compress_vit_feat", Family::SamHq, hqProblem},
    {"mask_decoder.embedding_maskfeature", Family::SamHq, hqProblem},
    {"image_encoder.trunk.", Family::Unknown, sam2Problem},
    {"vision_encoder.backbone.", Family::Unknown, sam2Problem},
    {"sam_mask_decoder.", Family::Unknown, sam2Problem},
    {"memory_attention.", Family::Unknown, sam2Problem},
    {"image_encoder.patch_embed.seq.", Family::MobileSam, encoderProblem},
    {"image_encoder.layers.", Family::MobileSam, encoderProblem},
    {"image_encoder.stages.", Family::MobileSam, encoderProblem},
    {"image_encoder.features.", Family::MobileSam, encoderProblem},
    {"image_encoder.backbone.", Family::MobileSam, encoderProblem},
});

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
            return fmt::format("blocks of different widths ({} {}, {} {}), as in SlimSAM's globally pruned files; no "
                               "SamConfig can hold them, use the uniform release",
                               printable(first->name), shapeText(first->shape), printable(tensor->name),
                               shapeText(tensor->shape));
        }
    }
    return {};
}

} // namespace

FamilyFinding findFamily(const SamKeys& keys)
{
    for (const Mark& mark : marks) {
        if (const TensorEntry* tensor = keys.findStart(mark.start)) {
            return {mark.family, fmt::format("{} ({})", mark.problem, printable(tensor->name))};
        }
    }
    const int blocks = keys.countNumbered("image_encoder.blocks").value_or(0);
    for (const char* part : {"attn.qkv.weight", "attn.q.weight", "attn.k.weight", "attn.v.weight", "mlp.lin1.weight"}) {
        if (std::string problem = differingWidths(keys, blocks, part); !problem.empty()) {
            return {Family::PerBlockWidths, std::move(problem)};
        }
    }
    if (const TensorEntry* tensor = keys.find("image_encoder.blocks.0.attn.q.weight")) {
        return {Family::SplitQkv,
                fmt::format("q, k and v are apart ({}), as in SlimSAM's intermediate files; put the rows of q, k and v "
                            "below each other as attn.qkv, weights and biases, then convert",
                            printable(tensor->name))};
    }
    return {};
}

} // namespace samscope
