#include "ui/segment/mask_export.h"

#include "core/base/save_file.h"
#include "core/imaging/coco.h"
#include "ui/text.h"

#include <QBuffer>
#include <QPainter>

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

/// NAME-3.png for NAME.png.
std::filesystem::path numbered(const std::filesystem::path& path, std::size_t number)
{
    return path.parent_path() / (path.stem().string() + '-' + std::to_string(number) + path.extension().string());
}

/// All or none: the user was asked about `path` only, so a file that is there already is not touched.
void saveNumberedPngs(const MaskToExport& what, const std::filesystem::path& path, const std::stop_token& stop)
{
    for (std::size_t i = 1; i <= what.everything->masks.size(); ++i) {
        if (std::filesystem::exists(numbered(path, i))) {
            throw Error({.file = numbered(path, i).string(),
                         .reason = "is there already",
                         .advice = "choose another name or folder"});
        }
    }
    std::size_t written = 0;
    try {
        forEachMask(what, stop, [&](const Mask& mask, double, const std::optional<double>&) {
            saveMaskPng(mask, numbered(path, written + 1));
            ++written;
        });
    } catch (...) {
        for (std::size_t i = 1; i <= written; ++i) {
            std::error_code ignored;
            std::filesystem::remove(numbered(path, i), ignored);
        }
        throw;
    }
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
        return what.everything ? saveNumberedPngs(what, path, stop) : saveMaskPng(*what.mask, path);
    case ExportKind::CocoJson:
        return saveCoco(what, path, stop);
    case ExportKind::OverlayPng:
        return saveOverlay(what, path);
    }
}

/// What `write` has written, for people.
QString writtenText(ExportKind kind, const MaskToExport& what, const std::filesystem::path& path)
{
    if (kind != ExportKind::MaskPng || !what.everything) {
        return toQt(path);
    }
    const QString first = toQt(numbered(path, 1));
    const std::size_t count = what.everything->masks.size();
    return count == 1 ? first : MaskExport::tr("%1 to %2").arg(first, toQt(numbered(path, count).filename()));
}

} // namespace

MaskExport::MaskExport(QObject* parent) : QObject(parent) {}

void MaskExport::save(ExportKind kind, const MaskToExport& mask, const std::filesystem::path& path)
{
    m_job.run(
        tr("Saving %1").arg(toQt(path.filename())),
        [kind, mask, path](const Work& work) { write(kind, mask, path, work.stop); },
        [this, written = writtenText(kind, mask, path)](const JobEnd& end) {
            if (end.isDone()) {
                Q_EMIT saved(written);
            } else {
                Q_EMIT failed(end.message);
            }
        });
}

} // namespace samscope
