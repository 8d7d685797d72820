#pragma once

#include "core/inference/session.h"
#include "ui/canvas/picture.h"
#include "ui/job.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace samscope {

/// Models, a picture and prompts off the GUI thread: reads the picture and does the steps of a session, one after the
/// other. As an activity it is what takes its time of them. Lives on the GUI thread, where every signal arrives; what a
/// newer request has replaced does not arrive. The signals of a step come before the next one starts.
class InferenceEngine : public Activity
{
    Q_OBJECT
public:
    /// `models` of them work side by side.
    explicit InferenceEngine(PredictorFactory factory, std::size_t models, QObject* parent = nullptr);

    /// What the job bar shows: this, and the reading of pictures.
    std::vector<Activity*> activities() { return {this, &m_reading}; }

    void setModel(std::size_t model, const std::filesystem::path& path, const PredictorOptions& options);
    void setImage(const std::filesystem::path& path);
    /// Nothing while there is none.
    std::shared_ptr<const RgbImage> image() const { return m_image; }
    /// The requests of `Session`.
    void setPrompts(const std::optional<PromptSet>& prompts);
    void setThreshold(float threshold);
    void preview(const PromptSet& prompts);
    /// Runs `task(Predictor&, const Work&)` as a job of the session, and then `done(JobOutcome<Result>)`, Result being
    /// what `task` returns.
    template <typename Task, typename Done>
    void run(const QString& title, Task task, Done done, bool isAboutPicture = false)
    {
        using Result = std::invoke_result_t<Task&, Predictor&, const Work&>;
        const auto outcome = std::make_shared<JobOutcome<Result>>();
        addJob({.work = [outcome, task = std::move(task)](
                            Predictor& predictor, const Work& work) { outcome->value.emplace(task(predictor, work)); },
                .isAboutPicture = isAboutPicture},
               {.title = title, .done = [outcome, done = std::move(done)](const JobEnd& end) {
                    static_cast<JobEnd&>(*outcome) = end;
                    if (!end.isDone()) {
                        outcome->value.reset(); // it came too late
                    }
                    done(std::move(*outcome));
                }});
    }
    void stop() override;

    bool isRunning() const override { return m_occupation.has_value(); }
    QString title() const override;
    Progress progress() const override { return m_steps.progress(); }

Q_SIGNALS:
    void modelLoaded(std::size_t model, const samscope::ModelInfo& info);
    /// The one before it, if any, goes on.
    void modelFailed(std::size_t model, const QString& reason);
    void pictureLoaded(const std::shared_ptr<const samscope::Picture>& picture);
    void encoded(const samscope::EncodedPictures& pictures);
    void answered(const samscope::Answers& answers);
    void previewed(const samscope::Answers& answers);
    void failed(const QString& reason);

private:
    struct PendingJob
    {
        QString title;
        std::function<void(const JobEnd&)> done;
    };

    void addJob(SessionJob job, PendingJob pending);
    /// After every request and every step: stops what is unwanted, reports what happened and starts what comes next.
    void advance();
    void report(const SessionEvent& event);
    void endJob(const JobEnded& ended);

    Session m_session;
    bool m_isAlone;                                ///< one model
    std::map<std::uint64_t, PendingJob> m_pending; ///< by their numbers: the one that is next comes first
    std::shared_ptr<const RgbImage> m_image;
    std::optional<Session::Occupation> m_occupation; ///< that was shown last
    Job m_reading;
    Job m_steps;
};

} // namespace samscope
