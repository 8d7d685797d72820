#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/checkpoint/pickle/pickle_machine.h"
#include "tests/support/pickle_builder.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;
using namespace std::string_literals;

namespace {

struct Outcome
{
    int code = 0;
    std::string message;
};

Outcome outcomeOf(const std::string& stream)
{
    try {
        PickleMachine(asBytes(stream), {.file = "x.pth", .part = "data.pkl"}).run();
    } catch (const Error& error) {
        return {exitCode(error.kind()), error.what()};
    }
    return {};
}

PickleBuilder start(int protocol = 2)
{
    return PickleBuilder().proto(protocol);
}

const PickledTensor tensor{.key = "0", .count = 6, .shape = {2, 3}, .strides = {3, 1}, .offset = 0};

std::string rebuilt(const std::function<void(PickleBuilder&)>& arguments,
                    std::string_view function = "_rebuild_tensor_v2")
{
    PickleBuilder builder = start();
    builder.global("torch._utils", function).op(Op::Mark);
    arguments(builder);
    return builder.op(Op::Tuple).op(Op::Reduce).stop();
}

std::string filled(char byte, std::size_t count)
{
    return "\x80\x02"s + std::string(count, byte) + ".";
}

} // namespace

class PickleMachineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTensor();
    void readsParameter();
    void readsProtocolFour();
    void readsPythonTwo();
    void readsUntypedStorage();
    void leavesTrainingExtrasAside();
    void endsAtTheStopMark();
    void refuses_data();
    void refuses();
    void forbids_data();
    void forbids();
    void refusesEveryTruncation();
    void staysWithinMemory_data();
    void staysWithinMemory();
};

void PickleMachineTest::readsTensor()
{
    const std::string stream =
        oneTensorPickle({.key = "7", .count = 6, .shape = {2, 2}, .strides = {3, 1}, .offset = 1});
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    const auto items = result.values.items(result.root);
    QCOMPARE(items.size(), std::size_t{2});
    QCOMPARE(std::string(result.values.text(result.values.node(items[0]))), "w"s);
    const PickleTensor& read = result.values.tensors().at(0);
    QCOMPARE(read.dtype, DType::F32);
    QCOMPARE(read.shape, (Shape{2, 2}));
    QCOMPARE(read.strides, (Shape{3, 1}));
    QCOMPARE(read.offset, std::uint64_t{1});
    QCOMPARE(std::string(result.values.storages().at(0).key), "7"s);
    QCOMPARE(result.values.storages().at(0).count, std::uint64_t{6});
}

void PickleMachineTest::readsParameter()
{
    PickleBuilder builder = start();
    builder.global("torch._utils", "_rebuild_parameter").op(Op::Mark).tensor(tensor).op(Op::NewTrue).orderedDict();
    const std::string stream = builder.op(Op::Tuple).op(Op::Reduce).stop();
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    QCOMPARE(result.values.node(result.root).kind, PickleKind::Tensor);
}

void PickleMachineTest::readsProtocolFour()
{
    const std::string stream = "\x80\x04\x95\x1f\0\0\0\0\0\0\0\x8c\x0b"
                               "collections\x94\x8c\x0bOrderedDict\x94\x93\x94)R\x94."s;
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    QCOMPARE(result.values.node(result.root).kind, PickleKind::OrderedDict);
    QCOMPARE(result.end, stream.size());
}

void PickleMachineTest::readsPythonTwo()
{
    PickleBuilder builder = start();
    builder.global("collections", "OrderedDict")
        .op(Op::EmptyList)
        .op(Op::EmptyList)
        .raw("U\x01waI42\na")
        .op(Op::Append);
    const std::string stream = builder.op(Op::Tuple1).op(Op::Reduce).stop();
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    const auto items = result.values.items(result.root);
    QCOMPARE(items.size(), std::size_t{2});
    QCOMPARE(result.values.node(items[1]).value, std::int64_t{42});
}

void PickleMachineTest::readsUntypedStorage()
{
    PickleBuilder builder = start();
    builder.global("torch._utils", "_rebuild_tensor_v3").op(Op::Mark);
    builder.op(Op::Mark).text("storage").global("torch.storage", "UntypedStorage").text("0").text("cpu").integer(12);
    builder.op(Op::Tuple).op(Op::BinPersId).integer(0).integers({6}).integers({1}).op(Op::NewFalse).orderedDict();
    const std::string stream = builder.global("torch", "uint16").op(Op::Tuple).op(Op::Reduce).stop();
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    QCOMPARE(result.values.tensors().at(0).dtype, DType::U16);
    QCOMPARE(result.values.tensors().at(0).elementBytes, std::uint64_t{2});
}

