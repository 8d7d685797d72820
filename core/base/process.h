#pragma once

#include <cstdint>
#include <filesystem>

namespace samscope {

/// The folder of the running program's file.
std::filesystem::path executableFolder();

/// Peak resident memory of this process in bytes (VmHWM on Linux), 0 where the system does not tell.
std::uint64_t peakResidentBytes();

/// The same as it is now (VmRSS).
std::uint64_t residentBytes();

/// Memory that the machine could still give away, in bytes; 0 where the system does not tell.
std::uint64_t availableMemoryBytes();

/// True when the standard error stream is a terminal that a progress bar can be drawn on.
bool standardErrorIsTerminal();

/// Tells thread pools that start later (libgomp) to sleep while they wait instead of spinning, unless the user chose.
void preferSleepingThreads();

/// Cores of the machine without their hyper-threads, at least 1.
int physicalCores();

/// Whether this CPU multiplies pairs of bfloat16 (AVX512_BF16).
bool cpuHasBFloat16();

} // namespace samscope
