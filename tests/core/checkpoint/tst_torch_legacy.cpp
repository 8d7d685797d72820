#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/checkpoint/torch/torch_legacy.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/pickle_builder.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace std::string_literals;

namespace {

PickledTensor six(const std::string& key = "0")
{
    return {.key = key, .count = 6, .shape = {2, 3}, .strides = {3, 1}};
}

/// {"v": a tensor of two elements in a view of a storage of six}
std::string viewPickle(std::int64_t offset, std::int64_t size)
{
    PickleBuilder builder;
    builder.proto().op(Op::EmptyDict).text("v").global("torch._utils", "_rebuild_tensor").op(Op::Mark);
    builder.op(Op::Mark).text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(6);
    builder.op(Op::Mark).text("view").integer(offset).integer(size).op(Op::Tuple).op(Op::Tuple).op(Op::BinPersId);
    return builder.integer(1).integers({2}).integers({1}).op(Op::Tuple).op(Op::Reduce).op(Op::SetItem).stop();
}

std::string twoTensors(const PickledTensor& a, const PickledTensor& b)
{
    PickleBuilder builder;
    builder.proto().op(Op::EmptyDict).op(Op::Mark).text("a").tensor(a).text("b").tensor(b);
    return builder.op(Op::SetItems).stop();
}

std::string goodFile()
{
    return legacyFile(oneTensorPickle(six()), {"0"}, legacyStorage(6, sixFloats));
}

} // namespace

class TorchLegacyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsStoragesInListedOrder();
    void readsViews();
    void readsLargePickle();
    void recognisesLiteralMagicOnly();
    void refuses_data();
    void refuses();
    void refusesEveryTruncation();

private:
    std::filesystem::path file(const std::string& bytes) const
    {
        const std::filesystem::path path = m_folder.path().toStdString() + "/x.pth";
        writeBytes(path, bytes);
        return path;
    }

    QTemporaryDir m_folder;
};

void TorchLegacyTest::readsStoragesInListedOrder()
{
    const std::string first = legacyStorage(6, sixFloats);
    const std::string second = legacyStorage(6, std::string(24, 'g'));
    const Checkpoint checkpoint =
        openCheckpoint(file(legacyFile(twoTensors(six("10"), six("9")), {"9", "10"}, first + second)));
    QCOMPARE(checkpoint.container, Container::TorchLegacy);
    QCOMPARE(checkpoint.tensors.size(), std::size_t{2});
    std::string bytes;
    streamTensor(checkpoint, checkpoint.tensors[0], [&](auto piece) { bytes += asText(piece); });
    QCOMPARE(bytes, std::string(24, 'g'));
}

void TorchLegacyTest::readsViews()
{
    std::string storage;
    for (char c = 'a'; c < 'g'; ++c) {
        storage += std::string(4, c);
    }
    const Checkpoint checkpoint = openCheckpoint(file(legacyFile(viewPickle(2, 4), {"0"}, legacyStorage(6, storage))));
    std::string bytes;
    streamTensor(checkpoint, checkpoint.tensors[0], [&](auto piece) { bytes += asText(piece); });
    QCOMPARE(bytes, "ddddeeee"s);
}

