#include "ui/convert/token_line.h"

#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/widgets.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace samscope {

namespace {

QString tokenState(const std::optional<Token>& entered)
{
    const EnvironmentLookup environment = processEnvironment();
    HubSettings settings = hubSettings(environment);
    if (entered) {
        saveToken(settings.tokenFile, *entered);
    }
    const QString file = toQt(settings.tokenFile);
    const bool isThere = !readToken(settings, environment).empty();
    settings.tokenFile.clear();
    if (!readToken(settings, environment).empty()) {
        return entered ? TokenLine::tr("Access token: kept, but the one of HF_TOKEN goes first")
                       : TokenLine::tr("Access token: from HF_TOKEN");
    }
    return isThere ? TokenLine::tr("Access token: kept in %1").arg(file)
                   : TokenLine::tr("Access token: none; downloads of public files need none");
}

} // namespace

TokenLine::TokenLine(const QString& place, QWidget* parent)
    : QWidget(parent), m_state(new QLabel), m_entry(new QLineEdit), m_keep(new QPushButton(tr("Keep")))
{
    name(m_state, place + u"TokenState"_s, tr("Where the access token comes from"));
    setTextColour(*m_state, themeColours(palette()).muted);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    name(m_entry, place + u"TokenEntry"_s, tr("Access token of the Hub"));
    m_entry->setEchoMode(QLineEdit::Password);
    m_entry->setPlaceholderText(tr("Enter a token (hf_…)"));
    m_entry->setFixedWidth(28 * gridStep);
    name(m_keep, place + u"TokenKeep"_s, tr("Keep the token for later, in a file that only you can read"));
    m_keep->setToolTip(m_keep->accessibleName());
    m_keep->setEnabled(false);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridStep);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_entry);
    layout->addWidget(m_keep);
    connect(m_entry, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_keep->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_entry, &QLineEdit::returnPressed, m_keep, &QPushButton::click);
    connect(m_keep, &QPushButton::clicked, this, [this] {
        Token token(m_entry->text().toStdString());
        m_entry->clear();
        look(std::move(token));
    });
}

void TokenLine::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_job.isRunning()) { // a token may be on its way into the file
        look(std::nullopt);
    }
}

void TokenLine::look(std::optional<Token> token)
{
    m_job.run(
        {}, [token = std::move(token)](const Work&) { return tokenState(token); },
        [this](const JobOutcome<QString>& outcome) { m_state->setText(outcome.value.value_or(outcome.message)); });
}

} // namespace samscope
