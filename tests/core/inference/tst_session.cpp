#include "core/inference/session.h"
#include "tests/support/image_files.h"
#include "tests/support/one_by_one_predictor.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <atomic>
#include <chrono>

using namespace samscope;
using namespace std::chrono_literals;

namespace {

/// A door that work waits at.
class Gate
{
public:
    void close() { m_open = false; }
    void open() { m_open = true; }

    void pass(const std::stop_token& stop = {})
    {
        ++m_arrived;
        while (!m_open) {
            throwIfStopped(stop);
            std::this_thread::sleep_for(1ms);
        }
        throwIfStopped(stop);
    }

    bool waitForArrivals(int count) const
    {
        return QTest::qWaitFor([&] { return m_arrived >= count; }, patience);
    }
    int arrived() const { return m_arrived; }

private:
    std::atomic<bool> m_open = true;
    std::atomic<int> m_arrived = 0;
};

struct Stage
{
    Gate load, encode, decode;
    std::atomic<int> decodeFailures = 0;
};

/// The scores are 100 x the model's number and the count of points.
class FakePredictor final : public OneByOnePredictor
{
public:
    FakePredictor(Stage& stage, std::filesystem::path path) : m_stage(stage)
    {
        m_info.path = std::move(path);
        m_info.config.vision.imageSize = 64;
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage&, const Work& work) override
    {
        work.report({"encoding", 1, 2, Unit::Blocks});
        m_stage.encode.pass(work.stop);
        return {1, 4, std::vector<float>(16)};
    }

    Prediction answer(const PromptSet& prompts) override
    {
        m_stage.decode.pass();
        if (m_stage.decodeFailures-- > 0) {
            throw std::bad_alloc();
        }
        const float model = m_info.path == "a" ? 100 : 200;
        return {16, std::vector<float>(256, 3), {model + static_cast<float>(prompts.points.size())}, {}};
    }

private:
    Stage& m_stage;
    ModelInfo m_info;
};

/// Writes down what it hears, one line each; progress is only counted.
class Recorder final : public SessionListener
{
public:
    void modelLoaded(const ModelInfo& model) override { add("loaded " + model.path.string()); }
    void imageEncoded(std::uint64_t image, double) override { add("encoded " + std::to_string(image)); }
    void predicted(std::uint64_t number, Prediction prediction, std::vector<Candidate> candidates,
                   const SessionTimings&) override
    {
        add("predicted " + std::to_string(number) + ": " + std::to_string(static_cast<int>(prediction.iouScores[0])) +
            " area " + std::to_string(candidates[0].mask.area()));
    }
    void modelFailed(const Error& error) override { failed(error); }
    void failed(const Error& error) override
    {
        add((error.kind() == ErrorKind::Stopped ? "stopped: " : "failed: ") + std::string(error.what()));
    }
    void progress(const Progress&) override { ++steps; }

    std::atomic<int> steps = 0;

    QStringList lines()
    {
        const std::lock_guard lock(m_mutex);
        QStringList copy;
        for (const std::string& line : m_lines) {
            copy << QString::fromStdString(line);
        }
        return copy;
    }

    bool waitFor(const QString& start, int count = 1)
    {
        return QTest::qWaitFor(
            [&] { return lines().filter(QRegularExpression(QStringLiteral("^") + start)).size() >= count; }, patience);
    }

    void add(const std::string& line)
    {
        const std::lock_guard lock(m_mutex);
        m_lines.push_back(line);
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_lines;
};

std::shared_ptr<const RgbImage> picture(std::uint64_t seed)
{
    return std::make_shared<RgbImage>(patternImage(20, 10, seed));
}

PromptSet points(std::size_t count)
{
    return {.points = std::vector<PointPrompt>(count, {5, 5, 1})};
}

/// Everything that one test needs. The model "bad" fails to load.
struct Bench
{
    Stage stage;
    Recorder heard;
    std::optional<Session> session;

    Bench()
    {
        session.emplace(heard,
                        [this](const std::filesystem::path& path, const PredictorOptions&,
                               const Work& work) -> std::unique_ptr<Predictor> {
                            stage.load.pass(work.stop);
                            if (path == "bad") {
                                throw Error({.file = "bad", .reason = "is no SAM"});
                            }
                            return std::make_unique<FakePredictor>(stage, path);
                        });
    }

