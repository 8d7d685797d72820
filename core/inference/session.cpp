#include "core/inference/session.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace samscope {

namespace {

Error stopped()
{
    return {ErrorKind::Stopped, {.reason = "stopped"}};
}

using Predictors = std::vector<std::shared_ptr<Predictor>>;

EncodedPictures encodeWithAll(const Predictors& predictors, const RgbImage& image, const Work& work)
{
    std::vector<EncodedPicture> pictures;
    for (const auto& predictor : predictors) {
        pictures.push_back(encode(*predictor, image, work));
        work.throwIfStopped();
    }
    return std::make_shared<const std::vector<EncodedPicture>>(std::move(pictures));
}

Answers answersOfAll(const Predictors& predictors, const std::vector<EncodedPicture>& pictures,
                     const PromptSet& prompts, float threshold, const Work& work)
{
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < predictors.size(); ++i) {
        answers.push_back(answer(*predictors[i], pictures[i], prompts, threshold, work));
        work.throwIfStopped();
    }
    return std::make_shared<const std::vector<Answer>>(std::move(answers));
}

Answers atThreshold(const Answers& answers, float threshold)
{
    std::vector<Answer> others;
    for (const Answer& known : *answers) {
        others.push_back(atThreshold(known, threshold));
    }
    return std::make_shared<const std::vector<Answer>>(std::move(others));
}

} // namespace

Session::Session(PredictorFactory factory, std::size_t models) : m_factory(std::move(factory)), m_models(models) {}

void Session::setModel(std::size_t model, std::filesystem::path path, PredictorOptions options)
{
    m_models.at(model).request = {std::move(path), std::move(options)};
    if (isRunning(StepKind::Load) && m_running->model == model) {
        m_running->fate = Fate::Replaced;
    }
    replace({StepKind::Encode, StepKind::Answer, StepKind::Preview, StepKind::Job});
    dropJobs(true);
    m_preview.reset();
    m_isAnswerDue = m_prompts.has_value();
}

void Session::setImage(std::shared_ptr<const RgbImage> image)
{
    m_image = std::move(image);
    m_encoded.reset();
    m_prompts.reset();
    m_preview.reset();
    m_answers.reset();
    m_isEncodeWanted = true;
    m_isAnswerDue = false;
    replace({StepKind::Encode, StepKind::Answer, StepKind::Preview});
    dropJobs(true);
}

void Session::setPrompts(std::optional<PromptSet> prompts)
{
    if (prompts != m_prompts) {
        m_answers.reset();
    }
    m_prompts = std::move(prompts);
    m_preview.reset();
    replace({StepKind::Answer, StepKind::Preview});
    ask();
    if (m_prompts) {
        dropJobs(true);
    }
}

void Session::setThreshold(float threshold)
{
    m_threshold = threshold;
    ask();
}

void Session::ask()
{
    m_isAnswerDue = m_prompts.has_value();
    m_isEncodeWanted = m_isEncodeWanted || m_prompts;
    if (m_prompts && !isWanted()) { // it was stopped, and is due again before it has ended
        replace({StepKind::Encode, StepKind::Answer});
    }
}

void Session::preview(PromptSet prompts)
{
    if (m_encoded && !m_isAnswerDue) {
        m_preview = std::move(prompts);
        replace({StepKind::Preview});
    }
}

std::uint64_t Session::run(SessionJob job)
{
    m_jobs.push_back({++m_lastJob, std::move(job)});
    return m_lastJob;
}

void Session::stop()
{
    const bool isLoading = modelThatLoads().has_value();
    const bool isAnswerGivenUp = m_isAnswerDue && m_encoded && !isLoading;
    if ((isEncodeDue() || isAnswerGivenUp) && !isRunning(StepKind::Encode) && !isRunning(StepKind::Answer)) {
        m_events.emplace_back(AnswerFailed{stopped()});
    }
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        if (std::exchange(m_models[i].request, std::nullopt)) {
            m_events.emplace_back(ModelFailed{i, stopped()});
        }
    }
    dropJobs(false);
    m_isEncodeWanted = false;
    m_isAnswerDue = isLoading && m_prompts;
    m_preview.reset();
    replace({StepKind::Preview});
    if (m_running && isWanted() && !isRunning(StepKind::Release)) {
        m_running->fate = Fate::Stopped;
    }
}

void Session::replace(std::initializer_list<StepKind> kinds)
{
    if (m_running && std::ranges::find(kinds, m_running->kind) != kinds.end()) {
        m_running->fate = Fate::Replaced;
    }
}

void Session::dropJobs(bool onlyAboutPicture)
{
    std::erase_if(m_jobs, [&](const QueuedJob& waiting) {
        const bool isMeant = waiting.job.isAboutPicture || !onlyAboutPicture;
        if (isMeant) {
            m_events.emplace_back(JobEnded{waiting.number, stopped()});
        }
        return isMeant;
    });
    if (m_running && m_running->isAboutPicture) {
        m_running->fate = Fate::Replaced;
    }
}

std::optional<std::size_t> Session::modelThatLoads() const
{
    if (isRunning(StepKind::Load)) {
        return m_running->model;
    }
    const auto found = std::ranges::find_if(m_models, [](const Model& model) { return model.request.has_value(); });
    return found == m_models.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_models.begin()));
}

std::vector<std::shared_ptr<Predictor>> Session::predictors() const
{
    Predictors all;
    std::ranges::transform(m_models, std::back_inserter(all), &Model::predictor);
    return all;
}

bool Session::isEncodeDue() const
{
    return m_image && !m_encoded && m_isEncodeWanted &&
           std::ranges::all_of(m_models, [](const Model& model) { return model.predictor != nullptr; });
}

