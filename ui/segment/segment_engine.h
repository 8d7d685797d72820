#pragma once

#include <QObject>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "core/eval/reference_pack.h"
#include "core/inference/session.h"
#include "ui/canvas/picture.h"
#include "ui/job.h"
#include "ui/segment/candidate_panel.h"

namespace samscope {

using PredictorFactory = Session::PredictorFactory;

class SessionActivity;

/// A prediction brought to the picture's size, ready to be shown.
struct SegmentResult
{
    std::shared_ptr<const std::vector<CandidateView>> candidates;
    std::size_t best = 0;
    SessionTimings timings;
    QString warning; ///< what is wrong with it; empty when all is well
};

/// Everything that Segment does off the GUI thread: reads pictures, drives the session, runs reference packs. Lives on
/// the GUI thread; every signal arrives there, and results of requests that have been replaced do not arrive.
class SegmentEngine : public QObject
{
    Q_OBJECT
public:
    explicit SegmentEngine(PredictorFactory factory, QObject* parent = nullptr);
    ~SegmentEngine() override;

    /// What the job bar shows.
    std::vector<Activity*> activities();

    void setModel(const std::filesystem::path& path, const PredictorOptions& options);
    void setImage(const std::filesystem::path& path);
    /// Nothing: no prompt is given, so no mask is asked for.
    void setPrompts(const std::optional<PromptSet>& prompts);
    /// Logits above it are inside; the last prompts are answered again.
    void setThreshold(float threshold);
    /// Runs a pack on a model of its own, so that the session keeps its picture.
    void runReferences(std::shared_ptr<const ReferencePack> pack);
    void stop();

Q_SIGNALS:
    void modelLoaded(const samscope::ModelInfo& info);
    void pictureLoaded(const std::shared_ptr<const samscope::Picture>& picture);
    void encoded(double milliseconds);
    void predicted(const samscope::SegmentResult& result);
    void failed(const QString& reason);
    void referencesRun(const std::vector<samscope::ReferenceRow>& rows);
    void referencesFailed(const QString& reason);

private:
    class Listener;

    void readNextImage();
    void finishReading(const std::shared_ptr<const RgbImage>& image, const std::shared_ptr<const Picture>& picture);
    void ask();
    void updateEncoding();

    PredictorFactory m_factory;
    std::filesystem::path m_modelPath;
    PredictorOptions m_modelOptions;
    Job m_reader;
    std::optional<std::filesystem::path> m_nextImage;
    Job m_references;
    std::uint64_t m_image = 0; ///< id of the picture in the session
    bool m_hasModel = false;
    bool m_isEncoded = false; ///< the picture, by the model
    std::optional<PromptSet> m_prompts;
    std::uint64_t m_asked = 0; ///< number of the newest prompts
    float m_threshold = 0;
    std::unique_ptr<SessionActivity> m_activity;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Session> m_session;
};

} // namespace samscope
