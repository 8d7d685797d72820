#include "ui/segment/segment_engine.h"

#include <QFileInfo>
#include <QPainter>

#include <mutex>

#include "ui/segment/session_activity.h"
#include "ui/text.h"

namespace samscope {

namespace {

QImage thumbnailOf(const QImage& picture, const QImage& layer)
{
    QImage thumbnail = picture;
    QPainter painter(&thumbnail);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(thumbnail.rect()), layer, QRectF(layer.rect()));
    return thumbnail;
}

std::vector<CandidateView> viewsOf(std::vector<Candidate> candidates, std::size_t best, const QImage& picture)
{
    std::vector<CandidateView> views;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        Candidate& candidate = candidates[i];
        const QImage layer = maskLayer(candidate.mask);
        CandidateView view{.iouScore = candidate.iouScore,
                           .mask = std::move(candidate.mask),
                           .area = 0,
                           .stability = candidate.stability,
                           .layer = i == best ? layer : QImage(),
                           .thumbnail = thumbnailOf(picture, layer)};
        view.area = view.mask.area();
        views.push_back(std::move(view));
    }
    return views;
}

QString warningOf(const Prediction& prediction)
{
    QStringList lines;
    for (const std::string& warning : prediction.warnings) {
        lines.append(toQt(warning));
    }
    return lines.join(u'\n');
}

} // namespace

/// Turns what the session's thread says into calls on the GUI thread; what is slow for large pictures is done here.
class SegmentEngine::Listener final : public SessionListener
{
public:
    explicit Listener(SegmentEngine& engine) : m_engine(engine) {}

    /// Thumbnails of the next results show this picture.
    void setPicture(const QImage& thumbnail)
    {
        const std::lock_guard lock(m_mutex);
        m_thumbnail = thumbnail;
    }

    /// Results of older prompts are not worth preparing.
    void setNewest(std::uint64_t number) { m_newest = number; }

    void modelLoaded(const ModelInfo& model) override
    {
        post([this, model] {
            m_engine.m_activity->setLoading(false);
            m_engine.m_hasModel = true;
            m_engine.m_isEncoded = false;
            m_engine.updateEncoding();
            Q_EMIT m_engine.modelLoaded(model);
        });
    }

