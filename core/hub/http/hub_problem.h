#pragma once

#include "core/base/error.h"
#include "core/hub/http/token.h"
#include "core/hub/http/transport.h"

#include <string>

namespace samscope {

/// The sentence for a reply that did not succeed, one for each kind of refusal, with what the server itself says.
/// `subject` is the file of the problem; nowhere does the token appear.
Problem hubProblem(const HttpReply& reply, const std::string& subject, const Token& token);

} // namespace samscope
