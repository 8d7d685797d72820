#pragma once

#include "ui/job.h"

#include <QElapsedTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;

namespace samscope {

/// One bar for every activity of the window: what runs, how far it is, how long it will take, and Stop. Shows the one
/// that started last.
class JobBar : public QWidget
{
    Q_OBJECT
public:
    explicit JobBar(QWidget* parent = nullptr);

    void watch(Activity* activity);
    /// A line that stays while nothing runs, such as how the last job ended.
    void setIdleText(const QString& text);
    /// Asks the activity that is shown to stop.
    void stop();
    QPushButton& stopButton() { return *m_stop; }

private:
    void refresh(Activity* activity);
    void showActivity(const Activity& activity);
    void showShare(const Progress& progress);
    void showIdle();
    /// Speed, where bytes are counted, and time left; empty while neither is known.
    QStringList pace(const Progress& progress);

    std::vector<Activity*> m_running; ///< in the order of their start
    QString m_title;                  ///< of the activity that is shown
    QElapsedTimer m_stageTime;
    std::string_view m_stage;
    std::uint64_t m_stageStart = 0;
    QString m_idleText;
    QLabel* m_text;
    QProgressBar* m_bar;
    QPushButton* m_stop;
};

} // namespace samscope
