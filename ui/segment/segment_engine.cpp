#include "ui/segment/segment_engine.h"

#include "ui/segment/candidate_panel.h"
#include "ui/segment/session_activity.h"
#include "ui/text.h"

#include <QFileInfo>

#include <atomic>
#include <mutex>

namespace samscope {

/// Turns what the session's thread says into calls on the GUI thread; what is slow for large pictures is done here.
class SegmentEngine::Listener final : public SessionListener
{
public:
    explicit Listener(SegmentEngine& engine) : m_engine(engine) {}

    /// How the next results are prepared.
    void setWish(const ResultWish& wish)
    {
        const std::lock_guard lock(m_mutex);
        m_wish = wish;
    }

    /// Results of older prompts are not worth preparing.
    void setNewest(std::uint64_t number, bool preview)
    {
        m_isPreview = preview;
        m_newest = number;
    }

    void modelLoaded(const ModelInfo& model) override
    {
        m_inputSize = model.config.vision.imageSize;
        post([this, model] {
            m_engine.m_activity->setLoading(false);
            m_engine.m_hasModel = true;
            m_engine.setEncoded(false);
            m_engine.ask(); // the session may know a preview only
            Q_EMIT m_engine.modelLoaded(model);
        });
    }

    void imageEncoded(std::uint64_t image, double milliseconds) override
    {
        post([this, image, milliseconds] {
            if (image == m_engine.m_image) {
                m_engine.setEncoded(true);
                Q_EMIT m_engine.encoded(milliseconds);
            }
        });
    }

    void predicted(std::uint64_t number, Prediction prediction, std::vector<Candidate> candidates,
                   const SessionTimings& timings) override
    {
        if (number != m_newest) {
            return;
        }
        if (m_isPreview) {
            const std::size_t best = prediction.best();
            post([this, number, mask = std::make_shared<const Mask>(std::move(candidates[best].mask))] {
                if (number == m_engine.m_asked) {
                    Q_EMIT m_engine.previewed(mask);
                }
            });
            return;
        }
        const Mask& mask = candidates.front().mask;
        const ImageGeometry geometry = ImageGeometry::of(mask.width, mask.height, m_inputSize);
        SegmentResult result = prepareResult(std::move(prediction), std::move(candidates), geometry, wish());
        result.timings = timings;
        post([this, number, result = std::move(result)] {
            if (number == m_engine.m_asked) {
                m_engine.showResult(result);
            }
        });
    }

    void modelFailed(const Error& error) override
    {
        const bool stopped = error.kind() == ErrorKind::Stopped;
        post([this, stopped, reason = QString::fromUtf8(error.what())] {
            m_engine.m_activity->setLoading(false);
            m_engine.updateEncoding();
            Q_EMIT m_engine.modelFailed(stopped ? tr("The model was not loaded: stopped") : reason);
        });
    }

    void failed(const Error& error) override
    {
        const bool stopped = error.kind() == ErrorKind::Stopped;
        post([this, stopped, reason = QString::fromUtf8(error.what())] {
            m_engine.m_isEncodeDue = false;
            m_engine.updateEncoding();
            m_engine.m_isAnswerDue = false;
            Q_EMIT m_engine.failed(stopped ? tr("Stopped; the next prompt starts it again") : reason);
        });
    }

    void progress(const Progress& progress) override { m_engine.m_activity->report(progress); }

private:
    template <typename Call> void post(Call call)
    {
        QMetaObject::invokeMethod(&m_engine, std::move(call), Qt::QueuedConnection);
    }

    ResultWish wish() const
    {
        const std::lock_guard lock(m_mutex);
        return m_wish;
    }

