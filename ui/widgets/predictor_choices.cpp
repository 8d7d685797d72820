#include "ui/widgets/predictor_choices.h"

#include "core/inference/predictor.h"
#include "ui/device_note.h"
#include "ui/text.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

struct DeviceRow
{
    Device::Kind value;
    const char* text;
};

constexpr DeviceRow devices[] = {
    {Device::Kind::Auto, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Auto")},
    {Device::Kind::Cpu, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "CPU")},
    {Device::Kind::Cuda, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "CUDA")},
};

constexpr const char* oneCard = QT_TRANSLATE_NOOP("samscope::PredictorChoices", "CUDA card %1");

struct NumericsRow
{
    Numerics value;
    const char* text;
    const char* tip;
};

constexpr NumericsRow numerics[] = {
    {Numerics::Auto, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Auto"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Reference on a CUDA device, fast where there is none")},
    {Numerics::Fast, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Fast"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float32, with kernels made for this network")},
    {Numerics::Reference, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Reference"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float32 on LibTorch, operation for operation as transformers")},
    {Numerics::Bf16, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "bfloat16"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Fast, with the encoder's linear layers in bfloat16")},
    {Numerics::Fp16, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float16"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "The encoder's linear layers in float16, on a CUDA device")},
    {Numerics::Tf32, QT_TRANSLATE_NOOP("samscope::PredictorChoices", "TF32"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float32 with products rounded to TF32, on a CUDA device")},
};

QString translated(const char* text)
{
    return QCoreApplication::translate("samscope::PredictorChoices", text);
}

} // namespace

void offerDevices(QComboBox& box, int cards)
{
    for (const DeviceRow& choice : devices) {
        box.addItem(translated(choice.text), QVariant::fromValue(Device{choice.value}));
    }
    for (int card = 0; cards > 1 && card < cards; ++card) {
        box.addItem(translated(oneCard).arg(card), QVariant::fromValue(Device{Device::Kind::Cuda, card}));
    }
}

void offerNumerics(QComboBox& box)
{
    for (const NumericsRow& choice : numerics) {
        box.addItem(translated(choice.text), QVariant::fromValue(choice.value));
        box.setItemData(box.count() - 1, translated(choice.tip), Qt::ToolTipRole);
    }
}

PredictorOptions chosenOptions(const QComboBox& device, const QComboBox& numerics)
{
    PredictorOptions options;
    options.device = device.currentData().value<Device>();
    options.numerics = numerics.currentData().value<Numerics>();
    return options;
}

QString executionText(const ModelInfo& model)
{
    const QString how = translated(std::ranges::find(numerics, model.numerics, &NumericsRow::value)->text).toLower();
    const QString note = model.deviceNote.isEmpty() ? QString() : u" (%1)"_s.arg(deviceNoteText(model.deviceNote));
    return u"%1 %2%3"_s.arg(toQt(deviceName(model.device)).toUpper(), how, note);
}

} // namespace samscope
