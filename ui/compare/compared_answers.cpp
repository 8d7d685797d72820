#include "ui/compare/compared_answers.h"

#include "ui/compare/compare_page.h"
#include "ui/text.h"

namespace samscope {

namespace {

QString warningsOf(const Prediction& prediction, const QString& side)
{
    QString text;
    for (const std::string& warning : prediction.warnings) {
        text += ComparePage::tr("Model %1: %2\n").arg(side, toQt(warning));
    }
    return text;
}

} // namespace

ComparedAnswers comparedAnswers(Answers answers)
{
    const Answer& a = answers->at(0);
    const Answer& b = answers->at(1);
    ComparedAnswers compared;
    compared.rows = compareCandidates(a.candidates, b.candidates);
    compared.warning =
        (warningsOf(a.prediction, QStringLiteral("A")) + warningsOf(b.prediction, QStringLiteral("B"))).trimmed();
    compared.answers = std::move(answers);
    return compared;
}

} // namespace samscope
