#include "ui/compare/compare_page.h"

#include "ui/actions.h"
#include "ui/canvas/image_canvas.h"
#include "ui/canvas/prompt_history.h"
#include "ui/models/comparison_model.h"
#include "ui/plots/divergence_plot.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/path_box.h"
#include "ui/widgets/predictor_choices.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageReader>
#include <QLabel>
#include <QMimeData>
#include <QTableView>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

void ComparePage::connectEngine()
{
    connect(m_engine, &InferenceEngine::modelLoaded, this, &ComparePage::showModel);
    connect(m_engine, &InferenceEngine::modelFailed, this, &ComparePage::keepModel);
    connect(m_engine, &InferenceEngine::pictureLoaded, this, [this](const std::shared_ptr<const Picture>& picture) {
        m_hasPicture = true;
        m_view->setPicture(picture);
        focusUnlessTyping(*m_view->canvas(), *m_image);
        updateHint();
        updateStatus();
    });
    connect(m_engine, &InferenceEngine::encoded, this, &ComparePage::compareEncoders);
    connect(m_engine, &InferenceEngine::answered, this, &ComparePage::compareAnswers);
    connect(m_engine, &InferenceEngine::failed, this, &ComparePage::showProblem);
    for (ImageCanvas* canvas : m_view->canvases()) {
        connect(canvas, &ImageCanvas::pointed, m_history, &PromptHistory::addPoint);
        connect(canvas, &ImageCanvas::boxed, m_history, &PromptHistory::addBox);
        connect(canvas, &ImageCanvas::stepped, this, &ComparePage::stepCandidate);
    }
    addCanvasActions();
    connect(m_history, &PromptHistory::changed, this, &ComparePage::sendPrompts);
}

void ComparePage::openModel(std::size_t side, const QString& path)
{
    m_models[side]->setPath(QFileInfo(path).absoluteFilePath());
    m_problem->hide();
    m_infos[side].reset();
    showEncoders();
    clearAnswers();
    PredictorOptions options = chosenOptions(*m_device, *m_numerics[side]);
    options.blockObserver = side == 0 ? m_probe.first() : m_probe.second();
    m_engine->setModel(side, toPath(m_models[side]->path()), options);
    updateStatus();
}

void ComparePage::openImage(const QString& path)
{
    m_image->setPath(QFileInfo(path).absoluteFilePath());
    m_problem->hide();
    m_hasPicture = false;
    m_view->setPicture(nullptr);
    m_history->reset();
    forgetEncoders();
    clearAnswers();
    m_engine->setImage(toPath(m_image->path()));
    updateHint();
    updateStatus();
}

void ComparePage::loadAgain(std::size_t side)
{
    if (!m_models[side]->path().isEmpty()) {
        openModel(side, m_models[side]->path());
    }
}

void ComparePage::chooseModel(std::size_t side)
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a model"), QFileInfo(m_models[side]->path()).absolutePath(),
                                     tr("Models (*.pth *.pt *.bin *.safetensors config.json);;All files (*)"));
    if (!path.isEmpty()) {
        const QFileInfo file(path);
        openModel(side, file.fileName() == "config.json"_L1 ? file.absolutePath() : path);
    }
}

void ComparePage::chooseImage()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Open a picture"), QFileInfo(m_image->path()).absolutePath(),
                                     tr("Pictures (*.png *.jpg *.jpeg *.bmp *.webp *.tif *.tiff);;All files (*)"));
    if (!path.isEmpty()) {
        openImage(path);
    }
}

void ComparePage::sendPrompts()
{
    m_view->setPrompts(m_history->prompts());
    m_problem->hide();
    m_isAsked = !m_history->isEmpty();
    m_measuring.forget(Masks);
    if (!m_isAsked) {
        clearAnswers();
    }
    m_engine->setPrompts(m_isAsked ? std::optional(m_history->prompts()) : std::nullopt);
    updateStatus();
}

void ComparePage::stop()
{
    for (Activity* activity : m_engine->activities()) {
        activity->stop();
    }
}

void ComparePage::showModel(std::size_t side, const ModelInfo& info)
{
    m_infos[side] = m_loaded[side] = info;
    forgetEncoders();
    updateStatus();
}

void ComparePage::keepModel(std::size_t side, const QString& reason)
{
    m_infos[side] = m_loaded[side];
    m_models[side]->showPath(m_infos[side] ? toQt(m_infos[side]->path) : QString());
    showEncoders();
    showProblem(m_infos[side] ? tr("%1\n%2 goes on").arg(reason, toQt(m_infos[side]->path.filename())) : reason);
}

