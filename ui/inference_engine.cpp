#include "ui/inference_engine.h"

#include "ui/text.h"

#include <QFileInfo>

namespace samscope {

namespace {

template <typename... Calls> struct Overloaded : Calls...
{
    using Calls::operator()...;
};
template <typename... Calls> Overloaded(Calls...) -> Overloaded<Calls...>; // clang 14 asks for it

bool isStopped(const Error& error)
{
    return error.kind() == ErrorKind::Stopped;
}

} // namespace

InferenceEngine::InferenceEngine(PredictorFactory factory, std::size_t models, QObject* parent)
    : Activity(parent), m_session(std::move(factory), models), m_isAlone(models == 1)
{
    connect(&m_steps, &Activity::changed, this, [this] {
        if (isRunning()) {
            Q_EMIT changed();
        }
    });
}

void InferenceEngine::setModel(std::size_t model, const std::filesystem::path& path, const PredictorOptions& options)
{
    m_session.setModel(model, path, options);
    advance();
}

void InferenceEngine::setImage(const std::filesystem::path& path)
{
    struct Read
    {
        std::shared_ptr<const RgbImage> image;
        std::shared_ptr<const Picture> picture;
    };
    m_image.reset();
    m_session.setImage(nullptr);
    m_reading.run(
        tr("Reading %1").arg(QFileInfo(toQt(path)).fileName()),
        [path](const Work&) {
            const auto image = std::make_shared<const RgbImage>(decodeImage(path));
            return Read{image, std::make_shared<const Picture>(*image)};
        },
        [this](const JobOutcome<Read>& read) {
            if (!read.isDone()) {
                Q_EMIT failed(read.message);
                return;
            }
            m_image = read.value->image;
            m_session.setImage(m_image);
            advance();
            Q_EMIT pictureLoaded(read.value->picture);
        });
    advance();
}

void InferenceEngine::setPrompts(const std::optional<PromptSet>& prompts)
{
    m_session.setPrompts(prompts);
    advance();
}

void InferenceEngine::setThreshold(float threshold)
{
    m_session.setThreshold(threshold);
    advance();
}

void InferenceEngine::preview(const PromptSet& prompts)
{
    m_session.preview(prompts);
    advance();
}

void InferenceEngine::addJob(SessionJob job, PendingJob pending)
{
    m_pending.emplace(m_session.run(std::move(job)), std::move(pending));
    advance();
}

void InferenceEngine::stop()
{
    m_session.stop();
    advance();
}

void InferenceEngine::advance()
{
    if (!m_session.isWanted()) {
        m_steps.stop();
    }
    for (const SessionEvent& event : m_session.takeEvents()) {
        report(event);
    }
    if (std::optional<Step> step = m_session.next()) {
        m_steps.run({}, std::move(step->work), [this](JobOutcome<StepResult> outcome) {
            const Error stopped(ErrorKind::Stopped, {.reason = "stopped"}); // before its work began
            m_session.finish(std::move(outcome.value).value_or(stopped));
            advance();
        });
    }
    if (const auto occupation = m_session.occupation(); occupation != m_occupation) {
        m_occupation = occupation;
        Q_EMIT changed();
    }
}

void InferenceEngine::report(const SessionEvent& event)
{
    const Overloaded signal{
        [this](const ModelLoaded& happened) { Q_EMIT modelLoaded(happened.model, happened.info); },
        [this](const ModelFailed& happened) {
            Q_EMIT modelFailed(happened.model, isStopped(happened.error) ? tr("The model was not loaded: stopped")
                                                                         : QString::fromUtf8(happened.error.what()));
        },
        [this](const PictureEncoded& happened) { Q_EMIT encoded(happened.pictures); },
        [this](const PromptsAnswered& happened) { Q_EMIT answered(happened.answers); },
        [this](const PromptsPreviewed& happened) { Q_EMIT previewed(happened.answers); },
        [this](const AnswerFailed& happened) {
            Q_EMIT failed(isStopped(happened.error) ? tr("Stopped; the next prompt starts it again")
                                                    : QString::fromUtf8(happened.error.what()));
        },
        [this](const JobEnded& happened) { endJob(happened); },
    };
    std::visit(signal, event);
}

void InferenceEngine::endJob(const JobEnded& ended)
{
    const PendingJob job = std::move(m_pending.extract(ended.job).mapped());
    JobEnd end;
    if (ended.error) {
        end.state = isStopped(*ended.error) ? JobEnd::State::Stopped : JobEnd::State::Failed;
        end.message = QString::fromUtf8(ended.error->what());
    }
    job.done(end);
}

QString InferenceEngine::title() const
{
    if (!m_occupation) {
        return {};
    }
    switch (m_occupation->kind) {
    case StepKind::Load:
        return m_isAlone ? tr("Loading the model")
                         : tr("Loading model %1").arg(QChar(u'A' + static_cast<char16_t>(m_occupation->model)));
    case StepKind::Encode:
        return m_isAlone ? tr("Encoding the picture") : tr("Encoding with both models");
    default:
        return m_pending.empty() ? QString() : m_pending.begin()->second.title;
    }
}

} // namespace samscope
