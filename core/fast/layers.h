#pragma once

#include "core/fast/kernels/gemm.h"
#include "core/fast/kernels/norm.h"
#include "core/inference/model_source.h"

#include <string>
#include <vector>

namespace samscope {

/// A linear layer of the model: NAME.weight (outputs x inputs, or a 1x1 convolution) and NAME.bias.
PackedMatrix readLinear(ModelSource& source, const std::string& name, const Packing& packing = {});
/// The same without a bias.
PackedMatrix readLinearWithoutBias(ModelSource& source, const std::string& name, const Packing& packing = {});
RowNorm readNorm(ModelSource& source, const std::string& name, double eps);

/// SamMLPBlock over a block of rows. The hidden units are worked on in parts that stay in the second-level cache
/// between the two layers.
class FastMlp
{
public:
    FastMlp() = default;
    /// NAME.lin1 and NAME.lin2 with `activation` between them.
    FastMlp(ModelSource& source, const std::string& name, Finish activation, const Packing& packing = {});

    /// Floats of working memory for each row.
    static constexpr std::size_t scratchPerRow = 768;
    /// out = out + lin2(activation(lin1(in))). `in` is left rounded to the layers' precision.
    void addTo(Rows out, Rows in, int rows, float* scratch) const;

private:
    struct Part
    {
        PackedMatrix lin1;
        PackedMatrix lin2;
    };

    Finish m_activation = Finish::Gelu;
    std::vector<Part> m_parts;
};

} // namespace samscope
