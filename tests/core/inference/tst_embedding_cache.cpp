#include "core/inference/embedding_cache.h"
#include "tests/support/image_files.h"
#include "tests/support/stub_predictor.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace samscope;

namespace {

ImageEmbedding embedding(float value)
{
    return {1, 5, std::vector<float>(25, value)};
}

constexpr std::size_t embeddingBytes = 100;

} // namespace

class TestEmbeddingCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLeastRecentlyUsedGoesFirst()
    {
        EmbeddingCache cache(3 * embeddingBytes);
        for (const char* key : {"a", "b", "c"}) {
            cache.insert(key, embedding(static_cast<float>(key[0])));
        }
        QVERIFY(cache.find("a"));
        cache.insert("d", embedding(1));
        QVERIFY(!cache.find("b"));
        QVERIFY(cache.find("a") && cache.find("c") && cache.find("d"));
        QCOMPARE(cache.find("a")->values, embedding('a').values);
    }

    void aKeyIsHeldOnce()
    {
        EmbeddingCache cache(2 * embeddingBytes);
        cache.insert("a", embedding(1));
        cache.insert("b", embedding(1));
        cache.insert("a", embedding(2));
        QVERIFY(cache.find("b"));
        QCOMPARE(cache.find("a")->values, embedding(2).values);
    }

    void whatIsTooLargeIsNotKept()
    {
        EmbeddingCache cache(embeddingBytes - 1);
        cache.insert("a", embedding(1));
        QVERIFY(!cache.find("a"));
    }

    void aPictureIsEncodedOncePerModel()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("model")).toStdString();
        std::ofstream(path) << "weights";
        const auto cache = std::make_shared<EmbeddingCache>();
        const auto first = preprocess(patternImage(30, 20), 64);
        const auto second = preprocess(patternImage(30, 20, 2), 64);
        const auto encodes = [&](const Device& device, const PreprocessedImage& image) {
            auto stub = std::make_unique<StubPredictor>();
            StubPredictor& counted = *stub;
            stub->model.path = path;
            stub->model.device = device;
            const auto cached = withEmbeddingCache(std::move(stub), cache);
            const auto once = cached->encode(image, {});
            return cached->encode(image, {}).values == once.values ? counted.encodes : -1;
        };
        const Device cpu{Device::Kind::Cpu};
        const Device cuda{Device::Kind::Cuda, 0};
        QCOMPARE(encodes(cpu, first), 1);
        QCOMPARE(encodes(cpu, first), 0);
        QCOMPARE(encodes(cpu, second), 1);
        QCOMPARE(encodes(cuda, first), 1);
        std::ofstream(path) << "other weights";
        QCOMPARE(encodes(cpu, first), 1);
    }

    void otherNumericsAreAnotherModel()
    {
        const auto cache = std::make_shared<EmbeddingCache>();
        const auto image = preprocess(patternImage(30, 20), 64);
        for (const Numerics numerics : {Numerics::Reference, Numerics::Fast, Numerics::Bf16}) {
            for (const int expected : {1, 0}) {
                auto stub = std::make_unique<StubPredictor>();
                StubPredictor& counted = *stub;
                stub->model.path = "/nowhere/model";
                stub->model.numerics = numerics;
                withEmbeddingCache(std::move(stub), cache)->encode(image, {});
                QCOMPARE(counted.encodes, expected);
            }
        }
    }

    /// A conversion into the same folder keeps the size of every file.
    void whatIsWrittenAnewIsAnotherModel_data()
    {
        QTest::addColumn<bool>("folder");
        QTest::newRow("file") << false;
        QTest::newRow("file of a folder") << true;
    }
    void whatIsWrittenAnewIsAnotherModel()
    {
        QFETCH(bool, folder);
        const QTemporaryDir home;
        const std::filesystem::path file = home.filePath(QStringLiteral("model.safetensors")).toStdString();
        const std::filesystem::path model = folder ? file.parent_path() : file;
        std::ofstream(file) << "weights";
        const auto cache = std::make_shared<EmbeddingCache>();
        const auto image = preprocess(patternImage(30, 20), 64);
        const auto encodes = [&] {
            auto stub = std::make_unique<StubPredictor>();
            StubPredictor& counted = *stub;
            stub->model.path = model;
            withEmbeddingCache(std::move(stub), cache)->encode(image, {});
            return counted.encodes;
        };
        QCOMPARE(encodes(), 1);
        QCOMPARE(encodes(), 0);
        std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(1));
        QCOMPARE(encodes(), 1);
    }
};

SAMSCOPE_TEST(tst_embedding_cache, QCoreApplication, TestEmbeddingCache)
#include "tst_embedding_cache.moc"
