#pragma once

#include "core/base/error.h"
#include "core/base/work.h"
#include "core/imaging/image.h"
#include "core/inference/embedding_cache.h"
#include "core/inference/predictor.h"
#include "core/inference/segment.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace samscope {

/// How long the stages behind a result took, in milliseconds.
struct SessionTimings
{
    double preprocess = 0;
    double encode = 0; ///< of this picture; next to nothing when its embedding was in the cache
    double decode = 0;
    double postprocess = 0;
};

/// Hears what a session does. Every call comes from the session's own thread: hand over and return.
class SessionListener
{
public:
    virtual ~SessionListener() = default;

    virtual void modelLoaded(const ModelInfo& model) = 0;
    /// The one before it, if any, goes on. Kind `Stopped` after `Session::stop`.
    virtual void modelFailed(const Error& error) = 0;
    virtual void imageEncoded(std::uint64_t image, double milliseconds) = 0;
    /// `candidates` are at the picture's size, in the decoder's order.
    virtual void predicted(std::uint64_t number, Prediction prediction, std::vector<Candidate> candidates,
                           const SessionTimings& timings) = 0;
    /// Kind `Stopped` after `Session::stop`; nothing is said of work that a newer request replaced.
    virtual void failed(const Error& error) = 0;
    virtual void progress(const Progress& progress) = 0;
};

/// Work of another kind on the session's model, such as a run of references: the model is in memory once.
struct SessionJob
{
    std::function<void(Predictor&, const Work&)> work;
    /// How it ended, on the session's thread: nothing when done, kind `Stopped` after a stop or another model. Not
    /// called when the session ends before its turn.
    std::function<void(const std::optional<Error>&)> finished;
};

/// One model, one picture and the prompts on it, worked on by a thread of its own. The newest request of each kind
/// wins: at most one waits, and one decode is in flight. Requests may come from any thread and return at once.
class Session
{
public:
    /// The listener must outlive the session.
    explicit Session(SessionListener& listener, PredictorFactory factory = loadPredictor);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    /// Stops what runs and waits for it.
    ~Session();

    /// Loads a model; the picture is then encoded again and the last prompts answered again. The old model stays until
    /// the new one is there.
    void setModel(std::filesystem::path path, PredictorOptions options);
    /// Encodes a picture as soon as there is a model. Prompts given before are forgotten, results for them dropped.
    void setImage(std::shared_ptr<const RgbImage> image, std::uint64_t id);
    /// Answered once the picture is encoded, unless newer prompts come first. `number` comes back with the result.
    void setPrompts(PromptSet prompts, std::uint64_t number, float threshold = 0);
    /// Done in order, each when no prompts wait and as soon as there is a model. Its progress goes to the listener.
    void run(SessionJob job);
    /// Gives up loading, encoding, jobs and everything that waits; each is told of. New prompts start the encoding
    /// again.
    void stop();

private:
    struct ModelRequest
    {
        std::filesystem::path path;
        PredictorOptions options;
    };

    struct ImageRequest
    {
        std::shared_ptr<const RgbImage> image;
        std::uint64_t id = 0;
        bool encode = true; ///< false after a stop: wait for prompts
    };

    struct PromptRequest
    {
        PromptSet prompts;
        std::uint64_t number = 0;
        float threshold = 0;
    };

    enum class Step
    {
        Nothing,
        Load,
        Encode,
        Decode,
        Job,
    };

    struct QueuedJob
    {
        SessionJob job;
        bool stopped = false;
    };

    void work(const std::stop_token& quit);
    /// Says which requests a stop has taken away before their turn.
    void tellDropped();
    Step takeRequests();
    void perform(Step step);
    void load();
    void encode();
    void decode();
    void runJob();
    bool jobIsDue() const;
    bool isReplaced();

    SessionListener& m_listener;
    PredictorFactory m_factory;

    std::mutex m_mutex; ///< guards the requests that wait, and what is running
    std::condition_variable_any m_wake;
    std::optional<ModelRequest> m_nextModel;
    std::optional<ImageRequest> m_nextImage;
    std::optional<PromptRequest> m_nextPrompts;
    bool m_modelDropped = false; ///< by a stop, before its turn
    bool m_encodeDropped = false;
    std::deque<QueuedJob> m_jobs; ///< the one that runs is not among them
    Step m_running = Step::Nothing;
    std::stop_source m_stop; ///< of what is running; replaced by the session's thread only
    bool m_quitting = false;

    // The thread's own.
    std::optional<ModelRequest> m_model;
    std::optional<ImageRequest> m_image;
    std::optional<PromptRequest> m_prompts;
    std::shared_ptr<EmbeddingCache> m_cache = std::make_shared<EmbeddingCache>();
    std::unique_ptr<Predictor> m_predictor;
    std::optional<ImageEmbedding> m_embedding;
    std::optional<Prediction> m_prediction; ///< of m_answered: another threshold needs no decoding
    PromptSet m_answered;
    ImageGeometry m_geometry;
    SessionTimings m_timings;
    bool m_encodeDue = false;
    bool m_decodeDue = false;
    QueuedJob m_job;

    std::jthread m_worker; ///< last: everything above is there before it starts and after it ends
};

} // namespace samscope
