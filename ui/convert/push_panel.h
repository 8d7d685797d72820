#pragma once

#include "core/publish/folder_push.h"
#include "ui/job.h"
#include "ui/models/queue_item.h"

#include <QWidget>

#include <filesystem>
#include <memory>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace samscope {

class HintTable;
class PushModel;

/// Pushes a written folder to the Hub in one commit, after showing what that would do.
class PushPanel : public QWidget
{
    Q_OBJECT
public:
    explicit PushPanel(QWidget* parent = nullptr);

    /// The item whose folder is pushed; null, or one without a result: none.
    void showItem(const QueueItem* item);
    Activity* activity() { return &m_job; }
    void stop() { m_job.stop(); }

Q_SIGNALS:
    /// One line for the job bar.
    void said(const QString& text);

private:
    QWidget* buildForm();
    QWidget* buildTable();
    FolderPush wanted() const;
    void refresh();
    void forgetPlan();
    void startPlan();
    void showPlan(std::shared_ptr<const FolderPushPlan> plan);
    void startPush();
    void showResult(const PushResult& result);
    void run(const QString& title, Job::Task task, const std::function<void()>& done);
    void say(const QString& text, bool isProblem = false);

    std::filesystem::path m_folder;
    std::filesystem::path m_source;
    std::shared_ptr<const FolderPushPlan> m_plan; ///< of what the form says; nothing once that has changed
    int m_form = 0;                               ///< counts what has changed in the form
    QLineEdit* m_repo;
    QLineEdit* m_branch;
    QCheckBox* m_private;
    QCheckBox* m_pullRequest;
    QPushButton* m_showPlan;
    QPushButton* m_push;
    HintTable* m_table;
    PushModel* m_files;
    QLabel* m_line;
    Job m_job;
};

} // namespace samscope
