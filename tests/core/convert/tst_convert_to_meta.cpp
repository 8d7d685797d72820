#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/convert/convert_to_meta.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

class TestConvertToMeta : public QObject
{
    Q_OBJECT

private:
    /// A converted model to go back from; the destination is "back.pth".
    static ConvertOptions backFrom(const TestFolder& folder)
    {
        ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        options.checkpoint = options.folder;
        options.folder = folder / "back.pth";
        return options;
    }

    static ConversionResult goBack(const ConvertOptions& options)
    {
        RecordingListener listener;
        return convertToMeta(options, {listener}, std::ref(listener));
    }

private Q_SLOTS:
    void givesBackTheSource()
    {
        const TestFolder folder;
        const ConvertOptions options = backFrom(folder);
        RecordingListener listener;
        const ConversionResult result = convertToMeta(options, {listener}, std::ref(listener));
        QCOMPARE(result.bytes, std::uint64_t(fs::file_size(options.folder)));
        QCOMPARE(listener.rows.size(), metaTensors(tinyConfig()).size());
        const Checkpoint source = openCheckpoint(folder / "tiny.pth");
        const Checkpoint back = openCheckpoint(options.folder);
        QCOMPARE(back.container, Container::TorchZip);
        QCOMPARE(back.tensors.size(), source.tensors.size());
        for (std::size_t i = 0; i < back.tensors.size(); ++i) {
            QCOMPARE(back.tensors[i].name, source.tensors[i].name);
            QCOMPARE(back.tensors[i].shape, source.tensors[i].shape);
            QCOMPARE(tensorSha256(back, back.tensors[i]), tensorSha256(source, source.tensors[i]));
            QCOMPARE(result.rows[i].sha256, tensorSha256(back, back.tensors[i]));
        }
    }

    void convertingAgainGivesTheSameBytes()
    {
        const TestFolder folder;
        const ConvertOptions options = backFrom(folder);
        goBack(options);
        ConvertOptions again;
        again.checkpoint = options.folder;
        again.folder = folder / "again";
        convertNow(again);
        QCOMPARE(contentsOf(again.folder), contentsOf(options.checkpoint));
    }

    void castsOrKeeps()
    {
        const TestFolder folder;
        ConvertOptions options = backFrom(folder);
        options.dtype = DType::F16;
        for (const WrittenRow& row : goBack(options).rows) {
            QCOMPARE(row.dtype, DType::F16);
        }
    }

