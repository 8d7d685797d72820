#include "ui/segment/candidate_panel.h"

#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QLabel>
#include <QLocale>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

constexpr int candidateCount = 3;

} // namespace

CandidateButton::CandidateButton(int number, QWidget* parent) : QAbstractButton(parent), m_number(number)
{
    setCheckable(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    name(this, u"candidate%1"_s.arg(number), tr("Candidate %1").arg(number));
    setCandidate(nullptr);
}

void CandidateButton::setCandidate(const CandidateView* candidate)
{
    setEnabled(candidate != nullptr);
    m_thumbnail = candidate ? candidate->thumbnail : QImage();
    m_lines.clear();
    if (candidate) {
        m_lines = {QString::number(static_cast<double>(candidate->iouScore), 'f', 3),
                   tr("%1 px").arg(QLocale().toString(static_cast<qulonglong>(candidate->area))),
                   candidate->stability ? tr("stability %1").arg(*candidate->stability, 0, 'f', 3) : QString()};
    }
    setAccessibleDescription(m_lines.join(u", "_s));
    setText(m_lines.value(0));
    update();
}

QSize CandidateButton::sizeHint() const
{
    return {28 * gridStep, CandidatePanel::thumbnailSide + gridStep};
}

void CandidateButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeColours& colours = themeColours(palette());
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool marked = isChecked() && isEnabled();
    painter.setPen(QPen(marked || hasFocus() ? colours.accent : palette().color(QPalette::Mid), marked ? 2 : 1));
    painter.setBrush(palette().color(underMouse() && isEnabled() ? QPalette::AlternateBase : QPalette::Base));
    painter.drawRoundedRect(frame, 4, 4);

    constexpr int side = CandidatePanel::thumbnailSide;
    const QRectF slot(gridStep / 2, gridStep / 2, side, side);
    if (!m_thumbnail.isNull()) {
        QRectF target(QPointF(0, 0), QSizeF(m_thumbnail.size().scaled(side - 4, side - 4, Qt::KeepAspectRatio)));
        target.moveCenter(slot.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(target, m_thumbnail);
    }
    const QRectF text = frame.adjusted(side + gridStep, gridStep, -gridStep, -gridStep);
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, QString::number(m_number));
    painter.drawText(text, Qt::AlignRight | Qt::AlignTop, m_lines.isEmpty() ? u"–"_s : m_lines.front());
    painter.setFont(font());
    painter.setPen(colours.muted);
    painter.drawText(text, Qt::AlignRight | Qt::AlignBottom, m_lines.mid(1).join(u'\n'));
}

CandidatePanel::CandidatePanel(QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)),
      m_caption(new QLabel(tr("predicted IoU: the model's own estimate, may exceed 1")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep / 2);
    for (int i = 0; i < candidateCount; ++i) {
        auto* button = new CandidateButton(i + 1);
        m_group->addButton(button, i);
        m_buttons.push_back(button);
        layout->addWidget(button);
    }
    m_caption->setWordWrap(true);
    m_caption->setObjectName(u"candidateCaption"_s);
    setTextColour(*m_caption, themeColours(palette()).muted);
    layout->addWidget(m_caption);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int, bool checked) {
        if (checked) {
            Q_EMIT chosenChanged();
        }
    });
}

void CandidatePanel::setCandidates(std::shared_ptr<const std::vector<CandidateView>> candidates, std::size_t index)
{
    m_candidates = std::move(candidates);
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setCandidate(i < m_candidates->size() ? &(*m_candidates)[i] : nullptr);
    }
    const QSignalBlocker blocker(m_group);
    if (index < m_buttons.size()) {
        m_buttons[index]->setChecked(true);
    }
    Q_EMIT chosenChanged();
}

void CandidatePanel::clear()
{
    m_candidates.reset();
    for (CandidateButton* button : m_buttons) {
        button->setCandidate(nullptr);
    }
    Q_EMIT chosenChanged();
}

std::size_t CandidatePanel::chosenIndex() const
{
    return static_cast<std::size_t>(std::max(0, m_group->checkedId()));
}

const CandidateView* CandidatePanel::chosen() const
{
    return m_candidates && chosenIndex() < m_candidates->size() ? &(*m_candidates)[chosenIndex()] : nullptr;
}

std::shared_ptr<const Mask> CandidatePanel::chosenMask() const
{
    const CandidateView* candidate = chosen();
    return candidate ? candidate->mask : nullptr;
}

void CandidatePanel::choose(int index)
{
    if (m_candidates && index >= 0 && static_cast<std::size_t>(index) < m_candidates->size()) {
        m_group->button(index)->setChecked(true);
    }
}

void CandidatePanel::step(int by)
{
    if (m_candidates && !m_candidates->empty()) {
        const int count = static_cast<int>(m_candidates->size());
        choose((static_cast<int>(chosenIndex()) + by + count) % count);
    }
}

} // namespace samscope
