#include "core/fast/fast_predictor.h"
#include "tests/support/golden.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <QTest>

using namespace samscope;

/// What it asks of the machine; what it answers is in core/inference/tst_back_ends and tst_golden.
class TestFastPredictor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bfloat16NeedsHalfTheMemoryForTheBlocksLinearLayers()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString() + "/tiny.safetensors";
        const SamConfig config = tinyConfig();
        writeFormulaCheckpoint(path, config);
        const ModelSource source(path, {});
        std::uint64_t linear = 0;
        for (const std::string& name : source.names()) {
            if (name.starts_with("vision_encoder.layers.") && source.shape(name).size() == 2 &&
                name.find("rel_pos") == std::string::npos) {
                linear += source.shape(name)[0] * source.shape(name)[1];
            }
        }
        const std::uint64_t whole = memoryNeeded(source, Precision::Float32);
        QVERIFY(linear > 0);
        QVERIFY(whole > source.weightBytes());
        QCOMPARE(whole - memoryNeeded(source, Precision::BFloat16), 2 * linear);
    }
};

SAMSCOPE_TEST(tst_fast_predictor, QCoreApplication, TestFastPredictor)
#include "tst_fast_predictor.moc"
