#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/checkpoint/torch/torch_writer.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace std::string_literals;

namespace {

TorchTensor filled(const std::string& name, DType dtype, const Shape& shape, const std::string& bytes)
{
    return {name, dtype, shape, [bytes](const ChunkSink& sink) { sink(asBytes(bytes)); }};
}

/// The tensors of a checkpoint as something to be written.
std::vector<TorchTensor> tensorsOf(const Checkpoint& checkpoint)
{
    std::vector<TorchTensor> tensors;
    for (const TensorEntry& entry : checkpoint.tensors) {
        tensors.push_back({entry.name, entry.dtype, entry.shape,
                           [&](const ChunkSink& sink) { streamTensor(checkpoint, entry, sink); }});
    }
    return tensors;
}

} // namespace

class TorchWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTorchsBytes_data();
    void writesTorchsBytes();
    void writesTorchsBatches();
    void readsBack();
    void refusesWrongByteCount();
    void refusesUnsignedTypes();
    void stops();

private:
    std::filesystem::path write(const std::string& folder, const std::vector<TorchTensor>& tensors,
                                const std::stop_token& stop = {})
    {
        const std::filesystem::path path = m_folder.path().toStdString() + "/out.pth";
        std::filesystem::remove(path);
        File file = File::createNew(path);
        writeTorchArchive(file, folder, tensors, stop);
        file.close();
        return path;
    }

    QTemporaryDir m_folder;
};

void TorchWriterTest::writesTorchsBytes_data()
{
    QTest::addColumn<std::string>("name");
    QTest::newRow("scalars, empty tensors and a few shapes") << "plain"s;
    QTest::newRow("every dtype") << "dtypes"s;
    QTest::newRow("ranks 1 to 8") << "ranks"s;
    QTest::newRow("names beyond ASCII") << "unicode"s;
    QTest::newRow("a dot in the stem") << "two.dots"s;
}

/// The files were written by torch.save of torch 2.15 on Linux; the last record depends on its standard library.
void TorchWriterTest::writesTorchsBytes()
{
    QFETCH(std::string, name);
    const auto path = torchFile("written/" + name + ".pth");
    const std::string expected = readBytes(path);
    const std::string written = readBytes(write(name, tensorsOf(openCheckpoint(path))));
    QCOMPARE(written.size(), expected.size());
#ifdef __GLIBCXX__
    QVERIFY(written == expected);
#endif
}

/// torch.save of 1001 tensors [0.0], [1.0], …: Python's pickler works in batches of 1000.
void TorchWriterTest::writesTorchsBatches()
{
    std::vector<TorchTensor> tensors;
    for (int i = 0; i < 1001; ++i) {
        const float value = static_cast<float>(i);
        const std::string bytes(asText(std::as_bytes(std::span(&value, 1))));
        tensors.push_back(filled("n" + std::to_string(i), DType::F32, {1}, bytes));
    }
    const std::string written = readBytes(write("n1001", tensors));
    QCOMPARE(written.size(), std::size_t{274'512});
#ifdef __GLIBCXX__
    QCOMPARE(sha256(asBytes(written)), "b5dac93def87d24cec556ca0d4bb3710c4130fcb6f0a0ec101778712215e0a56"s);
#endif
}

void TorchWriterTest::readsBack()
{
    const std::vector<TorchTensor> tensors = {filled("a.weight", DType::F16, {2, 1}, "abcd"),
                                              filled("a.bias", DType::I64, {}, "12345678")};
    const Checkpoint checkpoint = openCheckpoint(write("model", tensors));
    QCOMPARE(checkpoint.tensors.size(), tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        QCOMPARE(checkpoint.tensors[i].name, tensors[i].name);
        QCOMPARE(checkpoint.tensors[i].dtype, tensors[i].dtype);
        QCOMPARE(checkpoint.tensors[i].shape, tensors[i].shape);
    }
    std::string bytes;
    streamTensor(checkpoint, checkpoint.tensors[0], [&](auto piece) { bytes += asText(piece); });
    QCOMPARE(bytes, "abcd"s);
}

void TorchWriterTest::refusesWrongByteCount()
{
    const Refusal refusal = refusalOf([&] { write("m", {filled("a", DType::F32, {2}, "1234")}); });
    QVERIFY2(refusal.message.find("entry data/0: 4 bytes came for 8") != std::string::npos, refusal.message.c_str());
}

void TorchWriterTest::refusesUnsignedTypes()
{
    const Refusal refusal = refusalOf([&] { write("m", {filled("a", DType::U16, {1}, "12")}); });
    QVERIFY2(refusal.message.find("no storage for uint16") != std::string::npos, refusal.message.c_str());
}

void TorchWriterTest::stops()
{
    std::stop_source stop;
    TorchTensor first = filled("a", DType::U8, {1}, "1");
    first.write = [&](const ChunkSink& sink) {
        sink(asBytes("1"));
        stop.request_stop();
    };
    bool isSecondWritten = false;
    TorchTensor second = filled("b", DType::U8, {1}, "1");
    second.write = [&](const ChunkSink&) { isSecondWritten = true; };
    QCOMPARE(refusalOf([&] { write("m", {first, second}, stop.get_token()); }).code, 130);
    QVERIFY(!isSecondWritten);
}

SAMSCOPE_TEST(tst_torch_writer, QCoreApplication, TorchWriterTest)
#include "tst_torch_writer.moc"