std::optional<Session::Occupation> Session::occupation() const
{
    if (const auto model = modelThatLoads()) {
        return Occupation{StepKind::Load, *model};
    }
    if (isEncodeDue() || (isRunning(StepKind::Encode) && m_running->fate == Fate::Stopped)) {
        return Occupation{StepKind::Encode};
    }
    if (isRunning(StepKind::Job) || !m_jobs.empty()) {
        return Occupation{StepKind::Job};
    }
    return std::nullopt;
}

std::optional<Step> Session::next()
{
    if (m_running) {
        return std::nullopt;
    }
    if (!m_replaced.empty()) {
        return release();
    }
    if (const auto model = modelThatLoads()) {
        return load(*model);
    }
    if (isEncodeDue()) {
        return encode();
    }
    if (m_encoded && m_isAnswerDue) {
        return answer(StepKind::Answer, *m_prompts, m_answers);
    }
    if (m_encoded && m_preview) {
        return answer(StepKind::Preview, *std::exchange(m_preview, std::nullopt), nullptr);
    }
    if (!m_jobs.empty() && m_models.front().predictor) {
        return startJob();
    }
    return std::nullopt;
}

Step Session::start(const Running& running, std::function<StepResult(const Work&)> work)
{
    m_running = running;
    return {.kind = running.kind, .model = running.model, .work = [work = std::move(work)](const Work& given) {
                try {
                    return work(given);
                } catch (...) {
                    return StepResult(currentError());
                }
            }};
}

Step Session::release()
{
    const auto replaced = std::make_shared<Predictors>(std::exchange(m_replaced, {}));
    return start({.kind = StepKind::Release}, [replaced](const Work&) {
        replaced->clear();
        return StepResult();
    });
}

Step Session::load(std::size_t model)
{
    const ModelRequest request = *std::exchange(m_models[model].request, std::nullopt);
    return start({.kind = StepKind::Load, .model = model},
                 [factory = m_factory, cache = m_cache, request](const Work& work) {
                     auto predictor = factory(request.path, request.options, work);
                     work.throwIfStopped();
                     if (!request.options.blockObserver) {
                         predictor = withEmbeddingCache(std::move(predictor), cache);
                     }
                     return StepResult(std::shared_ptr<Predictor>(std::move(predictor)));
                 });
}

Step Session::encode()
{
    return start({.kind = StepKind::Encode}, [predictors = predictors(), image = m_image](const Work& work) {
        return StepResult(encodeWithAll(predictors, *image, work));
    });
}

Step Session::answer(StepKind kind, PromptSet prompts, Answers known)
{
    return start({.kind = kind, .threshold = m_threshold},
                 [predictors = predictors(), pictures = m_encoded, prompts = std::move(prompts),
                  known = std::move(known), threshold = m_threshold](const Work& work) {
                     return StepResult(known ? atThreshold(known, threshold)
                                             : answersOfAll(predictors, *pictures, prompts, threshold, work));
                 });
}

Step Session::startJob()
{
    const QueuedJob next = std::move(m_jobs.front());
    m_jobs.pop_front();
    return start({.kind = StepKind::Job, .job = next.number, .isAboutPicture = next.job.isAboutPicture},
                 [predictor = m_models.front().predictor, work = next.job.work](const Work& given) {
                     work(*predictor, given);
                     return StepResult();
                 });
}

void Session::finish(StepResult result)
{
    const Running ended = *std::exchange(m_running, std::nullopt);
    if (ended.fate != Fate::Wanted) {
        if (auto* late = std::get_if<std::shared_ptr<Predictor>>(&result)) {
            m_replaced.push_back(std::move(*late));
        }
        result = stopped();
    }
    const auto* error = std::get_if<Error>(&result);
    if (ended.kind == StepKind::Job) {
        m_events.emplace_back(JobEnded{ended.job, error ? std::optional(*error) : std::nullopt});
    } else if (ended.fate == Fate::Replaced) {
        return;
    } else if (error) {
        fail(ended, *error);
    } else {
        keep(ended, std::move(result));
    }
}

void Session::fail(const Running& ended, const Error& error)
{
    if (ended.kind == StepKind::Load) {
        m_isAnswerDue = m_prompts.has_value(); // from the model before it
        m_events.emplace_back(ModelFailed{ended.model, error});
        return;
    }
    m_isEncodeWanted = false;
    m_isAnswerDue = false;
    m_events.emplace_back(AnswerFailed{error});
}

void Session::keep(const Running& ended, StepResult result)
{
    switch (ended.kind) {
    case StepKind::Load:
        return keepModel(ended.model, std::get<std::shared_ptr<Predictor>>(std::move(result)));
    case StepKind::Encode:
        m_encoded = std::get<EncodedPictures>(std::move(result));
        m_events.emplace_back(PictureEncoded{m_encoded});
        return;
    case StepKind::Answer:
        m_answers = std::get<Answers>(std::move(result));
        if (ended.threshold == m_threshold) {
            m_isAnswerDue = false;
            m_events.emplace_back(PromptsAnswered{m_answers});
        }
        return;
    case StepKind::Preview:
        m_events.emplace_back(PromptsPreviewed{std::get<Answers>(std::move(result))});
        return;
    case StepKind::Release:
    case StepKind::Job:
        return;
    }
}

void Session::keepModel(std::size_t model, std::shared_ptr<Predictor> predictor)
{
    if (auto replaced = std::exchange(m_models[model].predictor, std::move(predictor))) {
        m_replaced.push_back(std::move(replaced));
    }
    m_encoded.reset();
    m_answers.reset();
    m_preview.reset();
    m_isEncodeWanted = true;
    m_isAnswerDue = m_prompts.has_value();
    m_events.emplace_back(ModelLoaded{model, m_models[model].predictor->info()});
}

} // namespace samscope
