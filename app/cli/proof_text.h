#pragma once

#include "core/eval/compare_forward.h"
#include "core/eval/compare_tensors.h"
#include "core/eval/reference_pack.h"

#include <iosfwd>
#include <vector>

namespace samscope {

void printTensorProof(const TensorProof& proof, std::ostream& out);
void printForwardProof(const ForwardProof& proof, std::ostream& out);
void printReferenceTable(const std::vector<ReferenceRow>& rows, std::ostream& out);

} // namespace samscope
