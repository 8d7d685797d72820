#include "ui/first_steps.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/widgets.h"

using namespace Qt::Literals::StringLiterals;

namespace samscope {

FirstSteps::FirstSteps(QWidget* parent) : QWidget(parent)
{
    setObjectName(u"firstSteps"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto* text = new QLabel(tr("<b>First steps.</b> Convert (Ctrl+1): drop a checkpoint, look at the plan, convert, "
                               "read the proof. Segment (Ctrl+2): drop a model and a picture, then click on an object; "
                               "1, 2, 3 pick a candidate. F1 shows this again."));
    text->setWordWrap(true);
    auto* close = new QPushButton(tr("Got it"));
    name(close, u"firstStepsClose"_s, tr("Hide the first steps"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, gridStep, 2 * gridStep, gridStep);
    layout->setSpacing(2 * gridStep);
    layout->addWidget(text, 1);
    layout->addWidget(close);
    connect(close, &QPushButton::clicked, this, [this] {
        Settings::setFirstStepsSeen(true);
        hide();
    });
    setVisible(!Settings::firstStepsSeen());
}

} // namespace samscope