void PickleMachineTest::leavesTrainingExtrasAside()
{
    PickleBuilder builder = start();
    builder.op(Op::EmptyDict)
        .op(Op::Mark)
        .text("args")
        .global("argparse", "Namespace")
        .op(Op::EmptyTuple)
        .op(Op::NewObj);
    builder.op(Op::EmptyDict).text("lr").integer(1).op(Op::SetItem).op(Op::Build);
    builder.text("dd").global("collections", "defaultdict").global("__builtin__", "list").op(Op::Tuple1).op(Op::Reduce);
    builder.text("k").integer(1).op(Op::SetItem);
    builder.text("loss").global("numpy._core.multiarray", "scalar").global("numpy", "dtype").op(Op::EmptyTuple);
    builder.op(Op::Reduce).integers({3}).op(Op::Build).global("_codecs", "encode").op(Op::EmptyTuple).op(Op::Reduce);
    const std::string stream = builder.op(Op::Tuple2).op(Op::Reduce).op(Op::SetItems).stop();
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    const std::vector<std::string> expected = {"argparse.Namespace", "collections.defaultdict",
                                               "builtins.list",      "numpy._core.multiarray.scalar",
                                               "numpy.dtype",        "_codecs.encode"};
    QCOMPARE(result.leftAside, expected);
}

void PickleMachineTest::endsAtTheStopMark()
{
    const std::string stream = start().integer(1).stop() + "more";
    const PickleResult result = PickleMachine(asBytes(stream), {.file = "x", .part = "y"}).run();
    QCOMPARE(result.end, stream.size() - 4);
}

