#pragma once

#include "core/base/work.h"
#include "core/eval/reference_pack.h"
#include "core/inference/session.h"
#include "ui/canvas/picture.h"
#include "ui/job.h"
#include "ui/models/everything_result.h"
#include "ui/segment/candidate_view.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace samscope {

class SessionActivity;

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
    /// The picture in the session; nothing while there is none.
    std::shared_ptr<const RgbImage> image() const { return m_pixels; }
    /// Nothing: no prompt is given, so no mask is asked for.
    void setPrompts(const std::optional<PromptSet>& prompts);
    /// Logits above it are inside; the last prompts are answered again.
    void setThreshold(float threshold);
    /// Heat maps come with the results from now on.
    void setHeatMaps(bool wanted);
    /// What the prompts would give; asked for only while no answer is due, and forgotten when newer prompts come.
    void preview(const PromptSet& prompts);
    /// Runs a pack on the session's model.
    void runReferences(std::shared_ptr<const ReferencePack> pack);
    /// Looks for all masks of the picture; it must be there, and a model asked for. New prompts, another picture and
    /// another model stop it.
    void findEverything(const AutomaticMaskOptions& options);
    void stop();

Q_SIGNALS:
    void modelLoaded(const samscope::ModelInfo& info);
    /// The one before it, if any, goes on.
    void modelFailed(const QString& reason);
    void pictureLoaded(const std::shared_ptr<const samscope::Picture>& picture);
    void encoded(double milliseconds);
    void predicted(const samscope::SegmentResult& result);
    void previewed(const std::shared_ptr<const samscope::Mask>& mask);
    void failed(const QString& reason);
    void referencesRun(const std::shared_ptr<const samscope::ReferencePack>& pack,
                       const std::vector<samscope::ReferenceRow>& rows);
    /// With the reason; empty when they were stopped.
    void referencesFailed(const QString& reason);
    void everythingFound(const std::shared_ptr<const samscope::EverythingResult>& result);
    /// With the reason; empty when it was stopped.
    void everythingFailed(const QString& reason);

private:
    class Listener;

    /// What the model and the picture at hand have said, or will say, counts no longer.
    void forgetAnswers();
    void finishReading(const std::shared_ptr<const RgbImage>& image, const std::shared_ptr<const Picture>& picture);
    void ask();
    void showResult(SegmentResult result);
    void setEncoded(bool isEncoded);
    void updateEncoding();
    void runJob(const QString& title, std::function<void(Predictor&, const Work&)> work,
                std::function<void(const JobEnd&)> finished);

    Job m_reader;
    std::uint64_t m_image = 0; ///< id of the picture in the session
    bool m_hasModel = false;
    bool m_isEncoded = false;   ///< the picture, by the model
    bool m_isEncodeDue = false; ///< until it is encoded, or that failed or was stopped
    std::shared_ptr<const RgbImage> m_pixels;
    std::optional<PromptSet> m_prompts;
    std::optional<PromptSet> m_answered; ///< the prompts whose result was shown last
    std::uint64_t m_asked = 0;           ///< number of the newest prompts
    bool m_isAnswerDue = false;
    ResultWish m_wish;
    std::stop_source m_everythingStop; ///< of the newest run
    std::unique_ptr<SessionActivity> m_activity;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Session> m_session;
};

} // namespace samscope
