#include "ui/widgets/predictor_choices.h"

#include "core/inference/predictor.h"
#include "ui/device_note.h"
#include "ui/text.h"

#include <QComboBox>
#include <QCoreApplication>

#include <algorithm>
#include <span>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

struct Choice
{
    const char* value; ///< of the option
    const char* text;
    const char* tip; ///< none for devices
};

constexpr Choice devices[] = {
    {"auto", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Auto"), nullptr},
    {"cpu", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "CPU"), nullptr},
    {"cuda", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "CUDA"), nullptr},
};

constexpr const char* oneCard = QT_TRANSLATE_NOOP("samscope::PredictorChoices", "CUDA card %1");

constexpr Choice numerics[] = {
    {"auto", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Auto"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Reference on a CUDA device, fast where there is none")},
    {"fast", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Fast"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float32, with kernels made for this network")},
    {"reference", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Reference"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float32 on LibTorch, operation for operation as transformers")},
    {"bf16", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "bfloat16"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "Fast, with the encoder's linear layers in bfloat16")},
    {"fp16", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float16"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "The encoder's linear layers in float16, on a CUDA device")},
    {"tf32", QT_TRANSLATE_NOOP("samscope::PredictorChoices", "TF32"),
     QT_TRANSLATE_NOOP("samscope::PredictorChoices", "float32 with products rounded to TF32, on a CUDA device")},
};

QString translated(const char* text)
{
    return QCoreApplication::translate("samscope::PredictorChoices", text);
}

void offer(QComboBox& box, std::span<const Choice> choices)
{
    for (const Choice& choice : choices) {
        box.addItem(translated(choice.text), QString::fromLatin1(choice.value));
        if (choice.tip != nullptr) {
            box.setItemData(box.count() - 1, translated(choice.tip), Qt::ToolTipRole);
        }
    }
}

} // namespace

void offerDevices(QComboBox& box, int cards)
{
    offer(box, devices);
    for (int card = 0; cards > 1 && card < cards; ++card) {
        box.addItem(translated(oneCard).arg(card), u"cuda:%1"_s.arg(card));
    }
}

void offerNumerics(QComboBox& box)
{
    offer(box, numerics);
}

PredictorOptions chosenOptions(const QComboBox& device, const QComboBox& numerics)
{
    PredictorOptions options;
    options.device = device.currentData().toString().toStdString();
    options.numerics = numerics.currentData().toString().toStdString();
    return options;
}

QString executionText(const ModelInfo& model)
{
    const auto* known =
        std::ranges::find_if(numerics, [&](const Choice& choice) { return model.numerics == choice.value; });
    const QString how = known == std::end(numerics) ? toQt(model.numerics) : translated(known->text).toLower();
    const QString note = model.deviceNote.empty() ? QString() : u" (%1)"_s.arg(deviceNoteText(model.deviceNote));
    return u"%1 %2%3"_s.arg(toQt(model.device).toUpper(), how, note);
}

} // namespace samscope
