#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/checkpoint/torch/torch_archive.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/pickle_builder.h"
#include "tests/support/test_program.h"
#include "tests/support/zip_builder.h"

#include <QTest>

using namespace samscope;
using namespace std::string_literals;

namespace {

std::string archive(const std::string& pickle, const std::vector<std::string>& storages = {sixFloats})
{
    return buildZip(torchParts(pickle, storages));
}

std::string archiveOf(const PickledTensor& pickled)
{
    return archive(oneTensorPickle(pickled));
}

/// A good archive with its parts changed.
std::string changed(const std::function<void(std::vector<ZipPart>&)>& change)
{
    auto parts = torchParts(oneTensorPickle({.count = 6, .shape = {6}, .strides = {1}}), {sixFloats});
    change(parts);
    return buildZip(parts);
}

std::string withFile(const std::string& name, const std::string& data)
{
    return changed([&](std::vector<ZipPart>& parts) {
        std::erase_if(parts, [&](const ZipPart& part) { return part.name == name; });
        parts.push_back({.name = name, .data = data});
    });
}

std::string hashOf(const Checkpoint& checkpoint, const TensorEntry& entry)
{
    Sha256 hash;
    streamTensor(checkpoint, entry, [&](std::span<const std::byte> piece) { hash.update(piece); });
    return hash.finish();
}

Json expectations()
{
    const auto path = torchFile("expected.json");
    return parseStrictJson(readBytes(path), path.string());
}

} // namespace

class TorchArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRealFiles_data();
    void readsRealFiles();
    void warnsAboutRealFiles_data();
    void warnsAboutRealFiles();
    void refusesRealFiles_data();
    void refusesRealFiles();
    void takesAnyTopFolder();
    void keepsNestedScopes();
    void sharesRecords();
    void refuses_data();
    void refuses();

private:
    QTemporaryDir m_folder;
};

void TorchArchiveTest::readsRealFiles_data()
{
    QTest::addColumn<std::string>("file");
    const Json all = expectations();
    QVERIFY(all.size() > 20);
    for (const auto& [file, tensors] : all.items()) {
        QTest::newRow(file.c_str()) << file;
    }
}

/// Names, shapes, dtypes and SHA-256 were taken from torch.load of torch 2.15.
void TorchArchiveTest::readsRealFiles()
{
    QFETCH(std::string, file);
    const Json expected = expectations()[file];
    const Checkpoint checkpoint = openCheckpoint(torchFile(file));
    QCOMPARE(checkpoint.tensors.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const TensorEntry& got = checkpoint.tensors[i];
        QCOMPARE(got.name, expected[i]["name"].get<std::string>());
        QCOMPARE(got.scope, expected[i]["scope"].get<std::string>());
        QCOMPARE(got.shape, expected[i]["shape"].get<Shape>());
        if (expected[i]["sha256"].is_null()) {
            QCOMPARE(got.dtype, DType::Unsupported);
            QVERIFY(!got.typeName.empty());
        } else {
            QCOMPARE(std::string(torchName(got.dtype)), expected[i]["dtype"].get<std::string>());
            QCOMPARE(hashOf(checkpoint, got), expected[i]["sha256"].get<std::string>());
        }
    }
}

void TorchArchiveTest::warnsAboutRealFiles_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("warning");
    QTest::newRow("namespace") << "training.pth"s
                               << "left aside: argparse.Namespace"s;
    QTest::newRow("scalar") << "training.pth"s
                            << "left aside: numpy._core.multiarray.scalar"s;
    QTest::newRow("legacy") << "training_legacy.pth"s
                            << "left aside: collections.defaultdict"s;
    QTest::newRow("float8") << "exotic.pth"s
                            << "1 tensor of type float8_e4m3fn can be listed but not read"s;
    QTest::newRow("quantised") << "exotic.pth"s
                               << "1 tensor of type qint8 can be listed"s;
    QTest::newRow("sparse") << "exotic.pth"s
                            << "1 tensor of type sparse_tensor can be listed"s;
}

void TorchArchiveTest::warnsAboutRealFiles()
{
    QFETCH(std::string, file);
    QFETCH(std::string, warning);
    const Checkpoint checkpoint = openCheckpoint(torchFile(file));
    const auto count =
        std::ranges::count_if(checkpoint.warnings, [&](const std::string& text) { return text.starts_with(warning); });
    QCOMPARE(count, std::ptrdiff_t{1});
}

void TorchArchiveTest::refusesRealFiles_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("part");
    QTest::newRow("module") << "module.pth"s
                            << "a whole Python module (torch.nn.modules.container.Sequential"s;
    QTest::newRow("script") << "script.pt"s
                            << "a TorchScript archive"s;
    QTest::newRow("no crc") << "nocrc.pth"s
                            << "set_crc32_options(False)"s;
}

