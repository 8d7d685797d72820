#include "tests/support/conversion.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/convert/weights_file.h"
#include "core/model/remap.h"
#include "tests/support/formula.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace samscope {

namespace fs = std::filesystem;

fs::path TestFolder::operator/(const char* name) const
{
    return fs::path(m_folder.path().toStdString()) / name;
}

std::vector<std::string> TestFolder::names() const
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(m_folder.path().toStdString())) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

void RecordingListener::report(const Progress& progress)
{
    if (stages.empty() || stages.back() != progress.stage) {
        stages.emplace_back(progress.stage);
    }
    if (onProgress) {
        onProgress(progress);
    }
}

void RecordingListener::operator()(const WrittenRow& row)
{
    rows.push_back(row);
    if (onRow) {
        onRow(row);
    }
}

WriteHookGuard::~WriteHookGuard()
{
    setWriteHook({});
}

std::vector<TestTensor> formulaTensors(const SamConfig& config)
{
    std::vector<TestTensor> tensors;
    for (const auto& [name, shape] : metaTensors(config)) {
        const std::vector<float> values = formulaWeights(name, shape);
        const auto bytes = std::as_bytes(std::span(values));
        tensors.push_back({{name, DType::F32, shape}, {bytes.begin(), bytes.end()}});
    }
    return tensors;
}

void writeTensors(const fs::path& path, const std::vector<TestTensor>& tensors)
{
    std::vector<SafetensorsTensor> descriptions;
    for (const TestTensor& tensor : tensors) {
        descriptions.push_back(tensor.description);
    }
    const SafetensorsLayout layout(descriptions);
    fs::remove(path);
    File file = File::createNew(path);
    file.write(asBytes(layout.header()));
    for (const SafetensorsTensor& next : layout.tensors()) {
        const auto found =
            std::ranges::find(tensors, next.name, [](const TestTensor& tensor) { return tensor.description.name; });
        file.write(found->bytes);
    }
    file.close();
}

ConvertOptions tinyConversion(const TestFolder& folder)
{
    ConvertOptions options;
    options.checkpoint = folder / "tiny.pth";
    options.folder = folder / "out";
    if (!fs::exists(options.checkpoint)) {
        writeFormulaCheckpoint(options.checkpoint, tinyConfig());
    }
    return options;
}

ConversionResult convertNow(const ConvertOptions& options)
{
    return convert(planConversion(options), options, {});
}

FileStart startOf(const ConvertOptions& options, std::size_t tensors)
{
    const SafetensorsLayout layout = planWeights(planConversion(options).remap, options).layout;
    FileStart start{{}, layout.begin(tensors)};
    for (std::size_t i = 0; i < tensors; ++i) {
        start.names.push_back(layout.tensors()[i].name);
    }
    return start;
}

std::string errorOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "(no error)";
}

std::string textOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void writeText(const fs::path& file, std::string_view text)
{
    std::ofstream stream(file, std::ios::binary);
    stream << text;
}

std::map<std::string, std::string> contentsOf(const fs::path& folder)
{
    std::map<std::string, std::string> contents;
    if (fs::exists(folder)) {
        for (const auto& entry : fs::directory_iterator(folder)) {
            contents[entry.path().filename().string()] = sha256(*openByteSource(entry.path()));
        }
    }
    return contents;
}

void flipByte(const fs::path& file, std::uint64_t offset)
{
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekg(static_cast<std::streamoff>(offset));
    const int byte = stream.get();
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(static_cast<char>(~byte));
    if (!stream.flush()) {
        throw std::runtime_error("cannot change " + file.string());
    }
}

} // namespace samscope