    ~Bench()
    {
        stage.decode.open();
        session.reset();
    }

    void start(const char* model = "a")
    {
        session->setModel(model, {});
        session->setImage(picture(1), 1);
        QVERIFY(heard.waitFor(QStringLiteral("encoded 1")));
    }

    /// Waits until everything that was asked for and is due is over: jobs come last.
    void finishWhatIsDue()
    {
        session->run({[](Predictor&, const Work&) {}, [this](const std::optional<Error>&) { heard.add("all done"); }});
        QVERIFY(heard.waitFor(QStringLiteral("all done")));
    }
};

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersOneAfterTheOther()
    {
        Bench bench;
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        bench.session->setPrompts(points(2), 7);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted")));
        QCOMPARE(bench.heard.lines(), QStringList({QStringLiteral("loaded a"), QStringLiteral("encoded 1"),
                                                   QStringLiteral("predicted 7: 102 area 200")}));
        QVERIFY(bench.heard.steps > 0);
    }

    void theOrderOfRequestsDoesNotMatter()
    {
        Bench bench;
        bench.session->setImage(picture(1), 1);
        bench.session->setPrompts(points(1), 1);
        bench.session->setModel("a", {});
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted")));
        QCOMPARE(bench.heard.lines(), QStringList({QStringLiteral("loaded a"), QStringLiteral("encoded 1"),
                                                   QStringLiteral("predicted 1: 101 area 200")}));
    }

    void theThresholdIsTheCallers()
    {
        Bench bench;
        bench.start();
        bench.session->setPrompts(points(1), 1, 3.5F);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 1: 101 area 0")));
    }

    void anotherThresholdNeedsNoDecoding()
    {
        Bench bench;
        bench.start();
        bench.session->setPrompts(points(1), 1, 3.5F);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 1: 101 area 0")));
        bench.session->setPrompts(points(1), 2, 2.5F);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 2: 101 area 200")));
        QCOMPARE(bench.stage.decode.arrived(), 1);
        bench.session->setPrompts(points(2), 3);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 3: 102")));
        QCOMPARE(bench.stage.decode.arrived(), 2);
    }

    void jobsRunOnTheModelOnceItIsThere()
    {
        Bench bench;
        for (const char* name : {"first", "second"}) {
            bench.session->run({[&bench](Predictor& predictor, const Work& work) {
                                    work.report({"counting", 1, 2});
                                    bench.heard.add("ran on " + predictor.info().path.string());
                                },
                                [&bench, name](const std::optional<Error>& error) {
                                    bench.heard.add(std::string(name) + (error ? " failed" : " done"));
                                }});
        }
        bench.session->setModel("a", {});
        QVERIFY(bench.heard.waitFor(QStringLiteral("second done")));
        QCOMPARE(bench.heard.lines(),
                 QStringList({QStringLiteral("loaded a"), QStringLiteral("ran on a"), QStringLiteral("first done"),
                              QStringLiteral("ran on a"), QStringLiteral("second done")}));
        QCOMPARE(bench.heard.steps, 2);
    }

    void stoppingEndsTheJobAndThoseThatWait()
    {
        Bench bench;
        bench.start();
        Gate gate;
        gate.close();
        for (int i = 0; i < 2; ++i) {
            bench.session->run({[&gate](Predictor&, const Work& work) { gate.pass(work.stop); },
                                [&bench](const std::optional<Error>& error) {
                                    bench.heard.add(error && error->kind() == ErrorKind::Stopped ? "given up" : "done");
                                }});
        }
        QVERIFY(gate.waitForArrivals(1));
        bench.session->stop();
        QVERIFY(bench.heard.waitFor(QStringLiteral("given up"), 2));
        QCOMPARE(gate.arrived(), 1);
        bench.session->setPrompts(points(1), 4);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 4")));
    }

