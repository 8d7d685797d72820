#include "ui/segment/mask_export.h"

#include <QBuffer>
#include <QPainter>

#include "core/base/save_file.h"
#include "core/imaging/coco.h"
#include "ui/text.h"

namespace samscope {

namespace {

/// Calls `each` with every mask to be written, one in memory at a time.
template <typename Each> void forEachMask(const MaskToExport& what, const std::stop_token& stop, const Each& each)
{
    if (!what.everything) {
        return each(*what.mask, what.iouScore, what.stability);
    }
    for (std::size_t i = 0; i < what.everything->masks.size(); ++i) {
        throwIfStopped(stop);
        const AutomaticMask& found = what.everything->masks[i];
        each(what.everything->mask(i), static_cast<double>(found.predictedIou), found.stability);
    }
}

void savePngs(const MaskToExport& what, const std::filesystem::path& path, const std::stop_token& stop)
{
    int number = 0;
    forEachMask(what, stop, [&](const Mask& mask, double, const std::optional<double>&) {
        const std::string name = path.stem().string() + '-' + std::to_string(++number) + path.extension().string();
        saveMaskPng(mask, what.everything ? path.parent_path() / name : path);
    });
}

void saveOverlay(const MaskToExport& what, const std::filesystem::path& path)
{
    const RgbImage& picture = *what.picture;
    QImage image =
        QImage(picture.pixels.data(), picture.width, picture.height, 3LL * picture.width, QImage::Format_RGB888)
            .convertToFormat(QImage::Format_RGB32);
    QPainter painter(&image);
    painter.drawImage(image.rect(), what.everything
                                        ? what.everything->overlay
                                        : renderMask(*what.mask, QRectF(image.rect()), image.size(), what.style));
    painter.end();
    QByteArray png;
    QBuffer device(&png);
    device.open(QIODevice::WriteOnly);
    if (!image.save(&device, "png")) {
        throw Error({.file = path.string(), .reason = "the picture cannot be written as PNG"});
    }
    saveFile(path, std::string_view(png.constData(), static_cast<std::size_t>(png.size())));
}

void saveCoco(const MaskToExport& what, const std::filesystem::path& path, const std::stop_token& stop)
{
    Json json = cocoJson(what.pictureName, what.picture->width, what.picture->height, {});
    Json& annotations = json.at("annotations");
    forEachMask(what, stop, [&](const Mask& mask, double iouScore, const std::optional<double>& stability) {
        const CocoAnnotation annotation{&mask, iouScore, stability};
        Json one = cocoJson(what.pictureName, mask.width, mask.height, {&annotation, 1}).at("annotations").at(0);
        one["id"] = annotations.size() + 1;
        annotations.push_back(std::move(one));
    });
    saveFile(path, prettyJson(json));
}

void write(ExportKind kind, const MaskToExport& what, const std::filesystem::path& path, const std::stop_token& stop)
{
    switch (kind) {
    case ExportKind::MaskPng:
        return savePngs(what, path, stop);
    case ExportKind::CocoJson:
        return saveCoco(what, path, stop);
    case ExportKind::OverlayPng:
        return saveOverlay(what, path);
    }
}

} // namespace

MaskExport::MaskExport(QObject* parent) : QObject(parent) {}

void MaskExport::save(ExportKind kind, const MaskToExport& mask, const std::filesystem::path& path)
{
    connect(
        &m_job, &Job::finished, this,
        [this, path](const JobEnd& end) {
            if (end.state == JobEnd::State::Done) {
                Q_EMIT saved(toQt(path));
            } else {
                Q_EMIT failed(end.message);
            }
        },
        Qt::SingleShotConnection);
    m_job.start(tr("Saving %1").arg(toQt(path.filename())),
                [kind, mask, path](ProgressSink&, const std::stop_token& stop) { write(kind, mask, path, stop); });
}

} // namespace samscope
