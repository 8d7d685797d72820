#pragma once

namespace samscope {

/// What this machine's cores reach right now with nothing but multiply-adds in registers, in GFLOP/s over `threads`
/// threads. Takes about 0.1 s. Every time that is compared with arithmetic stands beside it: clocks change by the
/// minute, and machines of one kind differ twofold.
double probeGflops(int threads);

} // namespace samscope
