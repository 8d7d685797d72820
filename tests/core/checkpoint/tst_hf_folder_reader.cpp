#include "core/checkpoint/hf_folder_reader.h"
#include "tests/support/checkpoint_builder.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

using namespace samscope;
using namespace std::string_literals;

class TestHfFolderReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsSafetensorsFirst()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        writeBytes(path / "config.json", "{ }");
        writeBytes(path / "model.safetensors", oneByteTensor("a"));
        writeBytes(path / "pytorch_model.bin", "never looked at");
        const Checkpoint checkpoint = readHfFolder(path);
        QVERIFY(checkpoint.container == Container::HfFolder);
        QCOMPARE(checkpoint.path, path);
        QCOMPARE(checkpoint.config, "{ }"s);
        QCOMPARE(checkpoint.tensors.at(0).name, "a"s);
    }

    void readsShards()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        writeBytes(path / "config.json", "{}");
        writeBytes(path / "model-00001-of-00002.safetensors", oneByteTensor("a"));
        writeBytes(path / "model-00002-of-00002.safetensors", oneByteTensor("b"));
        writeBytes(path / "model.safetensors.index.json",
                   R"({"weight_map":{"b":"model-00002-of-00002.safetensors","a":"model-00001-of-00002.safetensors"}})");
        const Checkpoint checkpoint = readHfFolder(path);
        QVERIFY(checkpoint.container == Container::HfFolder);
        QCOMPARE(checkpoint.files.size(), std::size_t(2));
        QCOMPARE(checkpoint.tensors.at(1).name, "b"s);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArrayList>("files");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("empty folder") << QByteArrayList{} << QByteArray("the folder holds no config.json");
        QTest::newRow("no weights") << QByteArrayList{"config.json"} << QByteArray("holds no model.safetensors");
        QTest::newRow("TensorFlow") << QByteArrayList{"config.json", "tf_model.h5"}
                                    << QByteArray("tf_model.h5: weights of this kind are not read");
        QTest::newRow("sharded pickles") << QByteArrayList{"config.json", "pytorch_model.bin.index.json"}
                                         << QByteArray("save the model again with transformers");
        QTest::newRow("damaged safetensors")
            << QByteArrayList{"config.json", "model.safetensors"} << QByteArray("too short");
        QTest::newRow("damaged pickle") << QByteArrayList{"config.json", "pytorch_model.bin"}
                                        << QByteArray("pytorch_model.bin");
    }

    void refuses()
    {
        QFETCH(QByteArrayList, files);
        QFETCH(QByteArray, message);
        QTemporaryDir folder;
        for (const QByteArray& file : files) {
            writeBytes(folder.path().toStdString() + "/" + file.toStdString(), "{}");
        }
        const Refusal refusal = refusalOf([&] { readHfFolder(folder.path().toStdString()); });
        QCOMPARE(refusal.code, 2);
        QVERIFY2(QByteArray::fromStdString(refusal.message).contains(message), refusal.message.c_str());
    }

    void refusesAHugeConfig()
    {
        QTemporaryDir folder;
        writeBytes(folder.path().toStdString() + "/config.json", std::string(1'000'001, ' '));
        const Refusal refusal = refusalOf([&] { readHfFolder(folder.path().toStdString()); });
        QVERIFY2(refusal.message.find("above 1 MB") != std::string::npos, refusal.message.c_str());
    }
};

SAMSCOPE_TEST(tst_hf_folder_reader, QCoreApplication, TestHfFolderReader)
#include "tst_hf_folder_reader.moc"
