#include "core/base/byte_reader.h"
#include "core/base/crc32.h"
#include "core/base/error.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/pickle_builder.h"
#include "tests/support/test_program.h"
#include "tests/support/zip_builder.h"

#include <QTest>

#include <cstring>
#include <numeric>

using namespace samscope;
using namespace std::string_literals;

namespace {

/// 0, 1, 2, … as float32.
std::string countedFloats(std::size_t count)
{
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), 0.0f);
    return std::string(asText(std::as_bytes(std::span(values))));
}

std::string archiveOf(const PickledTensor& tensor, const std::string& storage)
{
    return buildZip(torchParts(oneTensorPickle(tensor), {storage}));
}

std::vector<float> floatsOf(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    std::string bytes;
    streamTensor(checkpoint, entry, [&](auto piece) { bytes += asText(piece); });
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

std::string tarOf(const std::string& firstName)
{
    std::string tar(1024, '\0');
    tar.replace(0, firstName.size(), firstName);
    tar.replace(257, 5, "ustar");
    return tar;
}

} // namespace

class CheckpointTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesContainers();
    void opensByContent();
    void refusesForeignKinds_data();
    void refusesForeignKinds();
    void refusesMissingFile();
    void refusesEveryTruncation();
    void noticesEveryFlippedByte();
    void streamsPieces();
    void gathersStrides_data();
    void gathersStrides();
    void gathersLargeTranspose();
    void checksCrc_data();
    void checksCrc();
    void promisesTheCrcOfWhatIsStreamed_data();
    void promisesTheCrcOfWhatIsStreamed();
    void refusesUnsupportedType();
    void refusesShrunkFile();
    void stops();

private:
    std::filesystem::path file(const std::string& bytes, const std::string& name = "x.pth") const
    {
        const std::filesystem::path path = m_folder.path().toStdString() + "/" + name;
        writeBytes(path, bytes);
        return path;
    }

    QTemporaryDir m_folder;
};

void CheckpointTest::namesContainers()
{
    QCOMPARE(containerName(Container::TorchZip), std::string_view("torch-zip"));
    QCOMPARE(containerName(Container::TorchLegacy), std::string_view("torch-legacy"));
    QCOMPARE(containerName(Container::Safetensors), std::string_view("safetensors"));
    QCOMPARE(containerName(Container::HfFolder), std::string_view("hf-folder"));
}

void CheckpointTest::opensByContent()
{
    const std::string storage = countedFloats(6);
    const PickledTensor tensor{.count = 6, .shape = {6}, .strides = {1}};
    QCOMPARE(openCheckpoint(file(archiveOf(tensor, storage), "a.txt")).container, Container::TorchZip);
    const std::string legacy = legacyFile(oneTensorPickle(tensor), {"0"}, legacyStorage(6, storage));
    QCOMPARE(openCheckpoint(file(legacy, "b.safetensors")).container, Container::TorchLegacy);
    const std::string safetensors = safetensorsBytes(R"({"w":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}})", 24);
    QCOMPARE(openCheckpoint(file(safetensors, "c.pth")).container, Container::Safetensors);
}