void TorchArchiveTest::refusesRealFiles()
{
    QFETCH(std::string, file);
    QFETCH(std::string, part);
    const Refusal refusal = refusalOf([&] { openCheckpoint(torchFile(file)); });
    QVERIFY2(refusal.message.find(part) != std::string::npos, refusal.message.c_str());
    QCOMPARE(refusal.code, 2);
}

void TorchArchiveTest::takesAnyTopFolder()
{
    const std::string bytes = changed([](std::vector<ZipPart>& parts) {
        for (ZipPart& part : parts) {
            part.name.replace(0, 7, "my model.v2");
        }
    });
    const std::filesystem::path path = m_folder.path().toStdString() + "/any.pth";
    writeBytes(path, bytes);
    const Checkpoint checkpoint = readTorchArchive(path);
    QCOMPARE(checkpoint.container, Container::TorchZip);
    QCOMPARE(checkpoint.tensors.size(), std::size_t{1});
    QCOMPARE(hashOf(checkpoint, checkpoint.tensors[0]), sha256(std::as_bytes(std::span(sixFloats))));
}

void TorchArchiveTest::keepsNestedScopes()
{
    const Checkpoint checkpoint = openCheckpoint(torchFile("nested.pth"));
    std::vector<std::string> scopes;
    for (const TensorEntry& entry : checkpoint.tensors) {
        if (scopes.empty() || scopes.back() != entry.scope) {
            scopes.push_back(entry.scope);
        }
    }
    const std::vector<std::string> expected = {"model", "net/ema", "lists", "lists/1", "lists/1/2"};
    QCOMPARE(scopes, expected);
}

void TorchArchiveTest::sharesRecords()
{
    const Checkpoint checkpoint = openCheckpoint(torchFile("shared.pth"));
    QCOMPARE(checkpoint.records.size(), std::size_t{1});
    QCOMPARE(checkpoint.tensors[2].offset, std::uint64_t{16});
}

