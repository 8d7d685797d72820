#include "core/checkpoint/foreign_kinds.h"

#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/pickle/pickle_machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace samscope {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t headSize = 1024;
constexpr std::uint64_t tailSize = 0xffff + 22;
constexpr std::uint64_t leastSize = 16;

struct Kind
{
    std::size_t offset;
    std::string_view magic;
    std::string_view reason;
    std::string_view advice;
};

constexpr std::string_view unpackFirst = "unpack it and open what is inside";
constexpr std::string_view wantsCheckpoint = "choose a .pth, .safetensors or a Hugging Face folder";

constexpr auto kinds = std::to_array<Kind>({
    {0, "version https://git-lfs"sv, "a Git LFS pointer, not the file itself",
     "run 'git lfs pull', or download it again"},
    {0, "\x1f\x8b"sv, "a gzip archive", unpackFirst},
    {0, "BZh"sv, "a bzip2 archive", unpackFirst},
    {0, "\xfd\x37zXZ\0"sv, "an xz archive", unpackFirst},
    {0, "\x28\xb5\x2f\xfd"sv, "a Zstandard archive", unpackFirst},
    {0, "7z\xbc\xaf\x27\x1c"sv, "a 7z archive", unpackFirst},
    {0, "Rar!"sv, "a RAR archive", unpackFirst},
    {0, "PK\x07\x08"sv, "a zip archive split over several files", unpackFirst},
    {0, "\x93NUMPY"sv, "a NumPy array (.npy), not a checkpoint", wantsCheckpoint},
    {0, "\x89HDF"sv, "an HDF5 file (Keras or TensorFlow), not a torch checkpoint", wantsCheckpoint},
    {0, "GGUF"sv, "a GGUF file, which holds no SAM for this program", wantsCheckpoint},
    {4, "TFL3"sv, "a TensorFlow Lite model", wantsCheckpoint},
    {0, "\x89PNG"sv, "a picture, not a checkpoint", wantsCheckpoint},
    {0, "\xff\xd8\xff"sv, "a picture, not a checkpoint", wantsCheckpoint},
    {0, "%PDF"sv, "a PDF document, not a checkpoint", wantsCheckpoint},
    {0, "{"sv, "a JSON text, not a checkpoint", wantsCheckpoint},
});

constexpr auto torchTarMembers = std::to_array<std::string_view>({"sys_info", "pickle", "storages", "tensors"});

[[noreturn]] void fail(const ByteSource& source, std::string_view reason, std::string_view advice)
{
    throw Error({.file = source.name(), .place = {}, .reason = std::string(reason), .advice = std::string(advice)});
}

bool isHtml(std::string_view head)
{
    const auto begin = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    std::string start(head.substr(std::min(begin, head.size()), 14));
    std::ranges::transform(start, start.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head") ||
           start.starts_with("<?xml");
}

void refuseTar(const ByteSource& source, std::string_view head)
{
    if (head.size() < 262 || head.substr(257, 5) != "ustar") {
        return;
    }
    const auto first = head.substr(0, head.find('\0'));
    if (std::ranges::find(torchTarMembers, first) != torchTarMembers.end()) {
        fail(source, "a tar archive as torch 0.1 wrote it, which is not read",
             "load it with an old torch and save it again");
    }
    fail(source, "a tar archive", unpackFirst);
}

/// ONNX has no magic: a protobuf whose first fields are ir_version (1, varint) and producer_name (2, text).
void refuseOnnx(const ByteSource& source, std::string_view head)
{
    if (head.size() > 4 && head[0] == '\x08' && head[1] > 0 && head[1] < 32 && head[2] == '\x12' &&
        std::isalpha(static_cast<unsigned char>(head[4])) != 0) {
        fail(source, "an ONNX model: its weights cannot be taken back into a checkpoint", wantsCheckpoint);
    }
}

void refuseHiddenZip(const ByteSource& source)
{
    const std::uint64_t size = std::min(source.size(), tailSize);
    const auto tail = source.read(source.size() - size, size);
    if (asText(tail).find("PK\x05\x06") != std::string_view::npos) {
        fail(source, "bytes precede a zip archive, so that two readers would see different files",
             "a checkpoint is one archive alone; get it again from its source");
    }
}

bool isIdentifier(std::string_view text)
{
    return !text.empty() &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '.'; });
}

/// Pickles of protocol 0 and 1 have no mark at their start: what counts is that a global can be decoded.
bool namesGlobal(std::span<const std::byte> stream, const PickleName& name)
{
    PickleDecoder decoder(stream, name);
    try {
        while (true) {
            const PickleInstruction instruction = decoder.next();
            if (instruction.op == Op::Stop) {
                return false;
            }
            const bool isGlobal = instruction.op == Op::Global || instruction.op == Op::Inst;
            if (isGlobal && isIdentifier(instruction.text) && isIdentifier(instruction.second)) {
                return true;
            }
        }
    } catch (const Error&) {
        return false;
    }
}

void refuseBarePickle(const ByteSource& source)
{
    const PickleName name{.file = source.name(), .part = "pickle"};
    const auto stream = source.read(0, std::min(source.size(), kPickleSizeLimit));
    const bool isMarked = stream.size() > 1 && stream[0] == std::byte{0x80} && stream[1] < std::byte{8};
    if (!isMarked && !namesGlobal(stream, name)) {
        return;
    }
    PickleMachine(stream, name).run();
    fail(source, "a bare pickle, not written by torch.save", "load it in Python and write it with torch.save");
}

} // namespace

void refuseForeignKind(const ByteSource& source)
{
    if (source.size() == 0) {
        fail(source, "not a checkpoint: the file is empty", "download or copy it again");
    }
    const auto bytes = source.read(0, std::min(source.size(), headSize));
    const std::string_view head = asText(bytes);
    for (const Kind& kind : kinds) {
        if (head.size() > kind.offset && head.substr(kind.offset).starts_with(kind.magic)) {
            fail(source, kind.reason, kind.advice);
        }
    }
    if (isHtml(head)) {
        fail(source, "an HTML page, probably an error or log-in page saved in place of the file", "download it again");
    }
    refuseTar(source, head);
    refuseOnnx(source, head);
    refuseHiddenZip(source);
    refuseBarePickle(source);
    if (source.size() < leastSize) {
        fail(source, fmt::format("not a checkpoint: {} is too short", counted(source.size(), "byte")),
             "download or copy it again");
    }
    fail(source, "not a checkpoint: neither torch nor safetensors wrote a file that starts like this", wantsCheckpoint);
}

} // namespace samscope