void CheckpointTest::refusesForeignKinds_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("part");
    const auto row = [](const char* name, const std::string& bytes, const std::string& part, int code = 2) {
        QTest::newRow(name) << bytes << code << part;
    };
    const std::string zip = archiveOf({.count = 1, .shape = {1}, .strides = {1}}, "1234");
    row("empty", "", "not a checkpoint: the file is empty");
    row("one byte", "P", "1 byte is too short");
    row("three bytes", "PK\x03", "3 bytes is too short");
    row("zip magic alone", "PK\x03\x04", "the archive is cut off");
    row("git lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "Git LFS pointer");
    row("html", "<!DOCTYPE html><html><body>404</body></html>", "an HTML page");
    row("html after space", "\n  <HTML><HEAD>", "an HTML page");
    row("gzip", "\x1f\x8b\x08" + std::string(30, '\0'), "a gzip archive");
    row("xz", "\xfd"s + "7zXZ" + std::string(30, '\0'), "an xz archive");
    row("bzip2", "BZh9" + std::string(30, '\1'), "a bzip2 archive");
    row("7z", "7z\xbc\xaf\x27\x1c" + std::string(30, '\0'), "a 7z archive");
    row("rar", "Rar!" + std::string(30, '\0'), "a RAR archive");
    row("torch tar", tarOf("sys_info"), "a tar archive as torch 0.1 wrote it");
    row("tar", tarOf("model.pth"), "a tar archive;");
    row("split zip", "PK\x07\x08" + zip, "split over several files");
    row("prepended zip", "#!/bin/sh\n" + zip, "bytes precede a zip archive");
    row("numpy", "\x93NUMPY" + std::string(30, '\0'), "a NumPy array");
    row("hdf5", "\x89HDF\r\n" + std::string(30, '\0'), "an HDF5 file");
    row("gguf", "GGUF" + std::string(30, '\0'), "a GGUF file");
    row("onnx", "\x08\x07\x12\x07pytorch" + std::string(30, '\0'), "an ONNX model");
    row("picture", "\x89PNG\r\n" + std::string(30, '\0'), "a picture");
    row("json", "{\"weight_map\": {}, \"metadata\": {}}", "a JSON text");
    row("text", "Dear user, this is not the file.", "neither torch nor safetensors");
    row("zeros", std::string(4096, '\0'), "neither torch nor safetensors");
    row("bare pickle", PickleBuilder().proto().integer(1).op(Op::EmptyList).op(Op::Tuple2).stop(), "a bare pickle");
    row("bare os.system", PickleBuilder().proto().global("os", "system").text("x").op(Op::Tuple1).op(Op::Reduce).stop(),
        "would have run os.system", 3);
    row("bare os.system, protocol 0", "cos\nsystem\n(S'echo'\ntR.", "would have run os.system", 3);
    row("bare eval, protocol 4", PickleBuilder().proto(4).text("builtins").text("eval").op(Op::StackGlobal).stop(),
        "builtins.eval", 3);
}

void CheckpointTest::refusesForeignKinds()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, part);
    const auto path = file(bytes);
    const Refusal refusal = refusalOf([&] { openCheckpoint(path); });
    QVERIFY2(refusal.message.starts_with(path.string() + ": "), refusal.message.c_str());
    QVERIFY2(refusal.message.find(part) != std::string::npos, refusal.message.c_str());
    QCOMPARE(refusal.code, code);
}

void CheckpointTest::refusesMissingFile()
{
    const Refusal refusal = refusalOf([&] { openCheckpoint(m_folder.path().toStdString() + "/none.pth"); });
    QCOMPARE(refusal.code, 2);
    QVERIFY(refusal.message.find("none.pth") != std::string::npos);
}

void CheckpointTest::refusesEveryTruncation()
{
    const std::string good = archiveOf({.count = 6, .shape = {6}, .strides = {1}}, countedFloats(6));
    for (std::size_t size = 0; size < good.size(); ++size) {
        const auto path = file(good.substr(0, size));
        const Refusal refusal = refusalOf([&] { openCheckpoint(path); });
        QVERIFY2(refusal.code == 2, std::to_string(size).c_str());
        const std::string part = size == 0 ? "empty" : size < 4 ? "too short" : "cut off";
        QVERIFY2(refusal.message.find(part) != std::string::npos, refusal.message.c_str());
    }
}

/// Every flipped bit pattern is refused or leaves the tensor as it was: padding, dates and versions mean nothing.
void CheckpointTest::noticesEveryFlippedByte()
{
    const std::string good = archiveOf({.count = 6, .shape = {6}, .strides = {1}}, countedFloats(6));
    const std::vector<float> expected = {0, 1, 2, 3, 4, 5};
    std::size_t refused = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(~bad[at]);
        const auto path = file(bad);
        std::vector<float> values;
        const Refusal refusal = refusalOf([&] {
            const Checkpoint checkpoint = openCheckpoint(path);
            values = floatsOf(checkpoint, checkpoint.tensors.at(0));
        });
        QVERIFY2(refusal.code != 0 || values == expected, std::to_string(at).c_str());
        refused += refusal.code != 0 ? 1 : 0;
    }
    QVERIFY(refused > good.size() / 2);
}

