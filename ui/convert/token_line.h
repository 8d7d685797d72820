#pragma once

#include "core/hub/http/token.h"
#include "ui/job.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace samscope {

/// Where the access token of the Hub comes from, and a place to enter one. It goes into the file that the Python client
/// reads too, for nobody but the user, and is never shown.
class TokenLine : public QWidget
{
    Q_OBJECT
public:
    /// `place` begins the object names.
    explicit TokenLine(const QString& place, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// Keeps `token`, if there is one, and looks where the token comes from now.
    void look(std::optional<Token> token);

    QLabel* m_state;
    QLineEdit* m_entry;
    QPushButton* m_keep;
    Job m_job;
};

} // namespace samscope
