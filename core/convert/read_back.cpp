#include "core/convert/read_back.h"

#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/thread_pool.h"

#include <algorithm>
#include <mutex>
#include <span>

namespace samscope {

int conversionThreads()
{
    return std::min(physicalCores(), 4);
}

void readBack(const ByteSource& source, const std::vector<WrittenBytes>& tensors, const Work& work)
{
    constexpr std::size_t pieceSize = 1 << 19;
    ThreadPool pool(conversionThreads());
    std::vector<std::vector<std::byte>> buffers(static_cast<std::size_t>(pool.threads()),
                                                std::vector<std::byte>(pieceSize));
    std::mutex reporting;
    std::uint64_t done = source.size();
    for (const WrittenBytes& tensor : tensors) {
        done -= tensor.end - tensor.begin;
    }
    const auto readOne = [&](int task, int thread) {
        const WrittenBytes& tensor = tensors[static_cast<std::size_t>(task)];
        std::uint32_t crc = 0;
        for (std::uint64_t offset = tensor.begin; offset < tensor.end;) {
            work.throwIfStopped();
            const auto piece = std::span(buffers[static_cast<std::size_t>(thread)])
                                   .first(std::min<std::uint64_t>(pieceSize, tensor.end - offset));
            source.read(offset, piece);
            crc = crc32(crc, piece);
            offset += piece.size();
            const std::lock_guard lock(reporting);
            done += piece.size();
            work.report({"reading back", done, source.size(), Unit::Bytes});
        }
        if (crc != tensor.crc32) {
            failReadBack(source.name(), tensor.name);
        }
    };
    pool.run(static_cast<int>(tensors.size()), readOne, work.stop);
}

void failReadBack(const std::filesystem::path& path, const std::string& place)
{
    throw Error({.file = path.string(),
                 .place = place,
                 .reason = "what was read back from the disk is not what was written",
                 .advice = "the disk or the memory of this machine may be faulty; nothing was changed"});
}

} // namespace samscope