    /// Were a request to wait for the encoder, this would not end: the encoder is let go after the last.
    void twoHundredClicksWhileEncodingDoNotWait()
    {
        Bench bench;
        bench.stage.encode.close();
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        QVERIFY(bench.stage.encode.waitForArrivals(1));
        for (std::uint64_t number = 1; number <= 200; ++number) {
            bench.session->setPrompts(points(number), number);
        }
        bench.stage.encode.open();
        bench.finishWhatIsDue();
        QCOMPARE(bench.stage.decode.arrived(), 1);
        QCOMPARE(bench.heard.lines().filter(QStringLiteral("predicted")),
                 QStringList({QStringLiteral("predicted 200: 300 area 200")}));
    }

    void oneDecodeInFlightAndTheNewestNext()
    {
        Bench bench;
        bench.start();
        bench.stage.decode.close();
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.stage.decode.waitForArrivals(1));
        for (std::uint64_t number = 2; number <= 50; ++number) {
            bench.session->setPrompts(points(number), number);
        }
        QCOMPARE(bench.stage.decode.arrived(), 1);
        bench.stage.decode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 50")));
        QCOMPARE(bench.stage.decode.arrived(), 2);
    }

    void stoppingAnEncode()
    {
        Bench bench;
        bench.stage.encode.close();
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        QVERIFY(bench.stage.encode.waitForArrivals(1));
        bench.session->setPrompts(points(1), 1);
        bench.session->stop();
        QVERIFY(bench.heard.waitFor(QStringLiteral("stopped")));
        bench.finishWhatIsDue(); // an encode that began again would be held
        QCOMPARE(bench.stage.encode.arrived(), 1);
        bench.stage.encode.open();
        bench.session->setPrompts(points(2), 2);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 2")));
        QCOMPARE(bench.heard.lines().filter(QStringLiteral("predicted")).size(), 1);
    }

    void stoppingALoadKeepsTheOldModel()
    {
        Bench bench;
        bench.start();
        bench.stage.load.close();
        bench.session->setModel("b", {});
        QVERIFY(bench.stage.load.waitForArrivals(2));
        bench.session->stop();
        QVERIFY(bench.heard.waitFor(QStringLiteral("stopped")));
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 1: 101")));
    }