    void acceptsEitherNameOfTheTiedEmbedding_data()
    {
        QTest::addColumn<bool>("both");
        QTest::addColumn<bool>("same");
        QTest::addColumn<QString>("message");
        QTest::newRow("the other name only") << false << true << "(no error)";
        QTest::newRow("both") << true << true << "(no error)";
        QTest::newRow("both, but different") << true << false << "differs from shared_image_embedding";
    }
    void acceptsEitherNameOfTheTiedEmbedding()
    {
        QFETCH(bool, both);
        QFETCH(bool, same);
        QFETCH(QString, message);
        const TestFolder folder;
        const ConvertOptions options = backFrom(folder);
        std::vector<TestTensor> tensors;
        for (TestTensor tensor : formulaTensors(tinyConfig())) {
            tensor.description.name = renameKey(tensor.description.name);
            if (both && tensor.description.name == "prompt_encoder.shared_embedding.positional_embedding") {
                tensors.push_back(tensor);
                tensors.back().description.name = "shared_image_embedding.positional_embedding";
                tensors.back().bytes[0] ^= same ? std::byte(0) : std::byte(1);
            }
            tensors.push_back(tensor);
        }
        writeTensors(options.checkpoint / "model.safetensors", tensors);
        const std::string error = errorOf([&] { goBack(options); });
        QVERIFY2(QString::fromStdString(error).contains(message), error.c_str());
        QCOMPARE(fs::exists(options.folder), message == u"(no error)"_s);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("message");
        QTest::newRow("existing file") << "exists"
                                       << "the file exists";
        QTest::newRow("a folder as destination") << "folder"
                                                 << "already exists and is not a file";
        QTest::newRow("no parent") << "parent"
                                   << "its folder does not exist";
        QTest::newRow("part of the source") << "inside"
                                            << "is, or is part of, the source";
        QTest::newRow("original names") << "meta"
                                        << "has the original names already";
        QTest::newRow("another name") << "name"
                                      << "is custom, not sam_vit_b_01ec64: hidden_size is 24, not 768";
        QTest::newRow("incomplete") << "incomplete"
                                    << "mask_decoder.iou_token.weight";
    }
    void refuses()
    {
        QFETCH(QString, what);
        QFETCH(QString, message);
        const TestFolder folder;
        ConvertOptions options = backFrom(folder);
        if (what == u"exists"_s) {
            writeText(options.folder, "old");
        } else if (what == u"folder"_s) {
            options.folder = options.checkpoint;
        } else if (what == u"parent"_s) {
            options.folder = folder / "no/such.pth";
        } else if (what == u"inside"_s) {
            options.folder = options.checkpoint / "model.safetensors";
            options.overwrite = true;
        } else if (what == u"meta"_s) {
            options.checkpoint = folder / "tiny.pth";
        } else if (what == u"name"_s) {
            options.modelName = "sam_vit_b_01ec64";
        } else {
            std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
            std::erase_if(tensors, [](const TestTensor& tensor) {
                return tensor.description.name == "mask_decoder.iou_token.weight";
            });
            for (TestTensor& tensor : tensors) {
                tensor.description.name = renameKey(tensor.description.name);
            }
            writeTensors(options.checkpoint / "model.safetensors", tensors);
        }
        const auto before = folder.names();
        const auto source = fs::is_directory(options.checkpoint) ? contentsOf(options.checkpoint)
                                                                 : std::map<std::string, std::string>{};
        const std::string error = errorOf([&] { goBack(options); });
        QVERIFY2(QString::fromStdString(error).contains(message), error.c_str());
        QCOMPARE(folder.names(), before);
        QCOMPARE(fs::is_directory(options.checkpoint) ? contentsOf(options.checkpoint) : source, source);
    }

    void failuresLeaveTheOldFile_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("message");
        QTest::newRow("full disk") << "full"
                                   << "No space left on device";
        QTest::newRow("damage on the disk") << "damage"
                                            << "what was read back from the disk is not what was written";
        QTest::newRow("stop") << "stop"
                              << "stopped";
    }
    void failuresLeaveTheOldFile()
    {
        QFETCH(QString, how);
        QFETCH(QString, message);
        const TestFolder folder;
        ConvertOptions options = backFrom(folder);
        options.overwrite = true;
        writeText(options.folder, "old");
        const WriteHookGuard guard;
        std::stop_source stop;
        setWriteHook([&](const fs::path& path, std::uint64_t written) {
            if (written < 200'000) {
                return;
            }
            if (how == u"full"_s) {
                throw Error({.file = path.string(), .reason = "No space left on device"});
            }
            if (how == u"stop"_s) {
                stop.request_stop();
            } else {
                flipByte(path, 100'000);
            }
            setWriteHook({});
        });
        RecordingListener listener;
        const std::string error = errorOf([&] {
            convertToMeta(options, {listener, stop.get_token()}, std::ref(listener));
        });
        QVERIFY2(QString::fromStdString(error).contains(message), error.c_str());
        QCOMPARE(textOf(options.folder), std::string("old"));
        QCOMPARE(folder.names(), (std::vector<std::string>{"back.pth", "out", "tiny.pth"}));
    }

    void overwritesWhenAllowed()
    {
        const TestFolder folder;
        ConvertOptions options = backFrom(folder);
        options.overwrite = true;
        writeText(options.folder, "old");
        const ConversionResult result = goBack(options);
        QCOMPARE(result.bytes, std::uint64_t(fs::file_size(options.folder)));
    }
};

SAMSCOPE_TEST(tst_convert_to_meta, QCoreApplication, TestConvertToMeta)
#include "tst_convert_to_meta.moc"
