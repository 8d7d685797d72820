#pragma once

#include <QAbstractButton>
#include <QImage>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/imaging/mask.h"

class QButtonGroup;
class QLabel;

namespace samscope {

/// One candidate of a prediction, ready to be shown.
struct CandidateView
{
    float iouScore = 0; ///< predicted IoU
    Mask mask;
    std::uint64_t area = 0; ///< pixels
    std::optional<double> stability;
    QImage layer;     ///< maskLayer of the mask; only for the one that is shown first
    QImage thumbnail; ///< the picture with the mask on it
};

/// A thumbnail with its number, predicted IoU, area and stability.
class CandidateButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit CandidateButton(int number, QWidget* parent = nullptr);

    void setCandidate(const CandidateView* candidate);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_number;
    QImage m_thumbnail;
    QStringList m_lines; ///< the predicted IoU, then the rest
};

/// The candidates of the newest prediction; one of them is chosen.
class CandidatePanel : public QWidget
{
    Q_OBJECT
public:
    static constexpr int thumbnailSide = 72;

    explicit CandidatePanel(QWidget* parent = nullptr);

    /// Chooses the one with the highest predicted IoU.
    void setCandidates(std::shared_ptr<const std::vector<CandidateView>> candidates, std::size_t best);
    void clear();

    const CandidateView* chosen() const;
    void choose(int index);
    /// The next (1) or previous (-1) one, around the end.
    void step(int by);

Q_SIGNALS:
    void chosenChanged();

private:
    std::shared_ptr<const std::vector<CandidateView>> m_candidates;
    std::vector<CandidateButton*> m_buttons;
    QButtonGroup* m_group;
    QLabel* m_caption;
};

} // namespace samscope