void CheckpointTest::streamsPieces()
{
    const std::size_t count = 600'000;
    const std::string storage = countedFloats(count);
    const Checkpoint checkpoint =
        openCheckpoint(file(archiveOf({.count = count, .shape = {count}, .strides = {1}}, storage)));
    std::string bytes;
    std::size_t largest = 0;
    streamTensor(checkpoint, checkpoint.tensors[0], [&](std::span<const std::byte> piece) {
        largest = std::max(largest, piece.size());
        bytes += asText(piece);
    });
    QCOMPARE(largest, std::size_t{1} << 19);
    QVERIFY(bytes == storage);
}

void CheckpointTest::gathersStrides_data()
{
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    QTest::addColumn<std::vector<std::int64_t>>("strides");
    QTest::addColumn<int>("offset");
    QTest::addColumn<std::vector<float>>("expected");
    using Numbers = std::vector<std::int64_t>;
    using Floats = std::vector<float>;
    QTest::newRow("slice") << Numbers{3} << Numbers{1} << 2 << Floats{2, 3, 4};
    QTest::newRow("transpose") << Numbers{3, 2} << Numbers{1, 3} << 0 << Floats{0, 3, 1, 4, 2, 5};
    QTest::newRow("every second") << Numbers{3} << Numbers{2} << 1 << Floats{1, 3, 5};
    QTest::newRow("rows apart") << Numbers{2, 2} << Numbers{4, 1} << 1 << Floats{1, 2, 5, 6};
    QTest::newRow("expanded") << Numbers{2, 2} << Numbers{0, 1} << 4 << Floats{4, 5, 4, 5};
    QTest::newRow("one element repeated") << Numbers{3} << Numbers{0} << 7 << Floats{7, 7, 7};
    QTest::newRow("size 1, any stride") << Numbers{1, 2} << Numbers{99, 1} << 0 << Floats{0, 1};
    QTest::newRow("three axes") << Numbers{2, 2, 2} << Numbers{1, 4, 2} << 0 << Floats{0, 2, 4, 6, 1, 3, 5, 7};
    QTest::newRow("overlapping") << Numbers{3, 2} << Numbers{1, 1} << 0 << Floats{0, 1, 1, 2, 2, 3};
    QTest::newRow("scalar") << Numbers{} << Numbers{} << 5 << Floats{5};
    QTest::newRow("no elements") << Numbers{0, 3} << Numbers{3, 1} << 0 << Floats{};
}

void CheckpointTest::gathersStrides()
{
    QFETCH(std::vector<std::int64_t>, shape);
    QFETCH(std::vector<std::int64_t>, strides);
    QFETCH(int, offset);
    QFETCH(std::vector<float>, expected);
    const PickledTensor tensor{.count = 8, .shape = shape, .strides = strides, .offset = offset};
    const Checkpoint checkpoint = openCheckpoint(file(archiveOf(tensor, countedFloats(8))));
    QCOMPARE(floatsOf(checkpoint, checkpoint.tensors[0]), expected);
}

/// Above the size that is gathered in memory, and longer than one piece.
void CheckpointTest::gathersLargeTranspose()
{
    const std::size_t columns = 3;
    const std::size_t rows = 100'000;
    const std::size_t distance = 1'050'000;
    const std::size_t count = 2 * distance + rows;
    const PickledTensor tensor{.count = count, .shape = {rows, columns}, .strides = {1, distance}};
    const Checkpoint checkpoint = openCheckpoint(file(archiveOf(tensor, countedFloats(count))));
    std::vector<float> expected(rows * columns);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        expected[i] = static_cast<float>((i % columns) * distance + i / columns);
    }
    QVERIFY(floatsOf(checkpoint, checkpoint.tensors[0]) == expected);
}

void CheckpointTest::checksCrc_data()
{
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    QTest::addColumn<std::vector<std::int64_t>>("strides");
    using Numbers = std::vector<std::int64_t>;
    QTest::newRow("whole") << Numbers{8} << Numbers{1};
    QTest::newRow("part") << Numbers{2} << Numbers{1};
    QTest::newRow("strided") << Numbers{2} << Numbers{2};
}

