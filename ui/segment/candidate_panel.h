#pragma once

#include "ui/segment/candidate_view.h"

#include <QAbstractButton>
#include <QImage>
#include <QWidget>

#include <memory>
#include <vector>

class QButtonGroup;
class QLabel;

namespace samscope {

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

    /// Chooses candidate `index`.
    void setCandidates(std::shared_ptr<const std::vector<CandidateView>> candidates, std::size_t index);
    void clear();

    const CandidateView* chosen() const;
    std::size_t chosenIndex() const;
    /// The mask of the chosen one; nothing when there is none.
    std::shared_ptr<const Mask> chosenMask() const;
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
