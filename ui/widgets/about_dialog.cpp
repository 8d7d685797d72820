#include "ui/widgets/about_dialog.h"

#include "ui/plots/custom_plot.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString components()
{
    const QStringList lines{
        u"Qt %1 — LGPL-3.0"_s.arg(QLatin1String(qVersion())),
        u"LibTorch — BSD-3-Clause"_s,
        u"%1 — Apache-2.0"_s.arg(QLatin1String(OpenSSL_version(OPENSSL_VERSION))),
        u"fmt %1.%2.%3 — MIT"_s.arg(FMT_VERSION / 10000).arg(FMT_VERSION / 100 % 100).arg(FMT_VERSION % 100),
        u"nlohmann-json %1.%2.%3 — MIT"_s.arg(NLOHMANN_JSON_VERSION_MAJOR)
            .arg(NLOHMANN_JSON_VERSION_MINOR)
            .arg(NLOHMANN_JSON_VERSION_PATCH),
        u"QCustomPlot %1 — GPL-3.0-or-later"_s.arg(QLatin1String(QCUSTOMPLOT_VERSION_STR)),
        u"libdeflate — MIT"_s,
        u"Highway — Apache-2.0"_s,
        u"OpenCV — Apache-2.0"_s,
        u"libjpeg-turbo — IJG, BSD-3-Clause"_s,
        u"CLI11 — BSD-3-Clause"_s,
    };
    return lines.join(u"<br>"_s);
}

} // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent)
{
    setObjectName(u"aboutDialog"_s);
    setWindowTitle(tr("About samscope"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text = new QLabel(
        tr("<h3>samscope %1</h3><p>Turns SAM and SlimSAM checkpoints into folders that transformers loads, proves it, "
           "and shows what they segment.</p><p>Free software: GPL-3.0-or-later, without any warranty.</p>"
           "<p>It is made with</p><p>%2</p>")
            .arg(QStringLiteral(SAMSCOPE_VERSION), components()));
    name(text, u"aboutText"_s, tr("Versions and licences"));
    text->setTextInteractionFlags(Qt::TextBrowserInteraction);
    text->setWordWrap(true);
    text->setMinimumWidth(56 * gridStep);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton& close = *buttons->button(QDialogButtonBox::Close);
    close.setObjectName(u"aboutClose"_s);
    close.setIcon({}); // black in some icon themes, whatever the palette
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridStep, 2 * gridStep, 2 * gridStep, 2 * gridStep);
    layout->addWidget(text);
    layout->addWidget(buttons);
}

} // namespace samscope
