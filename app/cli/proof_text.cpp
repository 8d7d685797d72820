#include "app/cli/proof_text.h"

#include "app/cli/output.h"
#include "core/base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <ostream>

namespace samscope {

namespace {

std::string scoresText(const std::vector<double>& scores)
{
    std::vector<std::string> texts;
    for (const double score : scores) {
        texts.push_back(fmt::format("{:.6f}", score));
    }
    return fmt::format("{}", fmt::join(texts, " "));
}

} // namespace

void printTensorProof(const TensorProof& proof, std::ostream& out)
{
    const std::string cast = proof.sameDType ? "" : " after casting the source";
    out << fmt::format("tensors: {} of {} identical{}, max difference {}\n", proof.compared - proof.different.size(),
                       proof.compared, cast, proof.identical() ? "0" : "not 0");
    for (const TensorMismatch& mismatch : proof.different) {
        out << fmt::format("  {}: {}{}\n", printable(mismatch.name), mismatch.reason,
                           mismatch.maxAbs ? ", max difference " + differenceText(*mismatch.maxAbs) : "");
    }
}

void printForwardProof(const ForwardProof& proof, std::ostream& out)
{
    out << fmt::format(
        "forward: embedding {}, low-res masks {}, predicted IoU {} (max abs difference, {} numerics{})\n",
        differenceText(proof.embedding), differenceText(proof.lowResMasks), differenceText(proof.iouScores),
        numericsName(proof.numerics), proof.exact ? "" : ", reported only: the dtypes differ");
}

void printReferenceTable(const std::vector<ReferenceRow>& rows, std::ostream& out)
{
    std::vector<std::vector<std::string>> cells;
    for (const ReferenceRow& row : rows) {
        cells.push_back({promptText(row.entry->prompt), scoresText(row.entry->expected), scoresText(row.got),
                         differenceText(row.difference), std::string(checkStatusName(row.status))});
    }
    printTable(out, {"prompt", "expected", "got", ">difference", "status"}, cells);
}

} // namespace samscope