void TorchLegacyTest::readsLargePickle()
{
    PickleBuilder builder;
    builder.proto().op(Op::EmptyDict).op(Op::Mark);
    for (int i = 0; i < 3; ++i) {
        builder.text("text " + std::to_string(i)).text(std::string(900'000, 'x'));
    }
    const std::string object = builder.text("w").tensor(six()).op(Op::SetItems).stop();
    const Checkpoint checkpoint = openCheckpoint(file(legacyFile(object, {"0"}, legacyStorage(6, sixFloats))));
    QCOMPARE(checkpoint.tensors.size(), std::size_t{1});
}

void TorchLegacyTest::recognisesLiteralMagicOnly()
{
    QVERIFY(looksLikeTorchLegacy(*openByteSource(file(goodFile()))));
    std::string other = goodFile();
    other[5] = '\x6d';
    QVERIFY(!looksLikeTorchLegacy(*openByteSource(file(other))));
}

void TorchLegacyTest::refuses_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<std::string>("part");
    const auto row = [](const char* name, const std::string& bytes, const std::string& part, int code = 2) {
        QTest::newRow(name) << bytes << code << part;
    };
    const std::string object = oneTensorPickle(six());
    const std::string storage = legacyStorage(6, sixFloats);
    const std::string evil =
        PickleBuilder().proto().global("os", "system").text("x").op(Op::Tuple1).op(Op::Reduce).stop();
    const std::string keys = PickleBuilder().proto().op(Op::EmptyList).text("0").op(Op::Append).stop();

    row("protocol", legacyHead(1002) + object + keys + storage, "the second pickle is not the number 1001");
    row("big-endian", legacyHead(1001, false) + object + keys + storage, "big-endian");
    row("system is a list",
        legacyHead().substr(0, 28) + PickleBuilder().proto().op(Op::EmptyList).stop() + object + keys + storage,
        "dictionary");
    row("os.system as the object", legacyFile(evil, {"0"}, storage), "would have run os.system", 3);
    row("os.system as the keys", legacyHead() + object + evil + storage, "would have run os.system", 3);
    row("os.system as the protocol", legacyHead().substr(0, 15) + evil, "would have run os.system", 3);
    row("keys are a number", legacyHead() + object + PickleBuilder().proto().integer(1).stop() + storage, "not a list");
    row("key of no tensor", legacyFile(object, {"0", "1"}, storage + storage), "'1' is used by no tensor");
    row("key twice", legacyFile(object, {"0", "0"}, storage + storage), "it stands twice");
    row("key missing", legacyFile(twoTensors(six("0"), six("1")), {"0"}, storage), "is missing");
    row("count differs", legacyFile(object, {"0"}, legacyStorage(5, sixFloats)),
        "5 elements where the object promises 6");
    row("trailing bytes", legacyFile(object, {"0"}, storage + "xy"), "2 bytes follow the last storage");
    row("glued zip", legacyFile(object, {"0"}, storage + "PK\x05\x06" + std::string(18, '\0')), "22 bytes follow");
    row("storage of two sizes",
        legacyFile(twoTensors(six(), {.count = 7, .shape = {1}, .strides = {1}}), {"0"}, storage),
        "two types or sizes");
    row("count wraps",
        legacyFile(oneTensorPickle({.count = std::int64_t{1} << 62}), {"0"}, legacyStorage(std::int64_t{1} << 62, "")),
        "cut off");
    row("view beyond", legacyFile(viewPickle(4, 4), {"0"}, storage), "a view reaches beyond it");
    row("view wraps", legacyFile(viewPickle(INT64_MAX, 4), {"0"}, storage), "a view reaches beyond it");
    row("tensor beyond its view", legacyFile(viewPickle(0, 2), {"0"}, storage), "reach beyond its storage of 8 bytes");
    row("whole module",
        legacyFile(PickleBuilder()
                       .proto()
                       .op(Op::Mark)
                       .text("module")
                       .global("torch.nn.modules.linear", "Linear")
                       .text("x.py")
                       .text("class Linear")
                       .op(Op::Tuple)
                       .op(Op::BinPersId)
                       .op(Op::EmptyTuple)
                       .op(Op::NewObj)
                       .stop(),
                   {}, ""),
        "a whole Python module");
}

void TorchLegacyTest::refuses()
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

void TorchLegacyTest::refusesEveryTruncation()
{
    const std::string good = goodFile();
    for (std::size_t size = 0; size < good.size(); ++size) {
        const auto path = file(good.substr(0, size));
        QCOMPARE(refusalOf([&] { openCheckpoint(path); }).code, 2);
    }
}

SAMSCOPE_TEST(tst_torch_legacy, QCoreApplication, TorchLegacyTest)
#include "tst_torch_legacy.moc"
