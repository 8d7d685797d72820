#include "ui/device_note.h"

#include "ui/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

/// The core's own notes, letter for letter.
constexpr const char* known[] = {
    QT_TRANSLATE_NOOP("samscope::DeviceNote", "no CUDA driver"),
    QT_TRANSLATE_NOOP("samscope::DeviceNote", "no CUDA device"),
    QT_TRANSLATE_NOOP("samscope::DeviceNote", "libtorch_cuda.so is not installed"),
    QT_TRANSLATE_NOOP("samscope::DeviceNote", "the fast numerics run on the CPU"),
};
constexpr const char* tooFew = QT_TRANSLATE_NOOP("samscope::DeviceNote", "there is no cuda:%1, only %2");

QString translated(const char* text)
{
    return QCoreApplication::translate("samscope::DeviceNote", text);
}

} // namespace

QString deviceNoteText(const std::string& note)
{
    static const QRegularExpression numbers(u"^there is no cuda:(\\d+), only (\\d+)$"_s);
    if (const auto match = numbers.match(toQt(note)); match.hasMatch()) {
        return translated(tooFew).arg(match.captured(1), match.captured(2));
    }
    for (const char* text : known) {
        if (note == text) {
            return translated(text);
        }
    }
    return toQt(note);
}

} // namespace samscope
