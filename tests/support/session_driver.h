#pragma once

#include "core/inference/session.h"
#include "tests/support/image_files.h"
#include "tests/support/one_by_one_predictor.h"

#include <QTest>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <new>
#include <utility>

namespace samscope {

/// What the models of one test have done.
struct ModelCounts
{
    int encodes = 0;
    int decodes = 0;
    int alive = 0;
    int failures = 0; ///< so many decodes fail
};

/// The score is 100 x the model's number ("a" is 1) and the count of points; all logits are 3.
class NumberedPredictor final : public OneByOnePredictor
{
public:
    NumberedPredictor(ModelCounts& counts, std::filesystem::path path, BlockObserver observer)
        : m_counts(counts), m_observer(std::move(observer))
    {
        m_info.path = std::move(path);
        m_info.config.vision.imageSize = 64;
        ++m_counts.alive;
    }
    ~NumberedPredictor() override { --m_counts.alive; }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage&, const Work& work) override
    {
        work.throwIfStopped();
        ++m_counts.encodes;
        if (m_observer) {
            m_observer(0, std::vector<float>(4));
        }
        return {1, 4, std::vector<float>(16)};
    }

    Prediction answer(const PromptSet& prompts) override
    {
        ++m_counts.decodes;
        if (m_counts.failures-- > 0) {
            throw std::bad_alloc();
        }
        const auto number = static_cast<float>(m_info.path.string().front() - 'a' + 1);
        return {16, std::vector<float>(256, 3), {100 * number + static_cast<float>(prompts.points.size())}, {}};
    }

private:
    ModelCounts& m_counts;
    BlockObserver m_observer;
    ModelInfo m_info;
};

inline std::shared_ptr<const RgbImage> picture(std::uint64_t seed = 1)
{
    return std::make_shared<RgbImage>(patternImage(20, 10, seed));
}

inline PromptSet points(std::size_t count)
{
    return {.points = std::vector<PointPrompt>(count, {5, 5, 1})};
}

inline std::string reasonOf(const Error& error)
{
    return error.kind() == ErrorKind::Stopped ? "stopped" : error.what();
}

/// Scores of all models, and the area of the mask of the first: "101+201, 200 px".
inline std::string textOf(const Answers& answers)
{
    std::vector<int> scores;
    for (const Answer& answer : *answers) {
        scores.push_back(static_cast<int>(answer.best().iouScore));
    }
    return fmt::format("{}, {} px", fmt::join(scores, "+"), answers->front().best().mask.area());
}

struct SessionEventText
{
    std::string operator()(const ModelLoaded& event) const { return "loaded " + event.info.path.string(); }
    std::string operator()(const ModelFailed& event) const
    {
        return fmt::format("model {}: {}", event.model, reasonOf(event.error));
    }
    std::string operator()(const PictureEncoded& event) const
    {
        std::vector<std::string> models;
        for (const EncodedPicture& encoded : *event.pictures) {
            models.push_back(encoded.model.path.string());
        }
        return fmt::format("encoded by {}", fmt::join(models, "+"));
    }
    std::string operator()(const PromptsAnswered& event) const { return "answered " + textOf(event.answers); }
    std::string operator()(const PromptsPreviewed& event) const { return "previewed " + textOf(event.answers); }
    std::string operator()(const AnswerFailed& event) const { return "failed: " + reasonOf(event.error); }
    std::string operator()(const JobEnded& event) const
    {
        return fmt::format("job {} {}", event.job, event.error ? reasonOf(*event.error) : "done");
    }
};

/// A session and who drives it. The model "bad" fails to load.
class SessionDriver
{
public:
    explicit SessionDriver(std::size_t models = 1) : session(factory(), models) {}

    ModelCounts counts;
    Session session;

    void open(const char* model, std::size_t at = 0) { session.setModel(at, model, {}); }

    /// A job that does nothing.
    std::uint64_t addJob(bool isAboutPicture)
    {
        return session.run({[](Predictor&, const Work&) {}, isAboutPicture});
    }

    /// Starts the next step, which must be of this kind. The work is done when it ends.
    void begin(StepKind kind)
    {
        m_step = session.next();
        QVERIFY(m_step);
        QCOMPARE(int(m_step->kind), int(kind));
        QVERIFY(session.isWanted());
        QVERIFY(!session.next());
    }

    /// Ends the step that was begun: stopped where it is unwanted, unless it comes `tooLate` for that.
    void end(bool tooLate = false)
    {
        std::stop_source stop;
        if (!session.isWanted() && !tooLate) {
            stop.request_stop();
        }
        session.finish(m_step->work({.stop = stop.get_token()}));
        m_step.reset();
    }

    /// Does all there is to do.
    void work()
    {
        while ((m_step = session.next())) {
            end();
        }
    }

    /// Works until a step of this kind has begun.
    void workUntil(int kind)
    {
        while ((m_step = session.next()) && int(m_step->kind) != kind) {
            end();
        }
    }

    /// What has happened since the last call, "; " in between.
    QString heard()
    {
        std::vector<std::string> lines;
        for (const SessionEvent& event : session.takeEvents()) {
            lines.push_back(std::visit(SessionEventText{}, event));
        }
        return QString::fromStdString(fmt::format("{}", fmt::join(lines, "; ")));
    }

    /// `heard` after `work`.
    QString worked()
    {
        work();
        return heard();
    }

    /// With a model and an encoded picture.
    void start()
    {
        open("a");
        session.setImage(picture());
        QCOMPARE(worked(), QStringLiteral("loaded a; encoded by a"));
    }

private:
    PredictorFactory factory()
    {
        return [this](const std::filesystem::path& path, const PredictorOptions& options,
                      const Work& work) -> std::unique_ptr<Predictor> {
            work.throwIfStopped();
            if (path == "bad") {
                throw Error({.file = "bad", .reason = "is not a SAM"});
            }
            return std::make_unique<NumberedPredictor>(counts, path, options.blockObserver);
        };
    }

    std::optional<Step> m_step;
};

} // namespace samscope
