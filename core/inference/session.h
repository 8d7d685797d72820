#pragma once

#include "core/base/error.h"
#include "core/imaging/image.h"
#include "core/inference/embedding_cache.h"
#include "core/inference/segment.h"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace samscope {

/// Of the picture by every model of a session, in their order.
using EncodedPictures = std::shared_ptr<const std::vector<EncodedPicture>>;
/// Of every model of a session to the same prompts, in their order.
using Answers = std::shared_ptr<const std::vector<Answer>>;

enum class StepKind
{
    Load,    ///< a model
    Release, ///< models that have been replaced are destroyed
    Encode,  ///< the picture, with every model
    Answer,  ///< the prompts, by every model
    Preview, ///< other prompts, by every model
    Job,
};

/// What the work of a step came to; `Error` when it failed or was stopped.
using StepResult = std::variant<std::monostate, Error, std::shared_ptr<Predictor>, EncodedPictures, Answers>;

/// The next thing to be done.
struct Step
{
    StepKind kind = StepKind::Job;
    std::size_t model = 0; ///< that is loaded
    /// Touches nothing of the session, so it may run on any thread. Does not throw.
    std::function<StepResult(const Work&)> work;
};

/// Work of another kind on the session's first model, such as a run of references: the model is in memory once.
struct SessionJob
{
    std::function<void(Predictor&, const Work&)> work;
    bool isAboutPicture = false; ///< unwanted as soon as prompts are given, or the picture or a model is replaced
};

struct ModelLoaded
{
    std::size_t model = 0;
    ModelInfo info;
};

/// The model before it, if any, goes on. Kind `Stopped` after `Session::stop`.
struct ModelFailed
{
    std::size_t model = 0;
    Error error;
};

struct PictureEncoded
{
    EncodedPictures pictures;
};

struct PromptsAnswered
{
    Answers answers;
};

struct PromptsPreviewed
{
    Answers answers;
};

/// The picture was not encoded, or the prompts were not answered. Kind `Stopped` after `Session::stop`.
struct AnswerFailed
{
    Error error;
};

/// Every job ends once: with nothing when done, with kind `Stopped` after a stop or when it became unwanted.
struct JobEnded
{
    std::uint64_t job = 0;
    std::optional<Error> error;
};

using SessionEvent =
    std::variant<ModelLoaded, ModelFailed, PictureEncoded, PromptsAnswered, PromptsPreviewed, AnswerFailed, JobEnded>;

/// One or more models, one picture and the prompts on it, as a machine that takes requests and says what is to be done
/// next. It alone decides whether what was asked for is still wanted: the newest request of each kind wins, and what it
/// replaces yields no event. It has no thread and is not safe to be shared by several. Its owner runs the steps, one at
/// a time: `next`, the step's work on any thread, `finish`, `takeEvents`. After every request the owner looks for
/// events as well, and stops the step that runs unless it `isWanted`.
class Session
{
public:
    /// `models` of them work side by side: all encode the picture, and all answer.
    explicit Session(PredictorFactory factory, std::size_t models = 1);

    /// The old model is kept until the new one is there, and goes on where that fails or is stopped. A new model
    /// encodes the picture again, and the prompts are answered again by whichever it is. A model whose options have a
    /// block observer encodes every time; others remember the pictures they have seen.
    void setModel(std::size_t model, std::filesystem::path path, PredictorOptions options);
    /// Nothing: there is no picture. Prompts given before are forgotten.
    void setImage(std::shared_ptr<const RgbImage> image);
    /// Nothing: no answer is wanted. Encodes the picture again where that failed or was stopped.
    void setPrompts(std::optional<PromptSet> prompts);
    /// Logits above it are inside. The prompts are answered again, without decoding.
    void setThreshold(float threshold);
    /// What these prompts would give. Ignored until the picture is encoded and while an answer is due; forgotten when
    /// prompts are given.
    void preview(PromptSet prompts);
    /// Done in order, as soon as there is a model and nothing else is due. Returns the number that its end has.
    std::uint64_t run(SessionJob job);
    /// Gives up what runs and what waits; an event reports each. What a model that loads would have answered is
    /// answered by the old one.
    void stop();

    /// What is to be done now; nothing while a step runs.
    std::optional<Step> next();
    /// False: the step that runs should be stopped.
    bool isWanted() const { return !m_running || m_running->fate == Fate::Wanted; }
    /// Ends the step that runs.
    void finish(StepResult result);
    /// What happened since the last call.
    std::vector<SessionEvent> takeEvents() { return std::exchange(m_events, {}); }

    /// What takes long enough to be shown.
    struct Occupation
    {
        StepKind kind = StepKind::Job; ///< Load, Encode or Job
        std::size_t model = 0;         ///< that is loaded
        bool operator==(const Occupation&) const = default;
    };
    /// The first of loading, encoding and jobs that runs or waits; answers are too short to count.
    std::optional<Occupation> occupation() const;

private:
    struct ModelRequest
    {
        std::filesystem::path path;
        PredictorOptions options;
    };

    struct Model
    {
        std::optional<ModelRequest> request; ///< that waits
        std::shared_ptr<Predictor> predictor;
    };

    struct QueuedJob
    {
        std::uint64_t number = 0;
        SessionJob job;
    };

    enum class Fate
    {
        Wanted,
        Stopped,  ///< reported when it has ended
        Replaced, ///< reported only if it is a job
    };

    struct Running
    {
        StepKind kind = StepKind::Job;
        Fate fate = Fate::Wanted;
        std::size_t model = 0;
        float threshold = 0;         ///< of an answer
        std::uint64_t job = 0;       ///< number of a job
        bool isAboutPicture = false; ///< a job
    };

    bool isRunning(StepKind kind) const { return m_running && m_running->kind == kind; }
    /// A model waits, or is just being loaded.
    std::optional<std::size_t> modelThatLoads() const;
    bool isEncodeDue() const;
    /// What runs is unwanted if it is of one of these kinds.
    void replace(std::initializer_list<StepKind> kinds);
    void dropJobs(bool onlyAboutPicture);
    /// Prompts or threshold are other ones, or given again.
    void ask();

    std::vector<std::shared_ptr<Predictor>> predictors() const;

    Step start(const Running& running, std::function<StepResult(const Work&)> work);
    Step release();
    Step load(std::size_t model);
    Step encode();
    /// `known` answers to the same prompts need no decoding; nothing: there are none.
    Step answer(StepKind kind, PromptSet prompts, Answers known);
    Step startJob();

    void fail(const Running& ended, const Error& error);
    void keep(const Running& ended, StepResult result);
    void keepModel(std::size_t model, std::shared_ptr<Predictor> predictor);

    PredictorFactory m_factory;
    std::shared_ptr<EmbeddingCache> m_cache = std::make_shared<EmbeddingCache>();
    std::vector<Model> m_models;
    std::vector<std::shared_ptr<Predictor>> m_replaced; ///< to be destroyed where that may take its time
    std::shared_ptr<const RgbImage> m_image;
    bool m_isEncodeWanted = true; ///< false once it failed or was stopped
    EncodedPictures m_encoded;    ///< of m_image by m_models
    std::optional<PromptSet> m_prompts;
    float m_threshold = 0;
    bool m_isAnswerDue = false; ///< to m_prompts at m_threshold
    Answers m_answers;          ///< to m_prompts, at whatever threshold
    std::optional<PromptSet> m_preview;
    std::deque<QueuedJob> m_jobs; ///< the one that runs is not among them
    std::uint64_t m_lastJob = 0;
    std::optional<Running> m_running;
    std::vector<SessionEvent> m_events;
};

} // namespace samscope
