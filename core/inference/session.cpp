#include "core/inference/session.h"

#include "core/base/stopwatch.h"

namespace samscope {

namespace {

class ForwardedProgress final : public ProgressSink
{
public:
    explicit ForwardedProgress(SessionListener& listener) : m_listener(listener) {}
    void report(const Progress& progress) override { m_listener.progress(progress); }

private:
    SessionListener& m_listener;
};

} // namespace

Session::Session(SessionListener& listener, PredictorFactory factory)
    : m_listener(listener), m_factory(std::move(factory)), m_worker([this](const std::stop_token& quit) { work(quit); })
{
}

Session::~Session()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quitting = true;
        m_stop.request_stop();
    }
    m_worker.request_stop();
}

void Session::setModel(std::filesystem::path path, PredictorOptions options)
{
    const std::lock_guard lock(m_mutex);
    m_nextModel = {std::move(path), std::move(options)};
    m_stop.request_stop();
    m_wake.notify_one();
}

void Session::setImage(std::shared_ptr<const RgbImage> image, std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    m_nextImage = {std::move(image), id};
    m_nextPrompts.reset();
    if (m_running == Step::Encode) {
        m_stop.request_stop();
    }
    m_wake.notify_one();
}

void Session::setPrompts(PromptSet prompts, std::uint64_t number, float threshold)
{
    const std::lock_guard lock(m_mutex);
    m_nextPrompts = {std::move(prompts), number, threshold};
    m_wake.notify_one();
}

void Session::run(SessionJob job)
{
    const std::lock_guard lock(m_mutex);
    m_jobs.push_back({std::move(job)});
    m_wake.notify_one();
}

void Session::stop()
{
    const std::lock_guard lock(m_mutex);
    for (QueuedJob& job : m_jobs) {
        job.stopped = true;
    }
    m_modelDropped = m_modelDropped || m_nextModel;
    m_nextModel.reset();
    m_nextPrompts.reset();
    if (m_nextImage) {
        m_encodeDropped = m_encodeDropped || m_nextImage->encode;
        m_nextImage->encode = false;
    }
    m_stop.request_stop();
    m_wake.notify_one();
}

void Session::work(const std::stop_token& quit)
{
    while (!quit.stop_requested()) {
        tellDropped();
        const Step step = takeRequests();
        if (step != Step::Nothing) {
            perform(step);
            continue;
        }
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, quit, [this] {
            return m_modelDropped || m_encodeDropped || m_nextModel || m_nextImage || m_nextPrompts || jobIsDue();
        });
    }
}

void Session::tellDropped()
{
    bool model = false;
    bool encode = false;
    {
        const std::lock_guard lock(m_mutex);
        model = std::exchange(m_modelDropped, false);
        encode = std::exchange(m_encodeDropped, false);
    }
    const Error stopped(ErrorKind::Stopped, {.reason = "stopped"});
    if (model) {
        m_listener.modelFailed(stopped);
    }
    if (encode && m_predictor) {
        m_listener.failed(stopped);
    }
}

Session::Step Session::takeRequests()
{
    const std::lock_guard lock(m_mutex);
    if (m_nextImage) {
        m_image = std::exchange(m_nextImage, std::nullopt);
        m_prompts.reset();
        m_embedding.reset();
        m_prediction.reset();
        m_encodeDue = m_image->encode;
        m_decodeDue = false;
    }
    if (m_nextPrompts) {
        m_prompts = std::exchange(m_nextPrompts, std::nullopt);
        m_encodeDue = !m_embedding;
        m_decodeDue = true;
    }
    if (m_nextModel) {
        m_model = std::exchange(m_nextModel, std::nullopt);
        m_running = Step::Load;
    } else if (m_predictor && m_image && m_encodeDue) {
        m_running = Step::Encode;
    } else if (m_embedding && m_decodeDue) {
        m_running = Step::Decode;
    } else if (jobIsDue()) {
        m_job = std::move(m_jobs.front());
        m_jobs.pop_front();
        m_running = Step::Job;
    } else {
        m_running = Step::Nothing;
    }
    m_stop = std::stop_source();
    if (m_quitting) {
        m_stop.request_stop();
    }
    return m_running;
}

void Session::perform(Step step)
{
    try {
        switch (step) {
        case Step::Load:
            return load();
        case Step::Encode:
            m_encodeDue = false;
            return encode();
        case Step::Decode:
            m_decodeDue = false;
            return decode();
        case Step::Job:
            return runJob();
        case Step::Nothing:
            return;
        }
    } catch (...) {
        const Error error = currentError();
        if (error.kind() != ErrorKind::Stopped || !isReplaced()) {
            step == Step::Load ? m_listener.modelFailed(error) : m_listener.failed(error);
        } else if (step == Step::Encode) {
            m_encodeDue = true; // should the model that replaces this one fail to load
        }
    }
}

void Session::load()
{
    ForwardedProgress progress(m_listener);
    auto predictor = m_factory(m_model->path, m_model->options, {progress, m_stop.get_token()});
    throwIfStopped(m_stop.get_token());
    m_predictor = withEmbeddingCache(std::move(predictor), m_cache);
    m_embedding.reset();
    m_prediction.reset();
    m_encodeDue = m_image.has_value();
    m_decodeDue = m_prompts.has_value();
    m_listener.modelLoaded(m_predictor->info());
}

void Session::encode()
{
    Stopwatch watch;
    ForwardedProgress progress(m_listener);
    const PreprocessedImage input = preprocess(*m_image->image, m_predictor->info().config.vision.imageSize);
    m_timings.preprocess = watch.lap();
    ImageEmbedding embedding = m_predictor->encode(input, {progress, m_stop.get_token()});
    m_timings.encode = watch.lap();
    throwIfStopped(m_stop.get_token());
    m_embedding = std::move(embedding);
    m_geometry = input.geometry;
    m_listener.imageEncoded(m_image->id, m_timings.preprocess + m_timings.encode);
}

void Session::decode()
{
    Stopwatch watch;
    if (!m_prediction || m_answered != m_prompts->prompts) {
        m_prediction = m_predictor->decode(*m_embedding, m_geometry, m_prompts->prompts);
        m_answered = m_prompts->prompts;
        m_timings.decode = watch.lap();
    }
    if (isReplaced()) {
        m_decodeDue = true;
        return;
    }
    auto candidates = candidatesOf(*m_prediction, m_geometry, m_prompts->threshold);
    m_timings.postprocess = watch.lap();
    if (!isReplaced()) {
        m_listener.predicted(m_prompts->number, *m_prediction, std::move(candidates), m_timings);
    }
}

void Session::runJob()
{
    std::optional<Error> end;
    try {
        ForwardedProgress progress(m_listener);
        if (m_job.stopped) {
            throw Error(ErrorKind::Stopped, {.reason = "stopped"});
        }
        m_job.job.work(*m_predictor, {progress, m_stop.get_token()});
    } catch (...) {
        end = currentError();
    }
    const SessionJob job = std::exchange(m_job, {}).job;
    job.finished(end);
}

bool Session::jobIsDue() const
{
    return !m_jobs.empty() && (m_predictor || m_jobs.front().stopped);
}

bool Session::isReplaced()
{
    const std::lock_guard lock(m_mutex);
    return m_quitting || m_nextModel || (m_nextImage && m_running != Step::Load);
}

} // namespace samscope
