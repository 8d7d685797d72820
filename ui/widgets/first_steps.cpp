#include "ui/widgets/first_steps.h"

#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QAction>
#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

const QStringList candidates{u"candidate1Action"_s, u"candidate2Action"_s, u"candidate3Action"_s};

/// For rich text; empty when the action has no keys.
QString keysOf(const QWidget& window, const QString& action)
{
    return window.findChild<QAction*>(action)->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped();
}

QString inBrackets(const QString& keys)
{
    return keys.isEmpty() ? keys : FirstSteps::tr(" (%1)").arg(keys);
}

} // namespace

FirstSteps::FirstSteps(QWidget* parent) : QWidget(parent), m_text(new QLabel)
{
    setObjectName(u"firstSteps"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_text->setObjectName(u"firstStepsText"_s);
    m_text->setWordWrap(true);
    auto* close = new QPushButton(tr("Got it"));
    name(close, u"firstStepsClose"_s, tr("Hide the first steps"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(m_text, 1);
    layout->addWidget(close);
    connect(close, &QPushButton::clicked, this, [this] {
        settings::firstStepsSeen.set(true);
        hide();
    });
    setVisible(!settings::firstStepsSeen.get());
}

void FirstSteps::showKeysOf(const QWidget& window)
{
    for (const QString& id :
         candidates + QStringList{u"switchConvertAction"_s, u"switchSegmentAction"_s, u"firstStepsAction"_s}) {
        connect(window.findChild<QAction*>(id), &QAction::changed, this, [this, &window] { tell(window); });
    }
    tell(window);
}

void FirstSteps::tell(const QWidget& window)
{
    QStringList picking;
    for (const QString& id : candidates) {
        picking.append(keysOf(window, id));
    }
    picking.removeAll(QString());
    const QString again = keysOf(window, u"firstStepsAction"_s);
    const QStringList sentences{
        tr("<b>First steps.</b>"),
        tr("Convert%1: drop a checkpoint, look at the plan, convert, read the proof.")
            .arg(inBrackets(keysOf(window, u"switchConvertAction"_s))),
        tr("Segment%1: drop a model and a picture, then click on an object%2.")
            .arg(inBrackets(keysOf(window, u"switchSegmentAction"_s)),
                 picking.isEmpty() ? QString() : tr("; %1 pick a candidate").arg(picking.join(tr(", ")))),
        again.isEmpty() ? tr("The menu shows this again.") : tr("%1 shows this again.").arg(again)};
    m_text->setText(sentences.join(u' '));
}

} // namespace samscope