    SegmentEngine& m_engine;
    std::atomic<std::uint64_t> m_newest = 0;
    std::atomic<bool> m_isPreview = false;
    int m_inputSize = 0; ///< of the session's thread
    mutable std::mutex m_mutex;
    ResultWish m_wish;
};

SegmentEngine::SegmentEngine(PredictorFactory factory, QObject* parent)
    : QObject(parent), m_activity(std::make_unique<SessionActivity>()), m_listener(std::make_unique<Listener>(*this)),
      m_session(std::make_unique<Session>(*m_listener, std::move(factory)))
{
    connect(m_activity.get(), &SessionActivity::stopRequested, this, [this] { m_session->stop(); });
}

SegmentEngine::~SegmentEngine()
{
    stop();
}

std::vector<Activity*> SegmentEngine::activities()
{
    return {m_activity.get(), &m_reader};
}

void SegmentEngine::stop()
{
    m_session->stop();
    m_reader.stop();
}

void SegmentEngine::setModel(const std::filesystem::path& path, const PredictorOptions& options)
{
    forgetAnswers();
    m_activity->setLoading(true);
    m_session->setModel(path, options);
}

void SegmentEngine::forgetAnswers()
{
    m_everythingStop.request_stop();
    m_answered.reset();
    m_isAnswerDue = false;
    m_listener->setNewest(++m_asked, false);
}

void SegmentEngine::setImage(const std::filesystem::path& path)
{
    forgetAnswers();
    m_prompts.reset();
    m_image = 0;
    m_pixels.reset();
    updateEncoding();
    m_reader.run(
        tr("Reading %1").arg(QFileInfo(toQt(path)).fileName()),
        [path](const Work&) {
            const auto image = std::make_shared<const RgbImage>(decodeImage(path));
            return std::pair(image, std::make_shared<const Picture>(*image));
        },
        [this](const auto& outcome) {
            if (outcome.value) {
                finishReading(outcome.value->first, outcome.value->second);
            } else {
                Q_EMIT failed(outcome.message);
            }
        });
}

void SegmentEngine::finishReading(const std::shared_ptr<const RgbImage>& image,
                                  const std::shared_ptr<const Picture>& picture)
{
    static std::uint64_t lastId = 0;
    m_image = ++lastId;
    m_pixels = image;
    m_wish.thumbnail = picture->thumbnail(2 * CandidatePanel::thumbnailSide);
    m_listener->setWish(m_wish);
    m_session->setImage(image, m_image);
    setEncoded(false);
    Q_EMIT pictureLoaded(picture);
}

void SegmentEngine::setPrompts(const std::optional<PromptSet>& prompts)
{
    m_prompts = prompts;
    if (prompts) {
        m_everythingStop.request_stop();
    }
    ask();
}

void SegmentEngine::setThreshold(float threshold)
{
    m_wish.threshold = threshold;
    m_listener->setWish(m_wish);
    ask();
}

void SegmentEngine::setHeatMaps(bool wanted)
{
    m_wish.heat = wanted;
    m_listener->setWish(m_wish);
    ask();
}

void SegmentEngine::ask()
{
    m_listener->setNewest(++m_asked, false);
    m_isAnswerDue = m_prompts && m_image != 0;
    if (m_isAnswerDue) {
        m_session->setPrompts(*m_prompts, m_asked, m_wish.threshold);
        setEncoded(m_isEncoded); // one that was stopped is due again
    }
}

void SegmentEngine::preview(const PromptSet& prompts)
{
    if (!m_isAnswerDue && m_isEncoded) {
        m_listener->setNewest(++m_asked, true);
        m_session->setPrompts(prompts, m_asked, m_wish.threshold);
    }
}

void SegmentEngine::showResult(SegmentResult result)
{
    m_isAnswerDue = false;
    result.again = m_answered == m_prompts;
    m_answered = m_prompts;
    Q_EMIT predicted(result);
}

void SegmentEngine::setEncoded(bool isEncoded)
{
    m_isEncoded = isEncoded;
    m_isEncodeDue = !isEncoded;
    updateEncoding();
}

void SegmentEngine::updateEncoding()
{
    m_activity->setEncoding(m_hasModel && m_image != 0 && m_isEncodeDue);
}

void SegmentEngine::runJob(const QString& title, std::function<void(Predictor&, const Work&)> work,
                           std::function<void(const JobEnd&)> finished)
{
    m_activity->addJob(title);
    m_session->run({std::move(work), [this, finished = std::move(finished)](const std::optional<Error>& error) {
                        JobEnd end;
                        if (error) {
                            end.state =
                                error->kind() == ErrorKind::Stopped ? JobEnd::State::Stopped : JobEnd::State::Failed;
                            end.message = QString::fromUtf8(error->what());
                        }
                        QMetaObject::invokeMethod(
                            this,
                            [this, finished, end] {
                                m_activity->endJob();
                                finished(end);
                            },
                            Qt::QueuedConnection);
                    }});
}

void SegmentEngine::runReferences(std::shared_ptr<const ReferencePack> pack)
{
    const auto rows = std::make_shared<std::vector<ReferenceRow>>();
    runJob(
        tr("Running the references"),
        [rows, pack](Predictor& predictor, const Work& work) { *rows = runReferencePack(predictor, *pack, work); },
        [this, rows, pack](const JobEnd& end) {
            if (end.state == JobEnd::State::Done) {
                Q_EMIT referencesRun(pack, *rows);
            } else {
                Q_EMIT referencesFailed(end.state == JobEnd::State::Stopped ? QString() : end.message);
            }
        });
}

void SegmentEngine::findEverything(const AutomaticMaskOptions& options)
{
    m_everythingStop = std::stop_source();
    const auto result = std::make_shared<EverythingResult>();
    const std::stop_token replaced = m_everythingStop.get_token();
    runJob(
        tr("Finding all masks"),
        [result, options, replaced, image = m_pixels](Predictor& predictor, const Work& work) {
            std::stop_source either;
            const auto stopEither = [&either] { either.request_stop(); };
            const std::stop_callback fromSession(work.stop, stopEither);
            const std::stop_callback fromEngine(replaced, stopEither);
            auto masks = automaticMasks(predictor, *image, options, {work.progress, either.get_token()});
            *result = prepareEverything(std::move(masks), image->width, image->height);
        },
        [this, result, replaced](const JobEnd& end) {
            if (end.state == JobEnd::State::Failed) {
                Q_EMIT everythingFailed(end.message);
            } else if (end.state == JobEnd::State::Stopped || replaced.stop_requested()) {
                Q_EMIT everythingFailed({});
            } else {
                Q_EMIT everythingFound(result);
            }
        });
}

} // namespace samscope
