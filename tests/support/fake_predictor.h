#pragma once

#include "core/base/error.h"
#include "core/base/work.h"
#include "core/inference/predictor.h"
#include "core/inference/segment.h"
#include "tests/support/formula.h"
#include "tests/support/one_by_one_predictor.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace samscope {

inline constexpr int imageWidth = 96;
inline constexpr int imageHeight = 128;
inline constexpr int inputSize = 64;
inline constexpr int lowResSide = 32;

/// What the fake model answers: three squares of different sizes around the first point, or in the middle of the box;
/// background points cut away what lies to their right. A mask prompt is put on top of the second. The squares of the
/// other model, B, are larger and lie to the left.
inline Prediction fakePrediction(const PromptSet& prompts, bool isB = false)
{
    const double scale = static_cast<double>(lowResSide) / imageHeight;
    const Rect<double> box = prompts.box.value_or(Rect<double>{0, 0, imageWidth, imageHeight});
    const double x = prompts.points.empty() ? (box.x0 + box.x1) / 2 : prompts.points[0].x;
    const double y = prompts.points.empty() ? (box.y0 + box.y1) / 2 : prompts.points[0].y;
    Prediction prediction;
    prediction.side = lowResSide;
    prediction.iouScores = {0.5F, isB ? 0.75F : 1.02F, 0.25F};
    for (const double radius : {3.0, 6.0, 9.0}) {
        for (int row = 0; row < lowResSide; ++row) {
            for (int column = 0; column < lowResSide; ++column) {
                const double across = column - x * scale + (isB ? 2 : 0);
                bool inside = std::max(std::abs(across), std::abs(row - y * scale)) < radius + (isB ? 1 : 0);
                for (const PointPrompt& point : prompts.points) {
                    inside = inside && (point.label == 1 || column < point.x * scale);
                }
                prediction.lowResMasks.push_back(inside ? 4.0F : -4.0F);
            }
        }
    }
    for (std::size_t i = 0; i < prompts.maskInput.size(); ++i) {
        float& logit = prediction.lowResMasks[prompts.maskInput.size() + i];
        logit = std::max(logit, prompts.maskInput[i]);
    }
    return prediction;
}

inline PromptSet pointAt(double x, double y)
{
    PromptSet prompts;
    prompts.points.push_back({x, y, 1});
    return prompts;
}

/// One candidate (0 to 2) at the picture's size.
inline Candidate expectedCandidate(const PromptSet& prompts, std::size_t candidate, float threshold = 0,
                                   bool isB = false)
{
    const ImageGeometry geometry = ImageGeometry::of(imageWidth, imageHeight, inputSize);
    return candidatesOf(fakePrediction(prompts, isB), geometry, threshold).at(candidate);
}

inline Mask expectedMask(const PromptSet& prompts, std::size_t candidate, float threshold = 0, bool isB = false)
{
    return expectedCandidate(prompts, candidate, threshold, isB).mask;
}

/// What the fake models and the test share.
struct FakeState
{
    std::atomic<int> decodes = 0;
    std::atomic<int> encodes = 0;
    std::atomic<int> stoppedLoads = 0;
    std::atomic<bool> holdLoad = false;
    std::atomic<bool> holdEncode = false;
    std::atomic<bool> deeper = false; ///< B has more blocks than A
    std::atomic<int> freeDecodes = 0; ///< so many decodes do not wait, or no longer, when decoding is held
    std::mutex mutex;
    std::condition_variable wake;
    bool holdDecode = false;
    bool decodeHeld = false;
    std::string failLoading;
    std::vector<PredictorOptions> asked; ///< for each model that was loaded
    PromptSet prompts;                   ///< of the newest decode

    PromptSet lastPrompts()
    {
        const std::lock_guard lock(mutex);
        return prompts;
    }

    std::vector<PredictorOptions> takeAsked()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(asked, {});
    }

    /// Of the model that was loaded last.
    PredictorOptions lastAsked()
    {
        const std::lock_guard lock(mutex);
        return asked.empty() ? PredictorOptions() : asked.back();
    }

    void setFailure(const std::string& reason)
    {
        const std::lock_guard lock(mutex);
        failLoading = reason;
    }

    /// Decoding waits, once it has begun, until it is let go.
    void setHoldDecode(bool hold)
    {
        {
            const std::lock_guard lock(mutex);
            holdDecode = hold;
        }
        wake.notify_all();
    }

    bool isDecodeHeld()
    {
        const std::lock_guard lock(mutex);
        return decodeHeld;
    }

    /// Nothing waits any more.
    void letGo()
    {
        holdLoad = false;
        holdEncode = false;
        setHoldDecode(false);
    }
};

/// A model without a network: B when its file is b.pth.
class FakePredictor final : public OneByOnePredictor
{
public:
    FakePredictor(std::shared_ptr<FakeState> state, const std::filesystem::path& path, const PredictorOptions& options)
        : m_state(std::move(state)), m_isB(path.filename() == "b.pth"), m_observer(options.blockObserver)
    {
        m_info.path = path;
        m_info.variant = "custom";
        m_info.config = tinyConfig();
        m_info.config.vision.imageSize = inputSize;
        m_info.config.vision.layers = m_isB && m_state->deeper ? 3 : 2;
        m_info.device = {Device::Kind::Cpu};
        m_info.deviceRequested = options.device;
        if (options.device.kind == Device::Kind::Cuda) {
            m_info.deviceNote = {DeviceNote::Kind::NoDriver};
        }
        m_info.numerics = options.numerics == Numerics::Auto ? Numerics::Reference : options.numerics;
    }

    const ModelInfo& info() const override { return m_info; }

    ImageEmbedding encode(const PreprocessedImage&, const Work& work) override
    {
        ++m_state->encodes;
        while (m_state->holdEncode) {
            work.report({"encoding", 3, 12, Unit::Blocks});
            work.throwIfStopped();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        for (int block = 0; m_observer && block < m_info.config.vision.layers; ++block) {
            m_observer(block, std::vector<float>{1, 2, m_isB ? 3.0F + static_cast<float>(block) : 3.0F});
        }
        return {.channels = 1, .grid = 1, .values = {m_isB ? 1.25F : 1.0F}};
    }

    Prediction answer(const PromptSet& prompts) override
    {
        const int number = ++m_state->decodes;
        std::unique_lock lock(m_state->mutex);
        m_state->prompts = prompts;
        const auto isFree = [this, number] { return number <= m_state->freeDecodes || !m_state->holdDecode; };
        m_state->decodeHeld = !isFree();
        m_state->wake.wait(lock, isFree);
        return fakePrediction(prompts, m_isB);
    }

private:
    std::shared_ptr<FakeState> m_state;
    bool m_isB;
    BlockObserver m_observer;
    ModelInfo m_info;
};

inline PredictorFactory fakeFactory(const std::shared_ptr<FakeState>& state)
{
    return [state](const std::filesystem::path& path, const PredictorOptions& options,
                   const Work& work) -> std::unique_ptr<Predictor> {
        while (state->holdLoad) {
            if (work.stop.stop_requested()) {
                ++state->stoppedLoads;
                state->stoppedLoads.notify_all();
            }
            work.throwIfStopped();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        {
            const std::lock_guard lock(state->mutex);
            if (!state->failLoading.empty()) {
                throw Error({.file = path.string(), .reason = state->failLoading});
            }
            state->asked.push_back(options);
        }
        return std::make_unique<FakePredictor>(state, path, options);
    };
}

} // namespace samscope
