#include "ui/segment/segment_page.h"

#include "core/eval/reference_pack.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/segment/candidate_panel.h"
#include "ui/segment/everything_panel.h"
#include "ui/segment/ground_truth.h"
#include "ui/segment/input_panel.h"
#include "ui/segment/mask_panel.h"
#include "ui/segment/pictures_panel.h"
#include "ui/segment/reference_panel.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/predictor_choices.h"
#include "ui/widgets/widgets.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

void SegmentPage::connectCanvas()
{
    connect(m_canvas, &ImageCanvas::pointed, this, &SegmentPage::point);
    connect(m_canvas, &ImageCanvas::boxed, m_history, &PromptHistory::addBox);
    connect(m_canvas, &ImageCanvas::hovered, this, &SegmentPage::hover);
    connect(m_canvas, &ImageCanvas::viewChanged, this, &SegmentPage::updateStatus);
    connect(m_canvas, &ImageCanvas::painted, this, [this](double elapsed) { m_paintMs = elapsed; });
    connect(m_history, &PromptHistory::changed, this, &SegmentPage::sendPrompts);
    connect(m_candidates, &CandidatePanel::chosenChanged, this, &SegmentPage::showChosen);
}

void SegmentPage::connectMask()
{
    connect(m_mask, &MaskPanel::thresholdChanged, this, [this](double logits) {
        m_options.threshold = static_cast<float>(logits);
        m_preparing.forget();
        m_engine->setThreshold(m_options.threshold);
    });
    connect(m_mask, &MaskPanel::styleChanged, this, [this] { m_canvas->setMaskStyle(m_mask->style()); });
    connect(m_mask, &MaskPanel::heatMapToggled, this, [this](bool shown) {
        m_options.heat = shown;
        prepare();
    });
    connect(m_mask, &MaskPanel::exportRequested, this, &SegmentPage::exportMask);
    connect(m_mask, &MaskPanel::truthRequested, this, &SegmentPage::chooseTruth);
    connect(m_truth, &GroundTruth::said, m_mask, &MaskPanel::showTruth);
    connect(m_truth, &GroundTruth::failed, this, &SegmentPage::showProblem);
    connect(m_export, &MaskExport::saved, this, [this](const QString& files) {
        showChosen();
        Q_EMIT said(tr("Saved %1").arg(files));
    });
    connect(m_export, &MaskExport::failed, this, [this](const QString& reason) {
        showChosen();
        showProblem(reason);
    });
    connect(m_pictures, &PicturesPanel::chosen, this, &SegmentPage::openImage);
    m_canvas->setMaskStyle(m_mask->style());
}

void SegmentPage::connectEngine()
{
    connect(m_engine, &InferenceEngine::modelLoaded, this,
            [this](std::size_t, const ModelInfo& info) { showModel(info); });
    connect(m_engine, &InferenceEngine::modelFailed, this,
            [this](std::size_t, const QString& reason) { keepModel(reason); });
    connect(m_engine, &InferenceEngine::pictureLoaded, this, &SegmentPage::showPicture);
    connect(m_engine, &InferenceEngine::encoded, this, [this](const EncodedPictures& pictures) {
        m_encodeMs = pictures->front().preprocessMs + pictures->front().encodeMs;
        updateStatus();
    });
    connect(m_engine, &InferenceEngine::answered, this, [this](const Answers& answers) {
        m_answer = std::shared_ptr<const Answer>(answers, &answers->front());
        prepare();
    });
    connect(m_engine, &InferenceEngine::previewed, this, [this](const Answers& answers) {
        if (m_hover->isChecked() && m_pixel) { // otherwise it comes too late
            m_canvas->setPreview(std::shared_ptr<const Mask>(answers, &answers->front().best().mask));
        }
    });
    connect(m_engine, &InferenceEngine::failed, this, &SegmentPage::showProblem);
    connect(m_references, &ReferencePanel::runRequested, this, &SegmentPage::runReferences);
}