void PickleMachineTest::refuses_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<std::string>("part");
    const auto row = [](const char* name, const std::string& stream, const std::string& part) {
        QTest::newRow(name) << stream << part;
    };
    const auto dict = [] { return start().op(Op::EmptyDict); };

    row("empty", "", "corrupt at offset 0");
    row("no stop", start().integer(1).raw("").stop().substr(0, 12), "corrupt at offset 12: the pickle ends without");
    row("stack underflow", start().op(Op::Reduce).stop(), "corrupt at offset 2: the stack is empty");
    row("underflow below a mark", start().integer(1).op(Op::Mark).op(Op::Append).stop(), "the stack is empty");
    row("nothing left", start().stop(), "the stack is empty");
    row("values left over", start().integer(1).integer(2).stop(), "values are left over");
    row("mark left over", start().op(Op::Mark).integer(1).stop(), "corrupt");
    row("mark missing", start().op(Op::Tuple).stop(), "a mark is missing");
    row("memo never filled", start().get(9).stop(), "memo slot 9 was never filled");
    row("memo slot too large", start().integer(1).raw("r\xff\xff\xff\x7f").stop(),
        "memo slot 2147483647 is over the limit");
    row("memo line is text", start().integer(1).raw("pabc\n").stop(), "a memo slot is not a number");
    row("unknown opcode", start().raw("\xff").stop(), "corrupt at offset 2: 0xff is not a pickle opcode");
    row("protocol 6", start(6).integer(1).stop(), "pickle protocol 6 is not known");
    row("protocol in the middle", start().proto(2).integer(1).stop(), "a protocol mark in the middle");
    row("frame too long", start(4).raw("\x95\xff\0\0\0\0\0\0\0"s).integer(1).stop(), "a frame reaches beyond");
    row("odd items", dict().op(Op::Mark).text("k").op(Op::SetItems).stop(), "has no value");
    row("setitem on a tensor", start().tensor(tensor).text("k").integer(1).op(Op::SetItem).stop(), "set on a tensor");
    row("setitems on a list", start().op(Op::EmptyList).op(Op::Mark).integer(1).integer(2).op(Op::SetItems).stop(),
        "set on a list");
    row("append on a dictionary", dict().integer(1).op(Op::Append).stop(), "appended to a dictionary");
    row("append on a tensor", start().tensor(tensor).integer(1).op(Op::Append).stop(), "appended to a tensor");
    row("build on a tensor", start().tensor(tensor).op(Op::EmptyDict).op(Op::Build).stop(),
        "a state is set on a tensor");
    row("build on a dictionary", dict().op(Op::EmptyDict).op(Op::Build).stop(), "a state is set on a dictionary");
    row("build on a class", start().global("collections", "OrderedDict").op(Op::EmptyDict).op(Op::Build).stop(),
        "set on a global");
    row("call of a string", start().text("print").op(Op::EmptyTuple).op(Op::Reduce).stop(), "a string is called");
    row("call of a tensor", start().tensor(tensor).op(Op::EmptyTuple).op(Op::Reduce).stop(), "a tensor is called");
    row("call of a storage class", start().global("torch", "FloatStorage").op(Op::EmptyTuple).op(Op::Reduce).stop(),
        "called as a function");
    row("call without a tuple", start().global("torch", "Size").integer(1).op(Op::Reduce).stop(),
        "is called with an integer");
    row("size of a number", start().global("torch", "Size").integer(1).op(Op::Tuple1).op(Op::Reduce).stop(),
        "not a tuple");
    row("ordered dict of a number",
        start().global("collections", "OrderedDict").integer(1).op(Op::Tuple1).op(Op::Reduce).stop(),
        "not a list of pairs");
    row("parameter of a dictionary",
        start().global("torch._utils", "_rebuild_parameter").op(Op::EmptyDict).op(Op::Tuple1).op(Op::Reduce).stop(),
        "not a tensor");
    row("stack global of numbers", start(4).integer(1).integer(2).op(Op::StackGlobal).stop(), "name is not a string");
    row("persistent id of text", start().text("x").op(Op::BinPersId).stop(), "names no storage");
    row("persistent id of protocol 0", "Px\n."s, "no checkpoint needs");
    row("persistent id, other tag",
        start().op(Op::Mark).text("file").text("/etc/passwd").op(Op::Tuple).op(Op::BinPersId).stop(),
        "names no storage");
    row("persistent id too short", start().op(Op::Mark).text("storage").op(Op::Tuple).op(Op::BinPersId).stop(),
        "1 items");
    row("storage class is none", start().persistentId({.storageClass = "Size"}).stop(), "class is torch.Size");
    row("storage length negative", start().persistentId({.count = -1}).stop(), "negative (-1)");
    row("shape negative", start().tensor({.count = 1, .shape = {-1}, .strides = {1}}).stop(), "size is negative");
    row("stride negative", start().tensor({.count = 1, .shape = {1}, .strides = {-1}}).stop(), "stride is negative");
    row("offset negative", start().tensor({.count = 1, .offset = -4}).stop(), "offset is negative");
    row("rank 9",
        start().tensor({.shape = std::vector<std::int64_t>(9, 1), .strides = std::vector<std::int64_t>(9, 1)}).stop(),
        "rank 9 is over the limit of 8");
    row("sizes without strides", start().tensor({.count = 1, .shape = {1, 1}, .strides = {1}}).stop(),
        "2 sizes and 1 strides");
    row("rebuild without arguments", rebuilt([](PickleBuilder&) {}), "called with 0 arguments");
    row("rebuild with eight", rebuilt([](PickleBuilder& b) {
            for (int i = 0; i < 8; ++i) {
                b.integer(1);
            }
        }),
        "called with 8 arguments");
    row("rebuild of a number", rebuilt([](PickleBuilder& b) { b.integer(1).integer(0).integers({}).integers({}); }),
        "storage is an integer");
    row("float in the shape",
        rebuilt([](PickleBuilder& b) { b.persistentId(tensor).integer(0).raw("G\0\0\0\0\0\0\0\0"s).integers({}); }),
        "size is a float");
    row("inert value in the shape", rebuilt([](PickleBuilder& b) {
            b.persistentId(tensor)
                .integer(0)
                .global("_codecs", "encode")
                .op(Op::EmptyTuple)
                .op(Op::Reduce)
                .integers({});
        }),
        "size is a value that is left aside");
    row("hooks of another kind", rebuilt([](PickleBuilder& b) {
            b.persistentId(tensor).integer(0).integers({}).integers({}).op(Op::NewFalse).integer(1);
        }),
        "hooks is an integer");
    row("dtype of another kind",
        rebuilt(
            [](PickleBuilder& b) {
                b.persistentId(tensor).integer(0).integers({}).integers({}).op(Op::NewFalse).orderedDict().integer(1);
            },
            "_rebuild_tensor_v3"),
        "dtype is an integer");
    row("string of 4 GB", start().raw("X\xff\xff\xff\xff").stop(), "4294967295 bytes is over the limit");
    row("string of 2^63", start(4).raw("\x8d\xff\xff\xff\xff\xff\xff\xff\x7f").stop(), "over the limit");
    row("string cut off", start().raw("X\x10\0\0\0ab"s).stop(), "cut off");
    row("integer of 255 bytes", start().raw("\x8a\xff" + std::string(255, '\1')).stop(),
        "integer of 255 bytes is over the limit");
    row("integer of 1 MB", start().raw("\x8b\x40\x42\x0f\0"s + std::string(1'000'000, '\1')).stop(), "over the limit");
    row("ten million marks", filled('(', 10'000'000), "open marks");
    row("ten million lists", filled(']', 10'000'000), "over a limit");
    row("ten million values", filled('N', 10'000'000), "on the stack");
    row("whole module of torch",
        start()
            .global("torch.nn.modules.linear", "Linear")
            .op(Op::EmptyTuple)
            .op(Op::NewObj)
            .op(Op::EmptyDict)
            .op(Op::Build)
            .stop(),
        "a whole Python module (torch.nn.modules.linear.Linear)");
    row("pruned SlimSAM",
        start()
            .global("segment_anything_kd.modeling.sam", "Sam")
            .op(Op::EmptyTuple)
            .op(Op::NewObj)
            .op(Op::EmptyDict)
            .text("m")
            .global("torch.nn.parallel.data_parallel", "DataParallel")
            .op(Op::EmptyTuple)
            .op(Op::NewObj)
            .op(Op::SetItem)
            .op(Op::Build)
            .stop(),
        "no SamConfig can hold");
}