void TorchArchiveTest::refuses_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("part");
    const auto row = [](const char* name, const std::string& bytes, const std::string& part, int code = 2) {
        QTest::newRow(name) << bytes << code << part;
    };
    const std::int64_t huge = std::int64_t{1} << 62;
    const auto empty = [] { return PickleBuilder().proto().op(Op::EmptyDict); };

    row("no version", changed([](auto& parts) { parts.pop_back(); }), "unknown file version ''");
    row("version 11", withFile("archive/version", "11\n"), "unknown file version '11'");
    row("version of text", withFile("archive/version", "3; rm\n"), "unknown file version '3; rm'");
    row("version too long", withFile("archive/version", std::string(100, '3')), "100 bytes are over the limit");
    row("big-endian", withFile("archive/byteorder", "big"), "big-endian data are not read");
    row("middle-endian", withFile("archive/byteorder", "pdp"), "unknown byte order 'pdp'");
    row("format version", withFile("archive/.format_version", "2"), "unknown format version '2'");
    row("torchscript", withFile("archive/constants.pkl", "x"), "TorchScript");
    row("torchscript code", withFile("archive/code/a.txt", "x"), "TorchScript");
    row("python file", withFile("archive/setup.py", "x"), "code or a second pickle");
    row("second pickle", withFile("archive/extra.pkl", "x"), "code or a second pickle");
    row("second folder", withFile("other/data.pkl", "x"), "two pickles: archive/data.pkl and other/data.pkl");
    row("outside the folder", withFile("other/x", "x"), "outside the folder archive/");
    row("not torch", buildZip({{.name = "word/document.xml", .data = "x"}}), "a zip archive without data.pkl");
    row("compressed, not torch", buildZip({{.name = "x.txt", .data = "x", .method = 8}}), "without data.pkl");
    row("numpy archive", buildZip({{.name = "a.npy", .data = "x"}}), ".npz");
    row("zipped checkpoint", buildZip({{.name = "dl/sam.pth", .data = "x"}}), "around the checkpoint dl/sam.pth");
    row("empty zip", buildZip({}), "without data.pkl");
    row("pickle crc", changed([](auto& parts) { parts[0].crc = 1; }), "archive/data.pkl: the CRC is wrong");
    row("deflated data", changed([](auto& parts) { parts[2].method = 8; }), "compressed (method 8)");
    row("pickle trailing bytes", archive(oneTensorPickle({.count = 6}) + "x"), "1 byte follow the end of the pickle");
    row("pickle cut off", archive("\x80\x02}"), "corrupt at offset 3");
    row("os.system",
        archive(empty()
                    .text("x")
                    .global("os", "system")
                    .text("touch x")
                    .op(Op::Tuple1)
                    .op(Op::Reduce)
                    .op(Op::SetItem)
                    .stop()),
        "torch.load would have run os.system", 3);

    row("storage missing", archiveOf({.key = "9", .count = 6, .shape = {6}, .strides = {1}}),
        "the storage 9 is not in");
    row("storage is a path", archiveOf({.key = "../version", .count = 1}), "the storage ../version is not in");
    row("record too small", archiveOf({.count = 7, .shape = {6}, .strides = {1}}), "24 bytes where 7 elements");
    row("record too large", archiveOf({.count = 5, .shape = {5}, .strides = {1}}), "24 bytes where 5 elements");
    row("record wraps", archiveOf({.count = huge, .shape = {6}, .strides = {1}}), "elements of float32 are promised");
    row("shape beyond", archiveOf({.count = 6, .shape = {7}, .strides = {1}}), "tensor w: shape 7, offset 0");
    row("offset beyond", archiveOf({.count = 6, .shape = {6}, .strides = {1}, .offset = 1}),
        "reach beyond its storage");
    row("offset wraps", archiveOf({.count = 6, .shape = {1}, .strides = {1}, .offset = INT64_MAX}), "reach beyond");
    row("stride beyond", archiveOf({.count = 6, .shape = {2, 2}, .strides = {5, 1}}), "reach beyond its storage");
    row("stride wraps", archiveOf({.count = 6, .shape = {5}, .strides = {huge}}), "reach beyond its storage");
    row("shape wraps", archiveOf({.count = 6, .shape = {huge, 4, 4}, .strides = {0, 0, 0}}), "overflows");
    row("expansion bomb", archiveOf({.count = 6, .shape = {huge / 8}, .strides = {0}}), "is expanded to");
    row("view of a storage",
        archive(empty()
                    .text("w")
                    .global("torch._utils", "_rebuild_tensor")
                    .op(Op::Mark)
                    .op(Op::Mark)
                    .text("storage")
                    .global("torch", "FloatStorage")
                    .text("0")
                    .text("cpu")
                    .integer(6)
                    .op(Op::Mark)
                    .text("0")
                    .integer(0)
                    .integer(1)
                    .op(Op::Tuple)
                    .op(Op::Tuple)
                    .op(Op::BinPersId)
                    .integer(0)
                    .integers({1})
                    .integers({1})
                    .op(Op::Tuple)
                    .op(Op::Reduce)
                    .op(Op::SetItem)
                    .stop()),
        "a storage view");
    row("bare storage", archive(empty().text("w").persistentId({.count = 6}).op(Op::SetItem).stop()),
        "holds no tensors");

    row("no tensors", archive(empty().stop()), "the file holds no tensors");
    row("only a number", archive(PickleBuilder().proto().integer(4).stop()), "the file holds no tensors");
    row("a lone tensor", archive(PickleBuilder().proto().tensor({.count = 6}).stop()),
        "a single tensor without a name");
    row("key twice",
        archive(empty().op(Op::Mark).text("w").tensor({.count = 6}).text("w").integer(1).op(Op::SetItems).stop()),
        "the key w stands twice");
    row("number twice as a key",
        archive(empty().op(Op::Mark).integer(7).tensor({.count = 6}).integer(7).integer(1).op(Op::SetItems).stop()),
        "the key 7 stands twice");
    row("key is a tuple", archive(empty().integers({1}).tensor({.count = 6}).op(Op::SetItem).stop()),
        "a tuple is the key");
    row("key not utf-8", archive(oneTensorPickle({.count = 6}, "w\xff")), "not UTF-8");
    row("key of 2000 bytes", archive(oneTensorPickle({.count = 6}, std::string(2000, 'k'))), "too long");
    row("dictionary in itself", archive(empty().put(0).text("d").get(0).op(Op::SetItem).stop()),
        "nested deeper than 32");
    row("lists in themselves",
        archive(PickleBuilder().proto().op(Op::EmptyList).put(0).op(Op::Mark).get(0).get(0).op(Op::Appends).stop()),
        "nested deeper than 32");
    row("nested 40 deep",
        archive(
            PickleBuilder().proto().raw(std::string(40, ']')).tensor({.count = 6}).raw(std::string(40, 'a')).stop()),
        "nested deeper than 32");
}

void TorchArchiveTest::refuses()
{
    QFETCH(std::string, bytes);
    QFETCH(int, code);
    QFETCH(std::string, part);
    const std::filesystem::path path = m_folder.path().toStdString() + "/bad.pth";
    writeBytes(path, bytes);
    const Refusal refusal = refusalOf([&] { openCheckpoint(path); });
    QVERIFY2(refusal.message.starts_with(path.string() + ": "), refusal.message.c_str());
    QVERIFY2(refusal.message.find(part) != std::string::npos, refusal.message.c_str());
    QCOMPARE(refusal.code, code);
}

SAMSCOPE_TEST(tst_torch_archive, QCoreApplication, TorchArchiveTest)
#include "tst_torch_archive.moc"
