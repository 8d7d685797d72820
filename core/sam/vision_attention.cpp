#include "core/sam/vision_attention.h"

#include <algorithm>
#include <cmath>

namespace samscope {

namespace {

// 16 MB a buffer: both stay in a last-level cache, and a global layer of vit_h still makes large products.
constexpr std::int64_t scoresAtOnce = 4 * 1024 * 1024;

// get_rel_pos for equal sizes: the table's row for each distance of query and key.
at::Tensor byDistance(const at::Tensor& table, std::int64_t side)
{
    std::vector<std::int64_t> distances;
    distances.reserve(static_cast<std::size_t>(side * side));
    for (std::int64_t query = 0; query < side; ++query) {
        for (std::int64_t key = 0; key < side; ++key) {
            distances.push_back(query - key + side - 1);
        }
    }
    return table.index_select(0, at::tensor(distances).to(table.device())).view({side, side, -1});
}

// Queries, keys and values of B x heads matrices of N = side x side tokens.
struct HeadInputs
{
    at::Tensor scaledQueries;
    at::Tensor keys;
    at::Tensor values;
    at::Tensor rowBias;    ///< (B x heads) x side x side x side: query row, query column, key row
    at::Tensor columnBias; ///< the same, key column
};

// Scores, softmax and product for `matrices` heads from `firstMatrix` and `rows` picture rows from `firstRow`.
void attendPart(const HeadInputs& in, at::Tensor& out, AttentionScratch& scratch, std::int64_t firstMatrix,
                std::int64_t matrices, std::int64_t firstRow, std::int64_t rows)
{
    const std::int64_t side = in.rowBias.size(1);
    const auto heads = [&](const at::Tensor& t) { return t.narrow(0, firstMatrix, matrices); };
    const auto queries = [&](const at::Tensor& t) { return heads(t).narrow(1, firstRow * side, rows * side); };
    const auto pictureRows = [&](const at::Tensor& t) { return heads(t).narrow(1, firstRow, rows); };
    const std::int64_t count = matrices * rows * side * side * side;

    at::Tensor scores = scratch.scores.narrow(0, 0, count).view({matrices, rows * side, side * side});
    at::bmm_out(scores, queries(in.scaledQueries), heads(in.keys).transpose(1, 2));

    at::Tensor other = scratch.other.narrow(0, 0, count);
    at::Tensor bias = other.view({matrices, rows, side, side, side});
    at::add_out(bias, pictureRows(in.rowBias).unsqueeze(-1), pictureRows(in.columnBias).unsqueeze(-2));
    at::Tensor probabilities = other.view_as(scores);
    scores.add_(probabilities);
    at::_softmax_out(probabilities, scores, -1, false);

    at::Tensor target = queries(out);
    at::bmm_out(target, probabilities, heads(in.values));
}

at::Tensor attendEager(const HeadInputs& in, AttentionScratch& scratch)
{
    const std::int64_t side = in.rowBias.size(1);
    const std::int64_t perMatrix = side * side * side * side;
    const std::int64_t matricesAtOnce = std::max<std::int64_t>(1, scoresAtOnce / perMatrix);
    const std::int64_t rowsAtOnce =
        perMatrix <= scoresAtOnce ? side : std::max<std::int64_t>(1, scoresAtOnce / (perMatrix / side));
    at::Tensor out = at::empty(in.values.sizes(), in.values.options());
    for (std::int64_t matrix = 0; matrix < out.size(0); matrix += matricesAtOnce) {
        const std::int64_t matrices = std::min(matricesAtOnce, out.size(0) - matrix);
        for (std::int64_t row = 0; row < side; row += rowsAtOnce) {
            attendPart(in, out, scratch, matrix, matrices, row, std::min(rowsAtOnce, side - row));
        }
    }
    return out;
}

at::Tensor placesOfKeys(std::int64_t side, const at::TensorOptions& options)
{
    const at::Tensor unit = at::eye(side, options);
    const at::Tensor rows = unit.unsqueeze(1).expand({side, side, side});
    const at::Tensor columns = unit.unsqueeze(0).expand({side, side, side});
    return at::cat({rows, columns}, -1).view({side * side, 2 * side});
}

at::Tensor attendFused(const HeadInputs& in, const at::Tensor& keyPlaces)
{
    const std::int64_t headDim = in.values.size(2);
    const std::int64_t extra = keyPlaces.size(1);
    const auto flat = [&](const at::Tensor& bias) { return bias.flatten(1, 2); };
    // One matrix per "batch": heads and windows alike. Fused kernels want values as wide as queries and keys.
    const at::Tensor queries = at::cat({in.scaledQueries, flat(in.rowBias), flat(in.columnBias)}, -1).unsqueeze(1);
    const at::Tensor keys = at::cat({in.keys, keyPlaces.expand({in.keys.size(0), -1, -1})}, -1).unsqueeze(1);
    const at::Tensor values = at::constant_pad_nd(in.values, {0, extra}).unsqueeze(1);
    return at::scaled_dot_product_attention(queries, keys, values, {}, 0.0, false, 1.0)
        .squeeze(1)
        .narrow(2, 0, headDim);
}

} // namespace

AttentionScratch AttentionScratch::of(std::int64_t grid, at::Device device)
{
    const std::int64_t size = std::max(scoresAtOnce, grid * grid * grid);
    const auto options = at::TensorOptions(at::kFloat).device(device);
    return {at::empty({size}, options), at::empty({size}, options)};
}

VisionAttention VisionAttention::take(Weights& weights, const std::string& name, std::int64_t heads, std::int64_t side,
                                      const EncoderArithmetic& arithmetic)
{
    const bool isFused = arithmetic.attention == AttentionKind::Fused;
    const at::ScalarType inner = isFused ? arithmetic.type : at::kFloat;
    VisionAttention taken{.heads = heads,
                          .qkv = Linear::take(weights, name + ".qkv").as(arithmetic.type),
                          .proj = Linear::take(weights, name + ".proj").as(arithmetic.type),
                          .relativeHeight = byDistance(weights.take(name + ".rel_pos_h"), side).to(inner),
                          .relativeWidth = byDistance(weights.take(name + ".rel_pos_w"), side).to(inner)};
    if (isFused) {
        taken.keyPlaces = placesOfKeys(side, taken.relativeHeight.options());
    }
    return taken;
}

at::Tensor VisionAttention::operator()(const at::Tensor& x, AttentionScratch& scratch) const
{
    const std::int64_t batch = x.size(0);
    const std::int64_t side = x.size(1);
    const std::int64_t tokens = side * side;
    const auto parts = qkv(x)
                           .to(relativeHeight.scalar_type())
                           .reshape({batch, tokens, 3, heads, -1})
                           .permute({2, 0, 3, 1, 4})
                           .reshape({3, batch * heads, tokens, -1})
                           .unbind(0);
    const at::Tensor& queries = parts[0];
    const double scale = std::pow(static_cast<double>(queries.size(2)), -0.5);
    const at::Tensor grid = queries.view({batch * heads, side, side, -1});

    const HeadInputs inputs{queries.mul(scale), parts[1], parts[2],
                            at::einsum("bhwc,hkc->bhwk", {grid, relativeHeight}),
                            at::einsum("bhwc,wkc->bhwk", {grid, relativeWidth})};
    const at::Tensor attended = keyPlaces.defined() ? attendFused(inputs, keyPlaces) : attendEager(inputs, scratch);
    const at::Tensor out =
        attended.view({batch, heads, side, side, -1}).permute({0, 2, 3, 1, 4}).reshape({batch, side, side, -1});
    return proj(out.to(x.scalar_type()));
}

} // namespace samscope