/// The damage lies outside the part that the last two rows read.
void CheckpointTest::checksCrc()
{
    QFETCH(std::vector<std::int64_t>, shape);
    QFETCH(std::vector<std::int64_t>, strides);
    const std::string storage = countedFloats(8);
    std::string bytes = archiveOf({.count = 8, .shape = shape, .strides = strides}, storage);
    bytes[bytes.find(storage) + storage.size() - 1] ^= 1;
    const Checkpoint checkpoint = openCheckpoint(file(bytes));
    std::size_t received = 0;
    const Refusal refusal = refusalOf(
        [&] { streamTensor(checkpoint, checkpoint.tensors[0], [&](auto piece) { received += piece.size(); }); });
    QCOMPARE(refusal.code, 2);
    QVERIFY2(refusal.message.find("entry data/0: the CRC is wrong") != std::string::npos, refusal.message.c_str());
    QVERIFY(received == 0 || received == storage.size());
}

void CheckpointTest::promisesTheCrcOfWhatIsStreamed_data()
{
    QTest::addColumn<std::vector<std::int64_t>>("shape");
    QTest::addColumn<std::vector<std::int64_t>>("strides");
    QTest::addColumn<int>("offset");
    QTest::addColumn<bool>("promised");
    using Numbers = std::vector<std::int64_t>;
    QTest::newRow("whole") << Numbers{8} << Numbers{1} << 0 << true;
    QTest::newRow("two axes") << Numbers{2, 4} << Numbers{4, 1} << 0 << true;
    QTest::newRow("head") << Numbers{7} << Numbers{1} << 0 << false;
    QTest::newRow("tail") << Numbers{7} << Numbers{1} << 1 << false;
    QTest::newRow("transpose") << Numbers{4, 2} << Numbers{1, 4} << 0 << false;
    QTest::newRow("no elements") << Numbers{0} << Numbers{1} << 0 << false;
}

void CheckpointTest::promisesTheCrcOfWhatIsStreamed()
{
    QFETCH(std::vector<std::int64_t>, shape);
    QFETCH(std::vector<std::int64_t>, strides);
    QFETCH(int, offset);
    QFETCH(bool, promised);
    const std::string storage = countedFloats(8);
    const PickledTensor tensor{.count = 8, .shape = shape, .strides = strides, .offset = offset};
    const Checkpoint checkpoint = openCheckpoint(file(archiveOf(tensor, storage)));
    const auto crc = promisedCrc32(checkpoint, checkpoint.tensors[0]);
    QCOMPARE(crc, promised ? std::optional(crc32(0, asBytes(storage))) : std::nullopt);
}

void CheckpointTest::refusesUnsupportedType()
{
    const PickledTensor tensor{.count = 1, .shape = {1}, .strides = {1}, .storageClass = "QInt32Storage"};
    const Checkpoint checkpoint = openCheckpoint(file(archiveOf(tensor, "1234")));
    const Refusal refusal = refusalOf([&] { floatsOf(checkpoint, checkpoint.tensors[0]); });
    QVERIFY2(refusal.message.find("tensor w: elements of type qint32") != std::string::npos, refusal.message.c_str());
}

void CheckpointTest::refusesShrunkFile()
{
    const auto path = file(archiveOf({.count = 8, .shape = {8}, .strides = {1}}, countedFloats(8)));
    const Checkpoint checkpoint = openCheckpoint(path);
    std::filesystem::resize_file(path, 10);
    const Refusal refusal = refusalOf([&] { floatsOf(checkpoint, checkpoint.tensors[0]); });
    QVERIFY2(refusal.message.find("became shorter") != std::string::npos, refusal.message.c_str());
}

void CheckpointTest::stops()
{
    const std::size_t count = 600'000;
    const Checkpoint checkpoint =
        openCheckpoint(file(archiveOf({.count = count, .shape = {count}, .strides = {1}}, countedFloats(count))));
    std::stop_source stop;
    int pieces = 0;
    const Refusal refusal = refusalOf([&] {
        streamTensor(
            checkpoint, checkpoint.tensors[0],
            [&](auto) {
                ++pieces;
                stop.request_stop();
            },
            stop.get_token());
    });
    QCOMPARE(refusal.code, 130);
    QCOMPARE(pieces, 1);
}

SAMSCOPE_TEST(tst_checkpoint, QCoreApplication, CheckpointTest)
#include "tst_checkpoint.moc"
