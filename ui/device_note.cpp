#include "ui/device_note.h"

#include "core/inference/device.h"
#include "ui/text.h"

#include <QCoreApplication>

namespace samscope {

QString deviceNoteText(const DeviceNote& note)
{
    switch (note.kind) {
    case DeviceNote::Kind::None:
        break;
    case DeviceNote::Kind::NoDriver:
        return QCoreApplication::translate("samscope::DeviceNote", "no CUDA driver");
    case DeviceNote::Kind::NoDevice:
        return QCoreApplication::translate("samscope::DeviceNote", "no CUDA device");
    case DeviceNote::Kind::NotInstalled:
        return QCoreApplication::translate("samscope::DeviceNote", "libtorch_cuda.so is not installed");
    case DeviceNote::Kind::LoadFailed:
        return toQt(note.loaderText);
    case DeviceNote::Kind::TooFewCards:
        return QCoreApplication::translate("samscope::DeviceNote", "there is no cuda:%1, only %2")
            .arg(note.index)
            .arg(note.count);
    case DeviceNote::Kind::FastIsOnCpu:
        return QCoreApplication::translate("samscope::DeviceNote", "the fast numerics run on the CPU");
    }
    return {};
}

} // namespace samscope
