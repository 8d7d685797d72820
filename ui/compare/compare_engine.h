#pragma once

#include "core/eval/compare.h"
#include "ui/canvas/picture.h"
#include "ui/compare/mask_layers.h"
#include "ui/job.h"

#include <QObject>

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace samscope {

/// What two models say about one prompt set.
struct ComparedAnswers
{
    std::vector<Candidate> a;
    std::vector<Candidate> b;
    std::vector<CandidateComparison> rows;
    std::size_t best = 0; ///< of A's candidates
    QString warning;      ///< what is wrong with them; empty when all is well
};

/// Everything that Compare does off the GUI thread: loads two models, reads a picture, encodes it with both, answers
/// the newest prompts and draws the chosen candidate. One step at a time; what a newer request makes pointless is
/// stopped. Lives on the GUI thread; every signal arrives there.
class CompareEngine : public QObject
{
    Q_OBJECT
public:
    explicit CompareEngine(PredictorFactory factory, QObject* parent = nullptr);

    /// What the job bar shows: all but the short steps after each prompt.
    Activity* activity() { return &m_job; }

    /// `side` is 0 for A and 1 for B; the observer of the options is the engine's own.
    void setModel(std::size_t side, const std::filesystem::path& path, const PredictorOptions& options);
    void setImage(const std::filesystem::path& path);
    /// Nothing: no masks are asked for.
    void setPrompts(const std::optional<PromptSet>& prompts);
    void setCandidate(std::size_t index);
    void stop();

Q_SIGNALS:
    void modelLoaded(std::size_t side, const samscope::ModelInfo& info);
    void pictureLoaded(const std::shared_ptr<const samscope::Picture>& picture);
    void encodersCompared(const samscope::EncoderComparison& comparison);
    void answered(const std::shared_ptr<const samscope::ComparedAnswers>& answers);
    void drawn(const samscope::CompareLayers& layers);
    void failed(const QString& reason);

private:
    struct Model
    {
        std::filesystem::path path;
        PredictorOptions options;
        bool due = false;
        std::shared_ptr<Predictor> predictor;
    };
    using Encoded = std::array<EncodedPicture, 2>;

    void replaced();
    void advance();
    /// `again` makes the step due again where it was stopped or came too late; a step without it is due until it is
    /// done, and nothing goes on when it fails.
    void run(Job& job, const QString& title, std::function<void(const Work&)> task, std::function<void()> done,
             std::function<void()> again = {});
    void load(std::size_t side);
    void read();
    void encode();
    void answer();
    void draw();

    PredictorFactory m_factory;
    EncoderProbe m_probe;
    std::array<Model, 2> m_models;
    std::filesystem::path m_imagePath;
    bool m_readDue = false;
    std::shared_ptr<const RgbImage> m_image;
    std::shared_ptr<const Encoded> m_encoded;
    std::optional<PromptSet> m_prompts;
    bool m_answerDue = false;
    std::shared_ptr<const ComparedAnswers> m_answers;
    std::size_t m_candidate = 0;
    bool m_drawDue = false;
    int m_generation = 0;  ///< of models and picture; results of older ones are dropped
    bool m_halted = false; ///< after a failure or a stop, until the next request
    Job m_job;
    Job m_quickJob;
};

} // namespace samscope
