#include "ui/segment/segment_page.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>

#include "core/base/error.h"
#include "ui/canvas/image_canvas.h"
#include "ui/path_box.h"
#include "ui/segment/prompt_history.h"
#include "ui/segment/reference_panel.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets.h"

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

const QStringList& imagePatterns()
{
    static const QStringList patterns{u"*.png"_s,  u"*.jpg"_s, u"*.jpeg"_s, u"*.bmp"_s,
                                      u"*.webp"_s, u"*.tif"_s, u"*.tiff"_s};
    return patterns;
}

QString milliseconds(double value)
{
    return value < 1000 ? SegmentPage::tr("%1 ms").arg(value, 0, 'f', value < 10 ? 1 : 0)
                        : SegmentPage::tr("%1 s").arg(value / 1000, 0, 'f', 2);
}

} // namespace

void SegmentPage::connectCanvas()
{
    connect(m_canvas, &ImageCanvas::pointed, m_history, &PromptHistory::addPoint);
    connect(m_canvas, &ImageCanvas::boxed, m_history, &PromptHistory::addBox);
    connect(m_canvas, &ImageCanvas::hovered, this, [this](std::optional<QPoint> pixel) {
        m_pixel = pixel;
        updateStatus();
    });
    connect(m_canvas, &ImageCanvas::viewChanged, this, &SegmentPage::updateStatus);
    connect(m_canvas, &ImageCanvas::painted, this, [this](double elapsed) { m_paintMs = elapsed; });
    connect(m_history, &PromptHistory::changed, this, &SegmentPage::sendPrompts);
    connect(m_candidates, &CandidatePanel::chosenChanged, this, &SegmentPage::showChosen);
}

void SegmentPage::connectEngine()
{
    connect(m_engine, &SegmentEngine::modelLoaded, this, &SegmentPage::showModel);
    connect(m_engine, &SegmentEngine::pictureLoaded, this, &SegmentPage::showPicture);
    connect(m_engine, &SegmentEngine::encoded, this, [this](double elapsed) {
        m_encodeMs = elapsed;
        updateStatus();
    });
    connect(m_engine, &SegmentEngine::predicted, this, &SegmentPage::showResult);
    connect(m_engine, &SegmentEngine::failed, this, &SegmentPage::showProblem);
    connect(m_engine, &SegmentEngine::referencesRun, this, [this](const std::vector<ReferenceRow>& rows) {
        m_references->setRunning(false);
        m_references->setResults(rows);
    });
    connect(m_engine, &SegmentEngine::referencesFailed, this, [this](const QString& reason) {
        m_references->setRunning(false);
        m_references->setProblem(reason);
    });
    connect(m_references, &ReferencePanel::runRequested, this, [this] {
        m_references->setRunning(true);
        m_engine->runReferences(m_references->pack());
    });
}

void SegmentPage::openModel(const QString& path)
{
    m_model->setPath(QFileInfo(path).absoluteFilePath());
    m_problem->hide();
    m_info.reset();
    m_encodeMs.reset();
    m_decodeMs.reset();
    m_candidates->clear();
    m_references->setVariant({});
    PredictorOptions options;
    options.device = m_device->currentData().toString().toStdString();
    options.numerics = m_numerics->currentData().toString().toStdString();
    m_engine->setModel(toPath(m_model->path()), options);
    updateHint();
    updateStatus();
}

void SegmentPage::openImage(const QString& path)
{
    m_image->setPath(QFileInfo(path).absoluteFilePath());
    m_problem->hide();
    m_encodeMs.reset();
    m_decodeMs.reset();
    m_hasPicture = false;
    m_truth.reset();
    m_canvas->setPicture(nullptr);
    m_history->reset();
    m_candidates->clear();
    m_engine->setImage(toPath(m_image->path()));
    updateHint();
    updateStatus();
}

void SegmentPage::runPack(const QString& path)
{
    m_references->runWhenReady();
    openPack(path);
}

void SegmentPage::openPack(const QString& path)
{
    m_references->openPack(path);
}

void SegmentPage::openTruth(const QString& path)
{
    try {
        m_truth = loadMaskPng(toPath(path));
        showChosen();
    } catch (const Error& error) {
        showProblem(QString::fromUtf8(error.what()));
    }
}

void SegmentPage::chooseModel()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a model"), QFileInfo(m_model->path()).absolutePath(),
                                     tr("Models (*.pth *.pt *.bin *.safetensors config.json);;All files (*)"));
    if (!path.isEmpty()) {
        const QFileInfo file(path);
        openModel(file.fileName() == "config.json"_L1 ? file.absolutePath() : path);
    }
}

void SegmentPage::chooseImage()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a picture"), QFileInfo(m_image->path()).absolutePath(),
                                     tr("Pictures (%1);;All files (*)").arg(imagePatterns().join(u' ')));
    if (!path.isEmpty()) {
        openImage(path);
    }
}

