#include "core/base/byte_reader.h"
#include "core/checkpoint/safetensors/safetensors_reader.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

using namespace samscope;
using namespace std::string_literals;

namespace {

std::vector<std::byte> toBytes(std::string_view text)
{
    const auto bytes = asBytes(text);
    return {bytes.begin(), bytes.end()};
}

std::string withLength(std::uint64_t length, std::string_view rest)
{
    std::string bytes;
    appendLittleEndian(bytes, length);
    return bytes += rest;
}

// One tensor "a" with this description, and its data.
std::string oneTensor(const std::string& description, std::size_t dataBytes)
{
    return safetensorsBytes("{\"a\":" + description + "}", dataBytes);
}

} // namespace

class TestSafetensorsReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const std::string& bytes, const char* message) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(message);
        };
        row("empty", "", "offset 0: too short for a safetensors file (0 bytes)");
        row("seven bytes", "1234567", "too short");
        row("header of 2^63 bytes", withLength(1ull << 63, "{}"), "above the limit of 100 MB");
        row("header of 2^64-1 bytes", withLength(~0ull, "{}"), "above the limit of 100 MB");
        row("header above 100 MB", withLength(100000001, "{}"), "above the limit of 100 MB");
        row("header beyond the file", withLength(3, "{}"), "does not fit the file of 10 bytes; the file is cut off");
        row("no header", withLength(0, ""), "the header does not start with {");
        row("an array", safetensorsBytes("[]", 0), "the header does not start with {");
        row("space first", safetensorsBytes(" {}", 0), "the header does not start with {");
        row("not JSON", safetensorsBytes("{\"a\":}", 0), "is not valid JSON");
        row("zeros after the JSON", safetensorsBytes("{}\0\0"s, 0), "is not valid JSON (it holds a zero byte)");
        row("not UTF-8", safetensorsBytes("{\"\xff\":1}", 0), "is not valid JSON");
        row("10,000 deep", safetensorsBytes("{\"a\":" + std::string(10000, '['), 0), "nested deeper than 32");
        row("a million brackets", safetensorsBytes("{\"a\":" + std::string(1000000, '['), 0),
            "more than 100000 tensors");
        row("duplicate names", safetensorsBytes(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{}})", 0),
            "key \"a\" appears twice");
        row("metadata is a list", safetensorsBytes(R"({"__metadata__":[]})", 0), "__metadata__: is not an object");
        row("metadata of numbers", safetensorsBytes(R"({"__metadata__":{"format":1}})", 0),
            "the value of \"format\" is not a string");
        row("tensor is a number", oneTensor("1", 0), "tensor \"a\": is not described by an object");
        row("no dtype", oneTensor(R"({"shape":[1],"data_offsets":[0,1]})", 1), "tensor \"a\": dtype is missing");
        row("no shape", oneTensor(R"({"dtype":"U8","data_offsets":[0,1]})", 1), "shape is missing");
        row("no offsets", oneTensor(R"({"dtype":"U8","shape":[1]})", 1), "data_offsets is missing");
        row("dtype is a number", oneTensor(R"({"dtype":8,"shape":[1],"data_offsets":[0,1]})", 1),
            "dtype is not a string");
        row("shape is a number", oneTensor(R"({"dtype":"U8","shape":1,"data_offsets":[0,1]})", 1),
            "shape is not a list");
        row("negative extent", oneTensor(R"({"dtype":"U8","shape":[-1],"data_offsets":[0,1]})", 1), "shape holds -1");
        row("decimal extent", oneTensor(R"({"dtype":"U8","shape":[1.0],"data_offsets":[0,1]})", 1), "shape holds 1.0");
        row("extent of 2^64", oneTensor(R"({"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]})", 1),
            "not an integer from 0 to 2^64-1");
        row("rank 9", oneTensor(R"({"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]})", 1),
            "shape has 9 numbers, at most 8 are read");
        row("overflowing elements",
            oneTensor(R"({"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]})", 0),
            "more than 64 bits can count");
        row("overflowing bytes", oneTensor(R"({"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]})", 0),
            "more than 64 bits can count");
        row("one offset", oneTensor(R"({"dtype":"U8","shape":[1],"data_offsets":[0]})", 1), "are not two numbers");
        row("offset is a string", oneTensor(R"({"dtype":"U8","shape":[1],"data_offsets":["0",1]})", 1),
            "data_offsets holds \"0\"");
        row("reversed", oneTensor(R"({"dtype":"U8","shape":[1],"data_offsets":[1,0]})", 1), "[1,0] are reversed");
        row("beyond the end", oneTensor(R"({"dtype":"U8","shape":[2],"data_offsets":[0,2]})", 1),
            "[0,2] lie beyond the end of the file");
        row("too few bytes for the shape", oneTensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})", 4),
            "data_offsets [0,4] hold 4 bytes, shape 2 of F32 needs 8");
        row("gap at the start", oneTensor(R"({"dtype":"U8","shape":[1],"data_offsets":[1,2]})", 2),
            "there is a gap before");
        row("gap between",
            safetensorsBytes(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                             R"("b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})",
                             3),
            "tensor \"b\": there is a gap before its data");
        row("overlap",
            safetensorsBytes(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                             R"("b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})",
                             3),
            "tensor \"b\": its data overlap those of another tensor");
        row("same bytes twice",
            safetensorsBytes(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                             R"("b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                             2),
            "its data overlap");
        row("bytes left over", oneTensor(R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})", 3),
            "2 bytes after the last tensor belong to none");
        row("unknown dtype with a gap", oneTensor(R"({"dtype":"F8_E4M3","shape":[1],"data_offsets":[1,2]})", 2),
            "a gap");
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, message);
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/bad.safetensors";
        writeBytes(path, bytes.toStdString());
        const Refusal refusal = refusalOf([&] { readSafetensors(path); });
        QCOMPARE(refusal.code, 2);
        QVERIFY2(refusal.message.starts_with(path + ": "), refusal.message.c_str());
        QVERIFY2(QByteArray::fromStdString(refusal.message).contains(message), refusal.message.c_str());
    }

    void accepts_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("tensors");
        const auto row = [](const char* name, const std::string& bytes, int tensors) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << tensors;
        };
        row("no tensors", safetensorsBytes("{}", 0), 0);
        row("spaces after the JSON", safetensorsBytes("{}      ", 0), 0);
        row("a scalar", oneTensor(R"({"dtype":"F64","shape":[],"data_offsets":[0,8]})", 8), 1);
        row("an empty tensor", oneTensor(R"({"dtype":"F64","shape":[3,0],"data_offsets":[0,0]})", 0), 1);
        row("rank 8", oneTensor(R"({"dtype":"U8","shape":[1,1,1,1,1,1,1,2],"data_offsets":[0,2]})", 2), 1);
    }

    void accepts()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, tensors);
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/good";
        writeBytes(path, bytes.toStdString());
        QCOMPARE(int(readSafetensors(path).tensors.size()), tensors);
    }

    void listsInTheOrderOfTheData()
    {
        QTemporaryDir folder;
        const std::string path = folder.path().toStdString() + "/x.safetensors";
        writeBytes(path, safetensorsBytes(R"({"a":{"dtype":"F16","shape":[2,3],"data_offsets":[8,20]},)"
                                          R"("b":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})",
                                          20));
        const Checkpoint checkpoint = readSafetensors(path);
        QVERIFY(checkpoint.container == Container::Safetensors);
        QCOMPARE(checkpoint.files.size(), std::size_t(1));
        QCOMPARE(checkpoint.tensors.size(), std::size_t(2));
        const TensorEntry& last = checkpoint.tensors[1];
        QCOMPARE(last.name, "a"s);
        QVERIFY(last.dtype == DType::F16);
        QVERIFY(last.shape == (Shape{2, 3}));
        QVERIFY(last.strides == (Shape{3, 1}));
        const Record& record = checkpoint.records[last.record];
        QCOMPARE(record.offset + 12, checkpoint.files[0]->size());
        QCOMPARE(record.size, std::uint64_t(12));
    }

    // Written by safetensors 0.8.
    void readsEveryDtype()
    {
        const Checkpoint checkpoint = readSafetensors(SAMSCOPE_TEST_DATA "/checkpoint/all-dtypes.safetensors");
        QCOMPARE(checkpoint.tensors.size(), std::size_t(42));
        QVERIFY(checkpoint.warnings.empty());
        for (const TensorEntry& entry : checkpoint.tensors) {
            QCOMPARE(entry.name.substr(2), std::string(safetensorsName(entry.dtype)));
            QCOMPARE(checkpoint.records[entry.record].size, entry.byteCount());
        }
    }

    void listsUnknownDtypesWithAWarning()
    {
        const Checkpoint checkpoint = readSafetensors(SAMSCOPE_TEST_DATA "/checkpoint/float8.safetensors");
        QCOMPARE(checkpoint.tensors.size(), std::size_t(2));
        QCOMPARE(checkpoint.tensors[0].name, "ok"s);
        QVERIFY(checkpoint.tensors[1].dtype == DType::Unsupported);
        QCOMPARE(checkpoint.tensors[1].typeName, "F8_E4M3"s);
        QCOMPARE(checkpoint.warnings.size(), std::size_t(1));
        QVERIFY(checkpoint.warnings[0].find("\"f8\" has the unsupported dtype F8_E4M3") != std::string::npos);
    }

    void looksLike_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("expected");
        QTest::newRow("safetensors") << QByteArray("\x02\0\0\0\0\0\0\0{}", 10) << true;
        QTest::newRow("mine but broken") << QByteArray("\xff\xff\xff\xff\xff\xff\xff\xff{", 9) << true;
        QTest::newRow("too short") << QByteArray("\x02\0\0\0\0\0\0\0", 8) << false;
        QTest::newRow("zip") << QByteArray("PK\x03\x04\0\0\0\0\0\0\0\0", 12) << false;
        QTest::newRow("empty") << QByteArray() << false;
    }

    void looksLike()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, expected);
        QCOMPARE(looksLikeSafetensors(*memorySource(toBytes(bytes.toStdString()), "x")), expected);
    }

    void index_data()
    {
        QTest::addColumn<QByteArray>("index");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* name, const char* index, const char* message) {
            QTest::newRow(name) << QByteArray(index) << QByteArray(message);
        };
        row("good", R"({"metadata":{"total_size":2},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}})", "");
        row("not JSON", "{", "is not valid JSON");
        row("a list", "[]", "there is no weight_map");
        row("no map", "{}", "there is no weight_map");
        row("map is a list", R"({"weight_map":[]})", "there is no weight_map");
        row("file is a number", R"({"weight_map":{"a":1}})",
            "weight_map \"a\": 1 is not the name of a file beside the index");
        row("path upwards", R"({"weight_map":{"a":"../1.safetensors"}})", "is not the name of a file beside the index");
        row("absolute path", R"({"weight_map":{"a":"/etc/passwd"}})", "\"/etc/passwd\" is not the name of a file");
        row("backslash", R"({"weight_map":{"a":"..\\1.safetensors"}})", "is not the name of a file");
        row("dots", R"({"weight_map":{"a":".."}})", "is not the name of a file");
        row("NUL", R"({"weight_map":{"a":"1.safetensors\u0000"}})", "is not the name of a file");
        row("missing shard", R"({"weight_map":{"a":"1.safetensors","b":"3.safetensors"}})",
            "3.safetensors: the shard is missing; put all shards beside the index");
        row("tensor not in its shard",
            R"({"weight_map":{"a":"1.safetensors","b":"2.safetensors","c":"2.safetensors"}})",
            "2.safetensors: tensor \"c\" is listed in the index and not in the shard");
        row("tensor not listed", R"({"weight_map":{"a":"1.safetensors","c":"2.safetensors"}})",
            "tensor \"b\" is in the shard and the index does not list it there");
        row("tensors swapped", R"({"weight_map":{"b":"1.safetensors","a":"2.safetensors"}})", "does not list it there");
    }

    void index()
    {
        QFETCH(QByteArray, index);
        QFETCH(QByteArray, message);
        QTemporaryDir folder;
        for (const char* name : {"a", "b"}) {
            const std::string file = *name == 'a' ? "/1.safetensors" : "/2.safetensors";
            writeBytes(folder.path().toStdString() + file, oneByteTensor(name));
        }
        const std::string path = folder.path().toStdString() + "/model.safetensors.index.json";
        writeBytes(path, index.toStdString());
        Checkpoint checkpoint;
        const Refusal refusal = refusalOf([&] { checkpoint = readSafetensors(path); });
        QCOMPARE(refusal.code, message.isEmpty() ? 0 : 2);
        QVERIFY2(QByteArray::fromStdString(refusal.message).contains(message), refusal.message.c_str());
        if (message.isEmpty()) {
            QCOMPARE(checkpoint.files.size(), std::size_t(2));
            QCOMPARE(checkpoint.records[checkpoint.tensors[1].record].file, 1u);
        }
    }

    void tellsAnIndexByItsName()
    {
        QVERIFY(isSafetensorsIndex("a/model.safetensors.index.json"));
        QVERIFY(!isSafetensorsIndex("a/model.safetensors"));
        QVERIFY(!isSafetensorsIndex("a/pytorch_model.bin.index.json"));
    }
};

SAMSCOPE_TEST(tst_safetensors_reader, QCoreApplication, TestSafetensorsReader)
#include "tst_safetensors_reader.moc"
