#pragma once

#include "core/imaging/image.h"
#include "core/imaging/mask.h"
#include "ui/canvas/mask_layer.h"
#include "ui/job.h"
#include "ui/models/everything_result.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>

namespace samscope {

enum class ExportKind
{
    MaskPng, ///< 0/255, the picture's size; of several masks one file each: NAME-1.png, NAME-2.png …
    CocoJson,
    OverlayPng, ///< the picture with the mask as it is shown
};

/// A mask to be written, with what the formats want to know of it.
struct MaskToExport
{
    std::shared_ptr<const Mask> mask{};
    double iouScore = 0;
    std::optional<double> stability{};
    std::string pictureName{};
    std::shared_ptr<const RgbImage> picture{};
    MaskStyle style{};
    std::shared_ptr<const EverythingResult> everything{}; ///< all of these instead of the one mask
};

/// Writes masks off the GUI thread, one at a time.
class MaskExport : public QObject
{
    Q_OBJECT
public:
    explicit MaskExport(QObject* parent = nullptr);

    bool isRunning() const { return m_job.isRunning(); }
    Activity* activity() { return &m_job; }
    /// Must not be called while running.
    void save(ExportKind kind, const MaskToExport& mask, const std::filesystem::path& path);

Q_SIGNALS:
    /// A path, or from the first to the last.
    void saved(const QString& files);
    void failed(const QString& reason);

private:
    Job m_job;
};

} // namespace samscope
