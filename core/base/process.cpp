#include "core/base/process.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace samscope {

namespace fs = std::filesystem;

namespace {

// The number behind "Key:" in a file of /proc, in kB; 0 when it is not there.
std::uint64_t procKilobytes(const char* file, const std::string& key)
{
    std::ifstream in(file);
    std::string word;
    while (in >> word) {
        if (word == key) {
            std::uint64_t value = 0;
            in >> value;
            return value;
        }
    }
    return 0;
}

} // namespace

fs::path executableFolder()
{
    std::error_code code;
    const fs::path self = fs::read_symlink("/proc/self/exe", code);
    return code ? fs::current_path() : self.parent_path();
}

std::uint64_t peakResidentBytes()
{
    return procKilobytes("/proc/self/status", "VmHWM:") * 1024;
}

std::uint64_t residentBytes()
{
    return procKilobytes("/proc/self/status", "VmRSS:") * 1024;
}

std::uint64_t availableMemoryBytes()
{
    return procKilobytes("/proc/meminfo", "MemAvailable:") * 1024;
}

bool standardErrorIsTerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

void preferSleepingThreads()
{
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
}

int physicalCores()
{
    std::ifstream in("/proc/cpuinfo");
    std::set<std::pair<std::string, std::string>> cores;
    std::string package;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("physical id")) {
            package = line;
        } else if (line.starts_with("core id")) {
            cores.emplace(package, line);
        }
    }
    const unsigned logical = std::max(1u, std::thread::hardware_concurrency());
    return cores.empty() ? static_cast<int>(logical)
                         : std::min(static_cast<int>(cores.size()), static_cast<int>(logical));
}

bool cpuHasBFloat16()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

} // namespace samscope