void SegmentPage::runReferences()
{
    m_references->setRunning(true);
    m_engine->run(
        tr("Running the references"),
        [pack = m_references->pack()](Predictor& predictor, const Work& work) {
            return runReferencePack(predictor, *pack, work);
        },
        [this, pack = m_references->pack()](const JobOutcome<std::vector<ReferenceRow>>& rows) {
            m_references->setRunning(false);
            if (!rows.isDone()) {
                m_references->setProblem(rows.state == JobEnd::State::Stopped ? QString() : rows.message);
            } else if (pack == m_references->pack()) { // otherwise another one is shown by now
                m_references->setResults(*rows.value);
            }
        });
}

void SegmentPage::openModel(const QString& path)
{
    m_model->setPath(QFileInfo(path).absoluteFilePath());
    m_problem->hide();
    m_info.reset();
    m_encodeMs.reset();
    m_shown.reset();
    clearResult();
    forgetEverything();
    m_references->setVariant({});
    m_engine->setModel(0, toPath(m_model->path()), chosenOptions(*m_device, *m_numerics));
    updateHint();
    updateStatus();
}

void SegmentPage::openImage(const QString& path)
{
    m_imagePath = QFileInfo(path).absoluteFilePath();
    m_image->setPath(m_imagePath);
    m_problem->hide();
    m_pixel.reset();
    m_encodeMs.reset();
    m_shown.reset();
    m_hasPicture = false;
    m_canvas->setPicture(nullptr);
    m_history->reset();
    clearResult();
    forgetEverything();
    m_truth->clear();
    m_pictures->setCurrent(m_imagePath);
    m_input->setSource(nullptr, 0);
    m_engine->setImage(toPath(m_imagePath));
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
    m_truth->open(toPath(path), toPath(m_imagePath));
}

void SegmentPage::setScenes(const QStringList& paths)
{
    m_pictures->setPaths(paths);
}

std::vector<Activity*> SegmentPage::activities()
{
    std::vector<Activity*> all = m_engine->activities();
    all.push_back(m_export->activity());
    return all;
}

void SegmentPage::stop()
{
    for (Activity* activity : m_engine->activities()) {
        activity->stop();
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
        QFileDialog::getOpenFileName(this, tr("Open a picture"), QFileInfo(m_imagePath).absolutePath(),
                                     tr("Pictures (%1);;All files (*)").arg(PicturesPanel::patterns().join(u' ')));
    if (!path.isEmpty()) {
        openImage(path);
    }
}

void SegmentPage::chooseTruth()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a ground truth"), QFileInfo(m_imagePath).absolutePath(),
                                     tr("Masks and annotations (*.png *.json);;All files (*)"));
    if (!path.isEmpty()) {
        openTruth(path);
    }
}

void SegmentPage::showModel(const ModelInfo& info)
{
    m_info = m_loaded = info;
    m_input->setSource(m_engine->image(), info.config.vision.imageSize);
    m_references->setVariant(info.variant);
    updateHint();
    updateStatus();
}

void SegmentPage::keepModel(const QString& reason)
{
    m_info = m_loaded;
    m_model->showPath(m_info ? toQt(m_info->path) : QString());
    m_references->setVariant(m_info ? m_info->variant : std::string());
    showProblem(m_info ? tr("%1\n%2 goes on").arg(reason, toQt(m_info->path.filename())) : reason);
    updateStatus();
}

void SegmentPage::showPicture(const std::shared_ptr<const Picture>& picture)
{
    m_hasPicture = true;
    m_options.thumbnail = picture->thumbnail(2 * CandidatePanel::thumbnailSide);
    m_canvas->setPicture(picture);
    focusUnlessTyping(*m_canvas, *m_image);
    m_input->setSource(m_engine->image(), m_info ? m_info->config.vision.imageSize : 0);
    updateHint();
    updateStatus();
}

void SegmentPage::prepare()
{
    if (m_answer) {
        m_preparing.run(
            {}, [answer = m_answer, options = m_options](const Work&) { return prepareResult(answer, options); },
            [this](const JobOutcome<SegmentResult>& result) {
                result.isDone() ? showResult(*result.value) : showProblem(result.message);
            });
    }
}

void SegmentPage::forgetAnswer()
{
    m_preparing.forget();
    m_answer.reset();
}