void PickleMachineTest::refuses()
{
    QFETCH(std::string, stream);
    QFETCH(std::string, part);
    const Outcome outcome = outcomeOf(stream);
    QVERIFY2(outcome.message.find(part) != std::string::npos, outcome.message.c_str());
    QCOMPARE(outcome.code, 2);
}

void PickleMachineTest::forbids_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<std::string>("part");
    const auto row = [](const char* name, const std::string& stream, const std::string& part) {
        QTest::newRow(name) << stream << part;
    };
    const auto called = [](std::string_view module, std::string_view name) {
        return start().global(module, name).text("echo").op(Op::Tuple1).op(Op::Reduce).stop();
    };
    row("os.system", called("os", "system"), "torch.load would have run os.system;");
    row("posix.system", called("posix", "system"), "os.system (posix.system)");
    row("eval", called("__builtin__", "eval"), "builtins.eval");
    row("pip", called("pip", "main"), "pip.main");
    row("torch.load inside", called("torch.serialization", "load"), "torch.serialization.load");
    row("load from bytes", called("torch.storage", "_load_from_bytes"), "torch.storage._load_from_bytes");
    row("numpy array", called("numpy.core.multiarray", "_reconstruct"), "_reconstruct");
    row("storage of another module", called("evil", "FloatStorage"), "evil.FloatStorage");
    row("dtype of another module", called("evil", "float32"), "evil.float32");
    row("name through a module", called("torch.nn.modules", "module.os.system"), "torch.nn.modules.module.os.system");
    row("named only", start().global("os", "system").stop(), "os.system");
    row("named and dropped", start().global("os", "system").op(Op::Pop).integer(1).stop(), "os.system");
    row("protocol 0", "cos\nsystem\n(S'echo'\ntR."s, "os.system");
    row("inst", "(S'echo'\nios\nsystem\n."s, "os.system");
    row("obj", start(1).op(Op::Mark).global("os", "system").text("x").op(Op::Obj).stop(), "os.system");
    row("stack global", start(4).text("os").text("system").op(Op::StackGlobal).stop(), "os.system");
    row("stack global through the memo",
        start(4).text("system").put(0).op(Op::Pop).text("os").get(0).op(Op::StackGlobal).stop(), "os.system");
    row("newobj", start().global("os", "system").op(Op::EmptyTuple).op(Op::NewObj).stop(), "os.system");
    row("newobj with keywords",
        start(4).global("os", "system").op(Op::EmptyTuple).op(Op::EmptyDict).op(Op::NewObjEx).stop(), "os.system");
    row("extension code", start().raw("\x82\x05").stop(), "extension code 5");
    row("as hooks", rebuilt([](PickleBuilder& b) {
            b.persistentId(tensor).integer(0).integers({}).integers({}).op(Op::NewFalse).global("os", "system");
        }),
        "os.system");
    row("as a storage class",
        start()
            .op(Op::Mark)
            .text("storage")
            .global("os", "system")
            .text("0")
            .text("cpu")
            .integer(1)
            .op(Op::Tuple)
            .op(Op::BinPersId)
            .stop(),
        "os.system");
    row("in a build state",
        start().orderedDict().op(Op::EmptyDict).text("k").global("os", "system").op(Op::SetItem).op(Op::Build).stop(),
        "os.system");
    row("called through another",
        start()
            .global("__builtin__", "getattr")
            .global("os", "system")
            .op(Op::Tuple1)
            .op(Op::Reduce)
            .op(Op::EmptyTuple)
            .op(Op::Reduce)
            .stop(),
        "builtins.getattr, os.system");
    row("behind an error",
        start().op(Op::EmptyList).integer(1).integer(2).op(Op::SetItem).global("os", "system").stop(), "os.system");
    row("behind ten million marks", "\x80\x02"s + std::string(10'000'000, '(') + "cos\nsystem\n.", "os.system");
    row("before the end is missing", start().global("os", "system").raw("X\xff").stop(), "os.system");
    row("beside a whole module",
        start().global("torch.nn.modules.linear", "Linear").op(Op::Pop).global("__main__", "Net").stop(),
        "run __main__.Net;");
    row("many",
        start()
            .global("a", "f")
            .op(Op::Pop)
            .global("b", "f")
            .op(Op::Pop)
            .global("c", "f")
            .op(Op::Pop)
            .global("d", "f")
            .op(Op::Pop)
            .global("e", "f")
            .op(Op::Pop)
            .global("g", "f")
            .stop(),
        "and 1 more");
}

