#pragma once

#include "core/imaging/coco.h"
#include "ui/job.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <vector>

namespace samscope {

/// A mask (PNG) or the annotations of a picture (COCO JSON) that candidates are compared with, off the GUI thread. Of
/// several annotations the one that fits best counts.
class GroundTruth : public QObject
{
    Q_OBJECT
public:
    explicit GroundTruth(QObject* parent = nullptr);

    /// `picture` is the file name by which a COCO file knows it.
    void open(const std::filesystem::path& path, const std::filesystem::path& picture);
    /// Another picture: forgets what was opened.
    void clear();
    /// The chosen mask, or nothing. The newest wins.
    void compare(std::shared_ptr<const Mask> mask);

Q_SIGNALS:
    /// What there is to say about truth and chosen mask, one line.
    void said(const QString& line);
    void failed(const QString& reason);

private:
    using Masks = std::vector<CocoMask>;

    std::shared_ptr<const Masks> m_truth;
    std::shared_ptr<const Mask> m_mask;
    Job m_reading;
    Job m_comparing;
};

} // namespace samscope