void SegmentPage::clearResult()
{
    forgetAnswer();
    m_result.reset();
    m_decodeMs.reset();
    m_candidates->clear();
}

void SegmentPage::showResult(const SegmentResult& result)
{
    const bool isShownAgain = m_shown == m_history->prompts();
    m_shown = m_history->prompts();
    m_decodeMs = result.answer->decodeMs + result.answer->postprocessMs;
    m_result = result;
    m_canvas->setPreview(nullptr);
    m_candidates->setCandidates(result.candidates,
                                isShownAgain ? m_candidates->chosenIndex() : result.answer->prediction.best());
    if (!result.warning.isEmpty()) {
        showProblem(result.warning);
    }
    updateStatus();
}

void SegmentPage::showChosen()
{
    const CandidateView* chosen = m_candidates->chosen();
    const auto mask = m_showsEverything ? m_everything->chosenMask() : m_candidates->chosenMask();
    m_canvas->setMask(mask);
    m_canvas->setLayer(m_showsEverything ? m_everything->result()->overlay : chosen ? chosen->heat.image : QImage());
    m_mask->showMask(chosen);
    m_mask->setExportEnabled((m_showsEverything || chosen != nullptr) && !m_export->isRunning());
    m_refine->setEnabled(chosen != nullptr);
    m_truth->compare(mask);
}

void SegmentPage::showProblem(const QString& text)
{
    setTextColour(*m_problem, themeColours(palette()).bad);
    m_problem->setText(text);
    m_problem->show();
    updateHint();
}

void SegmentPage::exportMask(ExportKind kind)
{
    const CandidateView* chosen = m_candidates->chosen();
    if ((chosen == nullptr && !m_showsEverything) || m_export->isRunning()) {
        return;
    }
    const std::filesystem::path picture = toPath(m_imagePath);
    MaskToExport mask{
        .pictureName = picture.filename().string(), .picture = m_engine->image(), .style = m_mask->style()};
    if (m_showsEverything) {
        mask.everything = m_everything->result();
    } else {
        mask.mask = m_candidates->chosenMask();
        mask.iouScore = static_cast<double>(chosen->iouScore);
        mask.stability = chosen->stability;
    }
    const bool json = kind == ExportKind::CocoJson;
    const QString ending = json ? u"-mask.json"_s : kind == ExportKind::OverlayPng ? u"-overlay.png"_s : u"-mask.png"_s;
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the mask"), toQt(picture.stem()) + ending,
                                                      json ? tr("COCO (*.json)") : tr("Pictures (*.png)"));
    if (!path.isEmpty()) {
        m_export->save(kind, mask, toPath(path));
        m_mask->setExportEnabled(false);
    }
}

void SegmentPage::refine()
{
    if (m_result && m_candidates->chosen() != nullptr) {
        const auto logits = m_result->answer->prediction.mask(m_candidates->chosenIndex());
        m_history->addMask({std::make_shared<const std::vector<float>>(logits.begin(), logits.end())});
    }
}

void SegmentPage::hover(std::optional<QPoint> pixel)
{
    m_pixel = pixel;
    updateStatus();
    if (!m_hover->isChecked() || !m_hasPicture) {
        return;
    }
    if (!pixel) {
        m_canvas->setPreview(nullptr);
        return;
    }
    PromptSet prompts = m_history->prompts();
    prompts.points.push_back({static_cast<double>(pixel->x()), static_cast<double>(pixel->y()), 1});
    m_engine->preview(prompts);
}

void SegmentPage::setHoverPreview(bool wanted)
{
    settings::hoverPreview.set(wanted);
    m_canvas->setPreview(nullptr);
    if (wanted) {
        hover(m_pixel);
    }
}

void SegmentPage::sendPrompts()
{
    const PromptSet prompts = m_history->prompts();
    m_canvas->setPrompts(prompts);
    m_canvas->setPreview(nullptr);
    m_input->setPrompts(prompts);
    m_problem->hide();
    setEverythingShown(false);
    forgetAnswer();
    if (m_history->isEmpty()) {
        clearResult();
    }
    m_engine->setPrompts(m_history->isEmpty() ? std::nullopt : std::optional(prompts));
    updateStatus();
}

} // namespace samscope
