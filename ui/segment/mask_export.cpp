#include "ui/segment/mask_export.h"

#include <QBuffer>
#include <QPainter>

#include "core/base/save_file.h"
#include "core/imaging/coco.h"
#include "ui/text.h"

namespace samscope {

namespace {

void saveOverlay(const MaskToExport& mask, const std::filesystem::path& path)
{
    const RgbImage& picture = *mask.picture;
    QImage image =
        QImage(picture.pixels.data(), picture.width, picture.height, 3LL * picture.width, QImage::Format_RGB888)
            .convertToFormat(QImage::Format_RGB32);
    QPainter painter(&image);
    painter.drawImage(0, 0, renderMask(*mask.mask, QRectF(image.rect()), image.size(), mask.style));
    painter.end();
    QByteArray png;
    QBuffer device(&png);
    device.open(QIODevice::WriteOnly);
    if (!image.save(&device, "png")) {
        throw Error({.file = path.string(), .reason = "the picture cannot be written as PNG"});
    }
    saveFile(path, std::string_view(png.constData(), static_cast<std::size_t>(png.size())));
}

void saveCoco(const MaskToExport& mask, const std::filesystem::path& path)
{
    const CocoAnnotation annotation{mask.mask.get(), mask.iouScore, mask.stability};
    saveFile(path, prettyJson(cocoJson(mask.pictureName, mask.mask->width, mask.mask->height, {&annotation, 1})));
}

void write(ExportKind kind, const MaskToExport& mask, const std::filesystem::path& path)
{
    switch (kind) {
    case ExportKind::MaskPng:
        return saveMaskPng(*mask.mask, path);
    case ExportKind::CocoJson:
        return saveCoco(mask, path);
    case ExportKind::OverlayPng:
        return saveOverlay(mask, path);
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
                [kind, mask, path](ProgressSink&, const std::stop_token&) { write(kind, mask, path); });
}

} // namespace samscope
