#include "ui/compare/compare_engine.h"

#include "ui/text.h"

#include <QFileInfo>

#include <utility>

namespace samscope {

namespace {

QString sideName(std::size_t side)
{
    return side == 0 ? QStringLiteral("A") : QStringLiteral("B");
}

QString warningsOf(const Prediction& prediction, std::size_t side)
{
    QString text;
    for (const std::string& warning : prediction.warnings) {
        text += CompareEngine::tr("Model %1: %2\n").arg(sideName(side), toQt(warning));
    }
    return text;
}

ComparedAnswers answersOf(const std::array<std::shared_ptr<Predictor>, 2>& predictors,
                          const std::array<EncodedPicture, 2>& encoded, const PromptSet& prompts,
                          const std::stop_token& stop)
{
    ComparedAnswers answers;
    for (const std::size_t side : {0U, 1U}) {
        throwIfStopped(stop);
        Answer said = samscope::answer(*predictors[side], encoded[side], prompts);
        answers.warning += warningsOf(said.prediction, side);
        (side == 0 ? answers.a : answers.b) = std::move(said.candidates);
        if (side == 0) {
            answers.best = said.prediction.best();
        }
    }
    throwIfStopped(stop);
    answers.rows = compareCandidates(answers.a, answers.b);
    answers.warning = answers.warning.trimmed();
    return answers;
}

} // namespace

CompareEngine::CompareEngine(PredictorFactory factory, QObject* parent) : QObject(parent), m_factory(std::move(factory))
{
}

void CompareEngine::setModel(std::size_t side, const std::filesystem::path& path, const PredictorOptions& options)
{
    m_models[side] = {.path = path, .options = options, .due = true, .predictor = nullptr};
    m_models[side].options.blockObserver = side == 0 ? m_probe.first() : m_probe.second();
    m_answerDue = m_prompts.has_value();
    replaced();
}

void CompareEngine::setImage(const std::filesystem::path& path)
{
    m_imagePath = path;
    m_readDue = true;
    m_image.reset();
    m_prompts.reset();
    m_answerDue = false;
    replaced();
}

void CompareEngine::setPrompts(const std::optional<PromptSet>& prompts)
{
    m_prompts = prompts;
    m_answerDue = prompts.has_value();
    m_answers.reset();
    m_drawDue = false;
    m_halted = false;
    advance();
}

void CompareEngine::setCandidate(std::size_t index)
{
    m_candidate = index;
    m_drawDue = true;
    advance();
}

void CompareEngine::stop()
{
    m_halted = true;
    m_job.stop();
    m_quickJob.stop();
}

void CompareEngine::replaced()
{
    ++m_generation;
    m_encoded.reset();
    m_answers.reset();
    m_drawDue = false;
    stop();
    m_halted = false;
    advance();
}

/// The next step towards what has been asked for.
void CompareEngine::advance()
{
    if (m_halted || m_job.isRunning() || m_quickJob.isRunning()) {
        return;
    }
    if (m_readDue) {
        read();
    } else if (m_models[0].due) {
        load(0);
    } else if (m_models[1].due) {
        load(1);
    } else if (!m_encoded && m_image && m_models[0].predictor && m_models[1].predictor) {
        encode();
    } else if (m_answerDue && m_encoded) {
        answer();
    } else if (m_drawDue && m_answers) {
        draw();
    }
}

void CompareEngine::run(Job& job, const QString& title, std::function<void(const Work&)> task,
                        std::function<void()> done, std::function<void()> again)
{
    job.run(title, std::move(task),
            [this, generation = m_generation, done = std::move(done), again = std::move(again)](const JobEnd& end) {
                const bool isCurrent = generation == m_generation;
                const bool isStopped = end.state == JobEnd::State::Stopped;
                if (isCurrent && end.state == JobEnd::State::Done) {
                    done();
                } else if (again && (isStopped || !isCurrent)) {
                    again();
                }
                if (isCurrent && end.state != JobEnd::State::Done) {
                    m_halted = isStopped || !again;
                    Q_EMIT failed(isStopped ? tr("Stopped; the next prompt starts it again") : end.message);
                }
                advance();
            });
}

void CompareEngine::load(std::size_t side)
{
    m_models[side].due = false;
    const auto predictor = std::make_shared<std::shared_ptr<Predictor>>();
    run(
        m_job, tr("Loading model %1").arg(sideName(side)),
        [factory = m_factory, path = m_models[side].path, options = m_models[side].options,
         predictor](const Work& work) { *predictor = factory(path, options, work); },
        [this, side, predictor] {
            m_models[side].predictor = *predictor;
            Q_EMIT modelLoaded(side, (*predictor)->info());
        },
        [this, side] { m_models[side].due = true; });
}

void CompareEngine::read()
{
    m_readDue = false;
    const auto image = std::make_shared<RgbImage>();
    const auto picture = std::make_shared<Picture>();
    run(
        m_job, tr("Reading %1").arg(QFileInfo(toQt(m_imagePath)).fileName()),
        [path = m_imagePath, image, picture](const Work&) {
            *image = decodeImage(path);
            *picture = Picture(*image);
        },
        [this, image, picture] {
            m_image = image;
            Q_EMIT pictureLoaded(picture);
        },
        [this] { m_readDue = true; });
}

void CompareEngine::encode()
{
    const auto encoded = std::make_shared<Encoded>();
    const auto comparison = std::make_shared<EncoderComparison>();
    run(
        m_job, tr("Encoding with both models"),
        [predictors = std::array{m_models[0].predictor, m_models[1].predictor}, image = m_image, encoded, comparison,
         probe = m_probe](const Work& work) mutable {
            for (const std::size_t side : {0U, 1U}) {
                (*encoded)[side] = samscope::encode(*predictors[side], *image, work);
            }
            *comparison = probe.take((*encoded)[0], (*encoded)[1]);
        },
        [this, encoded, comparison] {
            m_encoded = encoded;
            Q_EMIT encodersCompared(*comparison);
        });
}

void CompareEngine::answer()
{
    m_answerDue = false;
    const auto answers = std::make_shared<ComparedAnswers>();
    run(
        m_quickJob, tr("Comparing"),
        [predictors = std::array{m_models[0].predictor, m_models[1].predictor}, encoded = m_encoded,
         prompts = *m_prompts,
         answers](const Work& work) { *answers = answersOf(predictors, *encoded, prompts, work.stop); },
        [this, answers] {
            if (m_prompts && !m_answerDue) { // otherwise newer prompts are on their way
                m_answers = answers;
                Q_EMIT answered(answers);
            }
        });
}

void CompareEngine::draw()
{
    m_drawDue = false;
    const auto layers = std::make_shared<CompareLayers>();
    run(
        m_quickJob, tr("Drawing"),
        [answers = m_answers, index = m_candidate, layers](const Work&) {
            if (index < answers->rows.size()) {
                *layers = layersOf(answers->a[index].mask, answers->b[index].mask);
            }
        },
        [this, answers = m_answers, layers] {
            if (answers == m_answers && !m_drawDue) {
                Q_EMIT drawn(*layers);
            }
        });
}

} // namespace samscope