void PickleMachineTest::forbids()
{
    QFETCH(std::string, stream);
    QFETCH(std::string, part);
    const Outcome outcome = outcomeOf(stream);
    QVERIFY2(outcome.message.find(part) != std::string::npos, outcome.message.c_str());
    QCOMPARE(outcome.code, 3);
}

void PickleMachineTest::refusesEveryTruncation()
{
    const std::string stream = oneTensorPickle(tensor);
    for (std::size_t size = 0; size < stream.size(); ++size) {
        const Outcome outcome = outcomeOf(stream.substr(0, size));
        // A cut within "_rebuild_tensor_v2" cannot name anything: a line without its end is no global.
        QVERIFY2(outcome.code == 2, std::to_string(size).c_str());
        QVERIFY2(outcome.message.find("corrupt at offset") != std::string::npos, outcome.message.c_str());
    }
}

void PickleMachineTest::staysWithinMemory_data()
{
    QTest::addColumn<std::string>("unit");
    QTest::newRow("lists") << "]"s;
    QTest::newRow("nested lists") << "(]"s;
    QTest::newRow("tuples") << "))\x86\x30"s;
    QTest::newRow("dictionaries") << "}0"s;
    QTest::newRow("self references") << "h\0h\0h\0h\0h\0h\0h\0h\0e(h\0"s;
    QTest::newRow("sharing") << "h\0h\0\x86q\0"s;
    QTest::newRow("ordered dictionaries") << "ccollections\nOrderedDict\n)R0"s;
    QTest::newRow("globals") << "cabcdefgh\nijklmnop\n0"s;
    QTest::newRow("text") << "X\x04\0\0\0abcd0"s;
}

void PickleMachineTest::staysWithinMemory()
{
    QFETCH(std::string, unit);
    std::string stream = "\x80\x02]q\0(h\0"s;
    while (stream.size() < 10'000'000) {
        stream += unit;
    }
    const std::uint64_t before = peakResidentBytes();
    const Outcome outcome = outcomeOf(stream + ".");
    QVERIFY(outcome.code != 0);
    QVERIFY(peakResidentBytes() < std::max<std::uint64_t>(before, 200'000'000));
}

SAMSCOPE_TEST(tst_pickle_machine, QCoreApplication, PickleMachineTest)
#include "tst_pickle_machine.moc"
