#pragma once

#include "core/checkpoint/safetensors/safetensors_writer.h"
#include "core/convert/convert.h"

#include <QTemporaryDir>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace samscope {

/// A folder of its own for each test.
class TestFolder
{
public:
    std::filesystem::path operator/(const char* name) const;
    /// Names of everything in it, sorted.
    std::vector<std::string> names() const;

private:
    QTemporaryDir m_folder;
};

/// Keeps what a conversion says; the two functions may throw.
class RecordingListener final : public ProgressSink
{
public:
    std::vector<WrittenRow> rows;
    std::vector<std::string> stages; ///< each once
    std::function<void(const WrittenRow&)> onRow;
    std::function<void(const Progress&)> onProgress;

    void report(const Progress& progress) override;
    /// As a RowListener.
    void operator()(const WrittenRow& row);
};

/// Takes the write hook away again, however a test ends.
struct WriteHookGuard
{
    WriteHookGuard() = default;
    WriteHookGuard(const WriteHookGuard&) = delete;
    WriteHookGuard& operator=(const WriteHookGuard&) = delete;
    ~WriteHookGuard();
};

/// A tensor with its bytes.
struct TestTensor
{
    SafetensorsTensor description;
    std::vector<std::byte> bytes;
};

/// The tensors of the formula checkpoint in F32, in Meta's order and under Meta's names.
std::vector<TestTensor> formulaTensors(const SamConfig& config);
void writeTensors(const std::filesystem::path& path, const std::vector<TestTensor>& tensors);

/// The formula checkpoint of a small SAM, written once; and a conversion of it.
ConvertOptions tinyConversion(const TestFolder& folder);
ConversionResult convertNow(const ConvertOptions& options);

/// The first tensors of model.safetensors: their names, and the bytes of the file up to their end.
struct FileStart
{
    std::vector<std::string> names;
    std::uint64_t bytes = 0;
};
FileStart startOf(const ConvertOptions& options, std::size_t tensors);

/// The message of the `Error` that `action` throws, "(no error)" when it throws none.
std::string errorOf(const std::function<void()>& action);

std::string textOf(const std::filesystem::path& file);
void writeText(const std::filesystem::path& file, std::string_view text);
/// Name to SHA-256 of every file in a folder; empty when there is no such folder.
std::map<std::string, std::string> contentsOf(const std::filesystem::path& folder);
/// Inverts every bit of one byte.
void flipByte(const std::filesystem::path& file, std::uint64_t offset);

} // namespace samscope