void SegmentPage::chooseTruth()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a ground-truth mask"), QFileInfo(m_image->path()).absolutePath(),
                                     tr("Masks (*.png);;All files (*)"));
    if (!path.isEmpty()) {
        openTruth(path);
    }
}

void SegmentPage::stepImage(int by)
{
    QStringList paths = m_scenes;
    const QFileInfo current(m_image->path());
    if (!paths.contains(m_image->path())) {
        paths.clear();
        for (const QFileInfo& file : current.dir().entryInfoList(imagePatterns(), QDir::Files, QDir::Name)) {
            paths.append(file.absoluteFilePath());
        }
    }
    const qsizetype at = paths.indexOf(m_image->path());
    if (at >= 0 && paths.size() > 1) {
        openImage(paths[(at + by + paths.size()) % paths.size()]);
    }
}

void SegmentPage::showModel(const ModelInfo& info)
{
    m_info = info;
    m_references->setVariant(info.variant);
    updateHint();
    updateStatus();
}

void SegmentPage::showPicture(const std::shared_ptr<const Picture>& picture)
{
    m_hasPicture = true;
    m_canvas->setPicture(picture);
    m_canvas->setFocus();
    updateHint();
    updateStatus();
}

void SegmentPage::showResult(const SegmentResult& result)
{
    m_decodeMs = result.timings.decode + result.timings.postprocess;
    m_candidates->setCandidates(result.candidates, result.best);
    if (!result.warning.isEmpty()) {
        showProblem(result.warning);
    }
    updateStatus();
}

void SegmentPage::showChosen()
{
    const CandidateView* chosen = m_candidates->chosen();
    m_canvas->setLayer(!chosen ? QImage() : chosen->layer.isNull() ? maskLayer(chosen->mask) : chosen->layer);
    m_export->setEnabled(chosen != nullptr);
    if (!m_truth) {
        m_truthLine->setText(tr("none"));
    } else if (chosen == nullptr) {
        m_truthLine->setText(tr("no mask yet"));
    } else if (chosen->mask.width != m_truth->width || chosen->mask.height != m_truth->height) {
        m_truthLine->setText(tr("is %1 × %2 pixels, the picture is not").arg(m_truth->width).arg(m_truth->height));
    } else {
        m_truthLine->setText(tr("IoU %1").arg(intersectionOverUnion(chosen->mask, *m_truth), 0, 'f', 4));
    }
}

void SegmentPage::showProblem(const QString& text)
{
    setTextColour(*m_problem, themeColours(palette()).bad);
    m_problem->setText(text);
    m_problem->show();
    updateHint();
}

void SegmentPage::exportMask()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the mask"), QFileInfo(m_image->path()).completeBaseName() + u"-mask.png"_s, tr("Masks (*.png)"));
    if (path.isEmpty() || m_candidates->chosen() == nullptr) {
        return;
    }
    try {
        saveMaskPng(m_candidates->chosen()->mask, toPath(path));
        Q_EMIT said(tr("Saved %1").arg(path));
    } catch (const Error& error) {
        showProblem(QString::fromUtf8(error.what()));
    }
}

void SegmentPage::sendPrompts()
{
    const PromptSet prompts = m_history->prompts();
    m_canvas->setPrompts(prompts);
    m_problem->hide();
    if (m_history->isEmpty()) {
        m_candidates->clear();
        m_decodeMs.reset();
    }
    m_engine->setPrompts(m_history->isEmpty() ? std::nullopt : std::optional(prompts));
    updateStatus();
}

void SegmentPage::updateStatus()
{
    QStringList parts;
    parts.append(m_pixel ? tr("x %1 y %2").arg(m_pixel->x()).arg(m_pixel->y()) : tr("x – y –"));
    parts.append(tr("%1 %").arg(m_canvas->view().zoom() * 100, 0, 'f', 0));
    if (m_info) {
        const QString note = m_info->deviceNote.empty() ? QString() : u" ("_s + toQt(m_info->deviceNote) + u')';
        parts.append(tr("%1 %2%3").arg(toQt(m_info->device).toUpper(), toQt(m_info->numerics), note));
    }
    if (!m_info && m_model->path().isEmpty()) {
        parts.append(tr("no model yet: drop one here, or press Ctrl+Shift+O"));
    }
    if (m_encodeMs) {
        parts.append(tr("encode %1").arg(milliseconds(*m_encodeMs)));
    }
    if (m_decodeMs) {
        parts.append(tr("decode %1").arg(milliseconds(*m_decodeMs)));
        parts.append(tr("paint %1").arg(milliseconds(m_paintMs)));
    }
    m_status->setText(parts.join(u"  ·  "_s));
}

void SegmentPage::updateHint()
{
    const bool failed = m_problem->isVisibleTo(this);
    m_canvas->setHint(m_image->path().isEmpty() ? tr("Drop a picture here, or press Ctrl+O")
                      : m_hasPicture            ? QString()
                      : failed                  ? tr("No picture")
                                                : tr("Reading the picture…"));
}

} // namespace samscope