// The probe is read before the next encoding, which starts over in it.
void ComparePage::compareEncoders(const EncodedPictures& pictures)
{
    m_measuring.run(
        {},
        [probe = m_probe.detach(), pictures](const Work&) mutable {
            return probe.take(pictures->at(0), pictures->at(1));
        },
        [this](const JobOutcome<EncoderComparison>& encoders) {
            m_encoders = encoders.value;
            showEncoders();
        },
        Encoders);
}

void ComparePage::forgetEncoders()
{
    m_measuring.forget(Encoders);
    m_encoders.reset();
    showEncoders();
}

void ComparePage::showEncoders()
{
    m_isEncoded = m_encoders && m_infos[0] && m_infos[1];
    if (m_isEncoded) {
        m_plot->setComparison(*m_encoders);
    } else {
        m_plot->clear();
    }
    updateStatus();
}

void ComparePage::compareAnswers(const Answers& answers)
{
    m_measuring.run(
        {}, [answers](const Work&) { return comparedAnswers(answers); },
        [this](JobOutcome<ComparedAnswers> compared) {
            compared.isDone() ? showAnswers(*std::move(compared.value)) : showProblem(compared.message);
        },
        Masks);
}

void ComparePage::showAnswers(ComparedAnswers compared)
{
    m_isAsked = false;
    m_compared = std::move(compared);
    const std::size_t best = m_compared->answers->front().prediction.best();
    m_comparison->setRows(m_compared->rows);
    m_candidates->selectColumn(static_cast<int>(std::min(best, m_compared->rows.size() - 1)));
    if (!m_compared->warning.isEmpty()) {
        showProblem(m_compared->warning);
    }
    updateStatus();
}

void ComparePage::drawCandidate(std::size_t index)
{
    if (!m_compared || index >= m_compared->rows.size()) {
        return;
    }
    m_measuring.run(
        {},
        [answers = m_compared->answers, index](const Work&) {
            return layersOf(answers->at(0).candidates[index].mask, answers->at(1).candidates[index].mask);
        },
        [this](const JobOutcome<CompareLayers>& layers) {
            layers.isDone() ? m_view->setLayers(*layers.value) : showProblem(layers.message);
        },
        Layers);
}

void ComparePage::clearAnswers()
{
    m_measuring.forget(Masks);
    m_measuring.forget(Layers);
    m_compared.reset();
    m_comparison->clear();
    m_view->setLayers({});
}

void ComparePage::showProblem(const QString& text)
{
    setTextColour(*m_problem, themeColours(palette()).bad);
    m_problem->setText(text);
    m_problem->show();
    m_isAsked = false;
    updateHint();
    updateStatus();
}

void ComparePage::updateStatus()
{
    QStringList parts;
    for (const std::size_t side : {0U, 1U}) {
        const QString letter = side == 0 ? u"A"_s : u"B"_s;
        if (m_infos[side]) {
            const ModelInfo& info = *m_infos[side];
            parts.append(u"%1: %2, %3, %4"_s.arg(
                letter, toQt(info.variant),
                info.layout == Layout::Hf ? tr("transformers' names") : tr("original names"), executionText(info)));
        } else if (m_models[side]->path().isEmpty()) {
            parts.append(tr("%1: drop a model").arg(letter));
        }
    }
    if (m_isEncoded) {
        parts.append(m_isAsked ? tr("comparing…")
                     : m_comparison->rowCount() == 0
                         ? tr("click: foreground  ·  right click: background  ·  drag: box  ·  Ctrl+arrows: cursor")
                         : tr("columns 1 to 3 choose the candidate"));
    }
    m_status->setText(parts.join(u"  ·  "_s));
}

void ComparePage::updateHint()
{
    m_view->canvas()->setHint(m_image->path().isEmpty()
                                  ? hintOf(*findChild<QAction*>(u"compareOpenImageAction"_s),
                                           tr("Drop a picture here, or press %1"), tr("Drop a picture here"))
                              : m_hasPicture                 ? QString()
                              : m_problem->isVisibleTo(this) ? tr("No picture")
                                                             : tr("Reading the picture…"));
}

void ComparePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().constFirst().isLocalFile()) {
        event->acceptProposedAction();
    }
}

/// A picture is the picture; the first model is A, any later one B.
void ComparePage::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    for (const QUrl& url : event->mimeData()->urls()) {
        const QFileInfo file(url.toLocalFile());
        if (file.isFile() && QImageReader::supportedImageFormats().contains(file.suffix().toLower().toLatin1())) {
            openImage(file.filePath());
        } else if (url.isLocalFile()) {
            openModel(m_models[0]->path().isEmpty() ? 0 : 1, file.filePath());
        }
    }
}

} // namespace samscope
