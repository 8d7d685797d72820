#include "ui/convert/proof_panel.h"

#include "core/base/error.h"
#include "ui/models/mismatch_model.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/copy_label.h"
#include "ui/widgets/room.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString differenceNumber(double value)
{
    return value == 0 ? u"0"_s : QString::number(value, 'e', 2);
}

QWidget* line(QLabel* text, QPushButton* button)
{
    auto* room = new Room(text);
    return row({room, button}, room);
}

} // namespace

ProofPanel::ProofPanel(QWidget* parent)
    : QWidget(parent), m_written(new CopyLabel), m_tensors(new CopyLabel), m_forward(new CopyLabel),
      m_pictures(new QWidget), m_sourcePicture(new QLabel), m_convertedPicture(new QLabel),
      m_checkTensors(new QPushButton(tr("Check tensors"))), m_verifyForward(new QPushButton(tr("Verify forward"))),
      m_segment(new QPushButton(tr("Open in Segment"))), m_push(new QPushButton(tr("Push to the Hub…"))),
      m_table(new QTableView), m_mismatches(new MismatchModel(this))
{
    name(m_written, u"writtenFolder"_s, tr("Written folder"));
    m_written->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    name(m_tensors, u"tensorProof"_s, tr("Tensor identity"));
    name(m_forward, u"forwardProof"_s, tr("Forward differences"));
    for (QLabel* label : {m_tensors, m_forward}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    name(m_checkTensors, u"checkTensors"_s, tr("Compare every tensor of the folder with the checkpoint"));
    name(m_verifyForward, u"verifyForward"_s, tr("Run both models on the same picture and compare"));
    name(m_segment, u"segmentButton"_s, tr("Open the written folder in Segment"));
    name(m_push, u"pushButton"_s, tr("Push the written folder to the Hub"));
    makeToggle(*m_push);
    m_push->setEnabled(false);
    const auto buttons = {m_checkTensors, m_verifyForward, m_segment, m_push};
    const auto wider = [](const QPushButton* a, const QPushButton* b) {
        return a->sizeHint().width() < b->sizeHint().width();
    };
    const int width = (*std::ranges::max_element(buttons, wider))->sizeHint().width();
    for (QPushButton* button : buttons) {
        button->setFixedWidth(width);
    }
    name(m_table, u"mismatchTable"_s, tr("Differing tensors"));
    m_table->setModel(m_mismatches);
    prepareTable(*m_table);
    m_table->setFixedHeight(16 * gridStep);

    buildPictures();
    auto* lines = new QVBoxLayout;
    lines->setSpacing(gridStep);
    auto* written = new Room(m_written);
    lines->addWidget(row({written, m_segment, m_push}, written));
    lines->addWidget(line(m_tensors, m_checkTensors));
    lines->addWidget(line(m_forward, m_verifyForward));
    auto* verdicts = new QHBoxLayout;
    verdicts->setSpacing(2 * gridStep);
    verdicts->addWidget(m_pictures);
    verdicts->addLayout(lines, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addLayout(verdicts);
    layout->addWidget(m_table);
    connect(m_checkTensors, &QPushButton::clicked, this, &ProofPanel::tensorsRequested);
    connect(m_verifyForward, &QPushButton::clicked, this, &ProofPanel::forwardRequested);
    connect(m_segment, &QPushButton::clicked, this, &ProofPanel::segmentRequested);
    showItem(nullptr);
}

void ProofPanel::buildPictures()
{
    auto* grid = new QGridLayout(m_pictures);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(gridStep);
    grid->setVerticalSpacing(0);
    name(m_sourcePicture, u"sourceMaskPicture"_s, tr("Mask of the checkpoint"));
    name(m_convertedPicture, u"convertedMaskPicture"_s, tr("Mask of the written folder"));
    int column = 0;
    for (const auto& [picture, text] :
         {std::pair{m_sourcePicture, tr("checkpoint")}, {m_convertedPicture, tr("folder")}}) {
        auto* caption = new QLabel(text);
        setTextColour(*caption, themeColours(palette()).muted);
        picture->setAccessibleName(picture->accessibleDescription()); // it has no text
        picture->setToolTip(tr("The best mask for a box around the middle of the built-in picture"));
        grid->addWidget(picture, 0, column);
        grid->addWidget(caption, 1, column++, Qt::AlignHCenter);
    }
}

void ProofPanel::showItem(const QueueItem* item)
{
    showWritten(item != nullptr ? item->result.get() : nullptr);
    showTensors(item != nullptr ? item->proof : ConversionProof());
    showForward(item != nullptr ? item->proof : ConversionProof());
}

void ProofPanel::showWritten(const ConversionResult* result)
{
    const QString text =
        result == nullptr
            ? tr("Proof: after the conversion, every tensor is compared with the checkpoint, bit for bit.")
            : tr("Written: %1  ·  %2  ·  %3  ·  read back and compared")
                  .arg(toQt(result->folder), plural(result->files.size(), tr("%1 file"), tr("%1 files")),
                       toQt(humanBytes(result->bytes)));
    if (m_written->text() != text) {
        m_written->setText(text);
        m_written->setToolTip(text);
    }
}

void ProofPanel::showTensors(const ConversionProof& proof)
{
    const bool differ = proof.tensors && !proof.tensors->identical();
    m_mismatches->setRows(differ ? proof.tensors->different : std::vector<TensorMismatch>());
    m_table->setVisible(differ);
    if (proof.comparingTensors) {
        say(*m_tensors, Verdict::Unknown, tr("Tensors: comparing…"));
    } else if (!proof.tensorProblem.isEmpty()) {
        say(*m_tensors, Verdict::Unknown, tr("Tensors: not compared: %1").arg(proof.tensorProblem));
    } else if (!proof.tensors) {
        say(*m_tensors, Verdict::Unknown, tr("Tensors: not compared yet"));
    } else if (!differ) {
        const QString cast =
            proof.tensors->sameDType ? QString() : tr(" after casting the source to the written dtype");
        say(*m_tensors, Verdict::Good, tr("Tensors: %1 of %1 identical%2").arg(proof.tensors->compared).arg(cast));
    } else {
        m_table->resizeColumnsToContents();
        say(*m_tensors, Verdict::Bad,
            tr("Tensors: %1 of %2 differ, first %3")
                .arg(proof.tensors->different.size())
                .arg(proof.tensors->compared)
                .arg(toQt(proof.tensors->different.front().name)));
    }
}

void ProofPanel::showForward(const ConversionProof& proof)
{
    m_pictures->setVisible(proof.forward.has_value());
    if (proof.comparingForward) {
        say(*m_forward, Verdict::Unknown, tr("Forward passes: running both models…"));
        return;
    }
    if (!proof.forward) {
        say(*m_forward, Verdict::Unknown,
            proof.forwardProblem.isEmpty() ? tr("Forward passes: not compared yet")
                                           : tr("Forward passes: not compared: %1").arg(proof.forwardProblem));
        return;
    }
    const auto show = [](QLabel& label, QImage picture) {
        picture.setDevicePixelRatio(2);
        label.setPixmap(QPixmap::fromImage(picture));
    };
    show(*m_sourcePicture, proof.pictures.source);
    show(*m_convertedPicture, proof.pictures.converted);
    const ForwardProof& forward = *proof.forward;
    say(*m_forward,
        !forward.passed() ? Verdict::Bad
        : forward.exact   ? Verdict::Good
                          : Verdict::Unknown,
        tr("Forward passes: embedding Δ %1  ·  low-res masks Δ %2  ·  predicted IoU Δ %3%4")
            .arg(differenceNumber(forward.embedding), differenceNumber(forward.lowResMasks),
                 differenceNumber(forward.iouScores),
                 forward.exact ? QString() : tr("  (another dtype: reported only)")));
}

void ProofPanel::setButtonsEnabled(bool enabled)
{
    m_checkTensors->setEnabled(enabled);
    m_verifyForward->setEnabled(enabled);
    m_segment->setEnabled(enabled);
    m_push->setEnabled(enabled || m_push->isChecked());
}

void ProofPanel::say(QLabel& label, Verdict verdict, const QString& text)
{
    const ThemeColours& colours = themeColours(palette());
    const QString mark = verdict == Verdict::Good ? u"✔  "_s : verdict == Verdict::Bad ? u"✘  "_s : QString();
    if (label.text() == mark + text) {
        return; // setting texts and colours lays the page out again
    }
    label.setText(mark + text);
    label.setToolTip(text);
    label.setProperty("verdict", verdict == Verdict::Good  ? u"good"_s
                                 : verdict == Verdict::Bad ? u"bad"_s
                                                           : u"unknown"_s);
    setTextColour(label, verdict == Verdict::Good  ? colours.good
                         : verdict == Verdict::Bad ? colours.bad
                                                   : colours.muted);
}

} // namespace samscope