    void aNewPictureReplacesAnEncode()
    {
        Bench bench;
        bench.stage.encode.close();
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        QVERIFY(bench.stage.encode.waitForArrivals(1));
        bench.session->setImage(picture(2), 2);
        QVERIFY(bench.stage.encode.waitForArrivals(2));
        bench.stage.encode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("encoded 2")));
        QCOMPARE(bench.heard.lines(), QStringList({QStringLiteral("loaded a"), QStringLiteral("encoded 2")}));
    }

    void aNewModelReplacesAnEncode()
    {
        Bench bench;
        bench.stage.encode.close();
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        bench.session->setPrompts(points(1), 5);
        QVERIFY(bench.stage.encode.waitForArrivals(1));
        bench.session->setModel("b", {});
        QVERIFY(bench.heard.waitFor(QStringLiteral("loaded b")));
        bench.stage.encode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 5: 201")));
        QCOMPARE(bench.heard.lines(),
                 QStringList({QStringLiteral("loaded a"), QStringLiteral("loaded b"), QStringLiteral("encoded 1"),
                              QStringLiteral("predicted 5: 201 area 200")}));
    }

    void aLateResultOfTheOldModelIsDropped()
    {
        Bench bench;
        bench.start();
        bench.stage.decode.close();
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.stage.decode.waitForArrivals(1));
        bench.session->setModel("b", {});
        bench.stage.decode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 1")));
        QCOMPARE(bench.heard.lines().filter(QStringLiteral("predicted")),
                 QStringList({QStringLiteral("predicted 1: 201 area 200")}));
    }

    void aLateResultOnTheOldPictureIsDropped()
    {
        Bench bench;
        bench.start();
        bench.stage.decode.close();
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.stage.decode.waitForArrivals(1));
        bench.session->setPrompts(points(2), 2);
        bench.session->setImage(picture(2), 2);
        bench.stage.decode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("encoded 2")));
        bench.finishWhatIsDue();
        QVERIFY(bench.heard.lines().filter(QStringLiteral("predicted")).isEmpty());
        QCOMPARE(bench.stage.decode.arrived(), 1);
    }

    void aModelThatFailsLeavesTheOldOneAtWork()
    {
        Bench bench;
        bench.start();
        bench.stage.decode.close();
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.stage.decode.waitForArrivals(1));
        bench.session->setModel("bad", {});
        bench.stage.decode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 1: 101")));
        QCOMPARE(bench.heard.lines().filter(QStringLiteral("failed")),
                 QStringList({QStringLiteral("failed: bad: is no SAM")}));
    }

    void aReplacedEncodeIsMadeUpForWhenTheNewModelFails()
    {
        Bench bench;
        bench.stage.encode.close();
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        QVERIFY(bench.stage.encode.waitForArrivals(1));
        bench.session->setModel("bad", {});
        QVERIFY(bench.heard.waitFor(QStringLiteral("failed")));
        bench.stage.encode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("encoded 1")));
    }

    void aPictureSeenBeforeIsNotEncodedAgain()
    {
        Bench bench;
        bench.start();
        bench.session->setImage(picture(2), 2);
        QVERIFY(bench.heard.waitFor(QStringLiteral("encoded 2")));
        bench.session->setImage(picture(1), 3);
        QVERIFY(bench.heard.waitFor(QStringLiteral("encoded 3")));
        QCOMPARE(bench.stage.encode.arrived(), 2);
    }

    void whatAStopTakesAwayBeforeItsTurnIsTold()
    {
        Bench bench;
        bench.start();
        bench.stage.decode.close();
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.stage.decode.waitForArrivals(1));
        bench.session->setModel("b", {});
        bench.session->stop();
        bench.stage.decode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("stopped: ")));
        bench.session->setPrompts(points(2), 2);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 2: 102"))); // by the model before it
        QVERIFY(bench.heard.lines().filter(QStringLiteral("loaded b")).isEmpty());

        bench.stage.decode.close();
        bench.session->setPrompts(points(3), 3);
        QVERIFY(bench.stage.decode.waitForArrivals(3));
        bench.session->setImage(picture(2), 2);
        bench.session->stop();
        bench.stage.decode.open();
        QVERIFY(bench.heard.waitFor(QStringLiteral("stopped: "), 2));
        QVERIFY(bench.heard.lines().filter(QStringLiteral("encoded 2")).isEmpty());
    }

    void errorsOfAnyKindAreHeardAndSurvived()
    {
        Bench bench;
        bench.start();
        bench.stage.decodeFailures = 1;
        bench.session->setPrompts(points(1), 1);
        QVERIFY(bench.heard.waitFor(QStringLiteral("failed: out of memory")));
        bench.session->setPrompts(points(2), 2);
        QVERIFY(bench.heard.waitFor(QStringLiteral("predicted 2")));
        bench.session->setImage(std::make_shared<RgbImage>(RgbImage{1, 100'000, std::vector<std::uint8_t>(300'000)}),
                                4);
        QVERIFY(bench.heard.waitFor(QStringLiteral("failed: a picture of 1x100000")));
        bench.session->setImage(picture(1), 5);
        QVERIFY(bench.heard.waitFor(QStringLiteral("encoded 5")));
    }

    void goesAwayDuringWork_data()
    {
        QTest::addColumn<bool>("loading");
        QTest::newRow("load") << true;
        QTest::newRow("encode") << false;
    }

    /// Though the work is never let go.
    void goesAwayDuringWork()
    {
        QFETCH(bool, loading);
        Bench bench;
        Gate& gate = loading ? bench.stage.load : bench.stage.encode;
        gate.close();
        bench.session->setModel("a", {});
        bench.session->setImage(picture(1), 1);
        bench.session->setPrompts(points(1), 1);
        QVERIFY(gate.waitForArrivals(1));
        bench.session.reset();
        QVERIFY(bench.heard.lines().filter(QRegularExpression(QStringLiteral("stopped|failed|predicted"))).isEmpty());
    }

    void goesAwayAtAnyMoment()
    {
        for (int i = 0; i < 200; ++i) {
            Bench bench;
            bench.stage.encode.close();
            bench.session->setModel("a", {});
            bench.session->setImage(picture(1), 1);
            for (int turn = 0; turn < i; ++turn) {
                std::this_thread::yield();
            }
            bench.session.reset();
        }
    }
};

SAMSCOPE_TEST(tst_session, QCoreApplication, TestSession)
#include "tst_session.moc"
