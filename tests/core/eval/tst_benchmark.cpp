#include "core/base/error.h"
#include "core/eval/benchmark.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cmath>

using namespace samscope;

class TestBenchmark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quantilesLieBetweenTheTimes()
    {
        const StageTimes times{.milliseconds = {40, 10, 30, 20}};
        QCOMPARE(times.min(), 10.0);
        QCOMPARE(times.median(), 25.0);
        QCOMPARE(times.quantile(1), 40.0);
        QVERIFY(std::abs(times.p95() - 38.5) < 1e-9);
        QCOMPARE(StageTimes().median(), 0.0);
    }

    void measuresTheDemoModel()
    {
        const std::filesystem::path model = SAMSCOPE_SOURCE_DIR "/resources/demo/demo_sam.pth";
        const BenchmarkReport report = runBenchmark(model, {.device = {Device::Kind::Cpu}}, 3, {});
        QCOMPARE(report.model.numerics, Numerics::Fast);
        QCOMPARE(report.load.milliseconds.size(), 1u);
        QCOMPARE(report.firstImage.milliseconds.size(), 1u);
        QCOMPARE(report.encoder.milliseconds.size() + static_cast<std::size_t>(report.leftOut), 3u);
        QCOMPARE(report.decoderBox.milliseconds.size(), report.encoder.milliseconds.size());
        QVERIFY(report.encoder.min() > 0);
        QVERIFY(report.encoderCpu.min() >= 0 && std::isfinite(report.encoderCpu.median()));
        QVERIFY(report.coldStartRatio() > 0 && std::isfinite(report.coldStartRatio()));
        QVERIFY2(report.residentGrowth < 1'000'000, qPrintable(QString::number(report.residentGrowth)));
        QVERIFY(report.probeGflops.median() > 0);
        QVERIFY(report.encoderShareOfPeak > 0 && std::isfinite(report.encoderShareOfPeak));
    }

    void coldStartIsLoadingAndTheFirstPictureBesideAWarmOne()
    {
        BenchmarkReport report;
        report.load.milliseconds = {100};
        report.firstImage.milliseconds = {300};
        report.encoder.milliseconds = {190, 200, 500};
        QCOMPARE(report.coldStartRatio(), 2.0);
    }

    void stops()
    {
        std::stop_source stop;
        stop.request_stop();
        const std::filesystem::path model = SAMSCOPE_SOURCE_DIR "/resources/demo/demo_sam.pth";
        QVERIFY_THROWS_EXCEPTION(Error,
                                 runBenchmark(model, {.device = {Device::Kind::Cpu}}, 3, {.stop = stop.get_token()}));
    }
};

SAMSCOPE_TEST(tst_benchmark, QCoreApplication, TestBenchmark)
#include "tst_benchmark.moc"
