#include "ui/convert/proof_panel.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include "core/base/error.h"
#include "ui/models/mismatch_model.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets.h"

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString differenceNumber(double value)
{
    return value == 0 ? u"0"_s : QString::number(value, 'e', 2);
}

} // namespace

ProofPanel::ProofPanel(QWidget* parent)
    : QWidget(parent), m_written(new QLabel), m_tensors(new QLabel), m_forward(new QLabel), m_pictures(new QWidget),
      m_sourcePicture(new QLabel), m_convertedPicture(new QLabel), m_checkTensors(new QPushButton(tr("Check tensors"))),
      m_verifyForward(new QPushButton(tr("Verify forward"))), m_table(new QTableView),
      m_mismatches(new MismatchModel(this))
{
    name(m_written, u"writtenFolder"_s, tr("Written folder"));
    m_written->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_written->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    name(m_tensors, u"tensorProof"_s, tr("Tensor identity"));
    name(m_forward, u"forwardProof"_s, tr("Forward differences"));
    for (QLabel* label : {m_tensors, m_forward}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    name(m_checkTensors, u"checkTensors"_s, tr("Compare every tensor of the folder with the checkpoint"));
    name(m_verifyForward, u"verifyForward"_s, tr("Run both models on the same picture and compare"));
    const int width = std::max(m_checkTensors->sizeHint().width(), m_verifyForward->sizeHint().width());
    m_checkTensors->setFixedWidth(width);
    m_verifyForward->setFixedWidth(width);
    name(m_table, u"mismatchTable"_s, tr("Differing tensors"));
    m_table->setModel(m_mismatches);
    prepareTable(*m_table);
    m_table->setFixedHeight(16 * gridStep);

    buildPictures();
    auto* lines = new QVBoxLayout;
    lines->setSpacing(gridStep);
    lines->addWidget(m_written);
    lines->addWidget(row({m_tensors, m_checkTensors}, m_tensors));
    lines->addWidget(row({m_forward, m_verifyForward}, m_forward));
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
    clear();
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
        picture->setToolTip(tr("The best mask for a box around the middle of the built-in picture"));
        grid->addWidget(picture, 0, column);
        grid->addWidget(caption, 1, column++, Qt::AlignHCenter);
    }
}

void ProofPanel::clear()
{
    m_pictures->hide();
    m_pending = nullptr;
    m_written->setText(tr("Proof: after the conversion, every tensor is compared with the checkpoint, bit for bit."));
    say(*m_tensors, Verdict::Unknown, tr("Tensors: not compared yet"));
    say(*m_forward, Verdict::Unknown, tr("Forward passes: not compared yet"));
    m_table->hide();
}

void ProofPanel::showWritten(const ConversionResult& result)
{
    m_written->setText(tr("Written: %1  ·  %2  ·  %3  ·  SHA-256 %4")
                           .arg(toQt(result.folder), plural(result.files.size(), tr("%1 file"), tr("%1 files")),
                                toQt(humanBytes(result.bytes)), toQt(result.sha256)));
    m_written->setToolTip(m_written->text());
}

void ProofPanel::showChecking()
{
    m_pending = m_tensors;
    m_table->hide();
    m_pictures->hide();
    say(*m_tensors, Verdict::Unknown, tr("Tensors: comparing…"));
    say(*m_forward, Verdict::Unknown, tr("Forward passes: not compared yet"));
}

void ProofPanel::showTensors(const TensorProof& proof)
{
    m_mismatches->setRows(proof.different);
    m_table->setVisible(!proof.identical());
    m_table->resizeColumnsToContents();
    if (proof.identical()) {
        const QString cast = proof.sameDType ? QString() : tr(" after casting the source to the written dtype");
        say(*m_tensors, Verdict::Good, tr("Tensors: %1 of %1 identical%2").arg(proof.compared).arg(cast));
        return;
    }
    say(*m_tensors, Verdict::Bad,
        tr("Tensors: %1 of %2 differ, first %3")
            .arg(proof.different.size())
            .arg(proof.compared)
            .arg(toQt(proof.different.front().name)));
}

void ProofPanel::showForwardChecking()
{
    m_pending = m_forward;
    m_pictures->hide();
    say(*m_forward, Verdict::Unknown, tr("Forward passes: running both models…"));
}

void ProofPanel::showForward(const ForwardProof& proof, const ProofPictures& pictures)
{
    const QString numbers =
        tr("Forward passes: embedding Δ %1  ·  low-res masks Δ %2  ·  predicted IoU Δ %3%4")
            .arg(differenceNumber(proof.embedding), differenceNumber(proof.lowResMasks),
                 differenceNumber(proof.iouScores), proof.exact ? QString() : tr("  (another dtype: reported only)"));
    const auto show = [](QLabel& label, QImage picture) {
        picture.setDevicePixelRatio(2);
        label.setPixmap(QPixmap::fromImage(picture));
    };
    show(*m_sourcePicture, pictures.source);
    show(*m_convertedPicture, pictures.converted);
    m_pictures->show();
    say(*m_forward, !proof.passed() ? Verdict::Bad : proof.exact ? Verdict::Good : Verdict::Unknown, numbers);
}

void ProofPanel::showUnknown(const QString& reason)
{
    if (m_pending != nullptr) {
        const QString text =
            m_pending == m_tensors ? tr("Tensors: not compared: %1") : tr("Forward passes: not compared: %1");
        say(*m_pending, Verdict::Unknown, text.arg(reason));
    }
}

void ProofPanel::setButtonsEnabled(bool tensors, bool forward)
{
    m_checkTensors->setEnabled(tensors);
    m_verifyForward->setEnabled(forward);
}

void ProofPanel::say(QLabel& label, Verdict verdict, const QString& text)
{
    const ThemeColours& colours = themeColours(palette());
    const QString mark = verdict == Verdict::Good ? u"✔  "_s : verdict == Verdict::Bad ? u"✘  "_s : QString();
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