    void imageEncoded(std::uint64_t image, double milliseconds) override
    {
        post([this, image, milliseconds] {
            if (image == m_engine.m_image) {
                m_engine.m_isEncoded = true;
                m_engine.updateEncoding();
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
        const std::size_t best = prediction.best();
        SegmentResult result{
            std::make_shared<const std::vector<CandidateView>>(viewsOf(std::move(candidates), best, thumbnail())), best,
            timings, warningOf(prediction)};
        post([this, number, result = std::move(result)] {
            if (number == m_engine.m_asked) {
                Q_EMIT m_engine.predicted(result);
            }
        });
    }

    void failed(const Error& error) override
    {
        const bool stopped = error.kind() == ErrorKind::Stopped;
        post([this, stopped, reason = QString::fromUtf8(error.what())] {
            m_engine.m_activity->setLoading(false);
            m_engine.m_activity->setEncoding(false);
            Q_EMIT m_engine.failed(stopped ? tr("Stopped; the next prompt starts it again") : reason);
        });
    }

    void progress(const Progress& progress) override { m_engine.m_activity->report(progress); }

private:
    template <typename Call> void post(Call call)
    {
        QMetaObject::invokeMethod(&m_engine, std::move(call), Qt::QueuedConnection);
    }

    QImage thumbnail() const
    {
        const std::lock_guard lock(m_mutex);
        return m_thumbnail;
    }

    SegmentEngine& m_engine;
    std::atomic<std::uint64_t> m_newest = 0;
    mutable std::mutex m_mutex;
    QImage m_thumbnail;
};

SegmentEngine::SegmentEngine(PredictorFactory factory, QObject* parent)
    : QObject(parent), m_factory(std::move(factory)), m_activity(std::make_unique<SessionActivity>()),
      m_listener(std::make_unique<Listener>(*this)), m_session(std::make_unique<Session>(*m_listener, m_factory))
{
    connect(m_activity.get(), &SessionActivity::stopRequested, this, [this] { m_session->stop(); });
}

SegmentEngine::~SegmentEngine()
{
    stop();
}

std::vector<Activity*> SegmentEngine::activities()
{
    return {m_activity.get(), &m_reader, &m_references};
}

void SegmentEngine::stop()
{
    m_session->stop();
    m_reader.stop();
    m_references.stop();
}

void SegmentEngine::setModel(const std::filesystem::path& path, const PredictorOptions& options)
{
    m_modelPath = path;
    m_modelOptions = options;
    m_activity->setLoading(true);
    m_session->setModel(path, options);
}

void SegmentEngine::setImage(const std::filesystem::path& path)
{
    m_prompts.reset();
    m_listener->setNewest(++m_asked);
    m_nextImage = path;
    m_image = 0;
    if (!m_reader.isRunning()) {
        readNextImage();
    }
}

void SegmentEngine::readNextImage()
{
    const std::filesystem::path path = *std::exchange(m_nextImage, std::nullopt);
    const auto image = std::make_shared<RgbImage>();
    const auto picture = std::make_shared<Picture>();
    connect(
        &m_reader, &Job::finished, this,
        [this, image, picture](const JobEnd& end) {
            if (m_nextImage) {
                readNextImage();
            } else if (end.state == JobEnd::State::Done) {
                finishReading(image, picture);
            } else {
                Q_EMIT failed(end.message);
            }
        },
        Qt::SingleShotConnection);
    m_reader.start(tr("Reading %1").arg(QFileInfo(toQt(path)).fileName()),
                   [path, image, picture](ProgressSink&, const std::stop_token&) {
                       *image = decodeImage(path);
                       *picture = Picture(*image);
                   });
}

void SegmentEngine::finishReading(const std::shared_ptr<const RgbImage>& image,
                                  const std::shared_ptr<const Picture>& picture)
{
    static std::uint64_t lastId = 0;
    m_image = ++lastId;
    m_listener->setPicture(picture->thumbnail(2 * CandidatePanel::thumbnailSide));
    m_session->setImage(image, m_image);
    m_isEncoded = false;
    updateEncoding();
    Q_EMIT pictureLoaded(picture);
}

void SegmentEngine::setPrompts(const std::optional<PromptSet>& prompts)
{
    m_prompts = prompts;
    ask();
}

void SegmentEngine::setThreshold(float threshold)
{
    m_threshold = threshold;
    ask();
}

void SegmentEngine::ask()
{
    m_listener->setNewest(++m_asked);
    if (m_prompts && m_image != 0) {
        m_session->setPrompts(*m_prompts, m_asked, m_threshold);
        updateEncoding();
    }
}

void SegmentEngine::updateEncoding()
{
    m_activity->setEncoding(m_hasModel && m_image != 0 && !m_isEncoded);
}

void SegmentEngine::runReferences(std::shared_ptr<const ReferencePack> pack)
{
    const auto rows = std::make_shared<std::vector<ReferenceRow>>();
    connect(
        &m_references, &Job::finished, this,
        [this, rows, pack](const JobEnd& end) {
            if (end.state == JobEnd::State::Done) {
                Q_EMIT referencesRun(*rows);
            } else {
                Q_EMIT referencesFailed(end.message);
            }
        },
        Qt::SingleShotConnection);
    m_references.start(tr("Running the references"), [factory = m_factory, path = m_modelPath, options = m_modelOptions,
                                                      rows, pack](ProgressSink& sink, const std::stop_token& stop) {
        const auto predictor = factory(path, options, sink, stop);
        *rows = runReferencePack(*predictor, *pack, sink, stop);
    });
}

} // namespace samscope
