#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace samscope {

/// What a thread does meanwhile that takes as long as a disk or a picture wants: files below a folder that it opens,
/// and the largest buffer that it allocates. A program that uses it has its own open and malloc, which count and call
/// those of the C library.
class ThreadWatch
{
public:
    explicit ThreadWatch(const std::filesystem::path& folder) : m_folder(folder.string()) {}

    /// False where a sanitizer has its own malloc: then nothing is seen.
    static bool isPossible();

    /// Watches the calling thread while `work` runs.
    void during(const std::function<void()>& work);

    const std::vector<std::string>& opened() const { return m_opened; }
    std::size_t largestBuffer() const { return m_largestBuffer; } ///< bytes

private:
    friend struct ThreadWatchHooks;

    std::string m_folder;
    std::vector<std::string> m_opened;
    std::size_t m_largestBuffer = 0;
};

} // namespace samscope
