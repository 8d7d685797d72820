#pragma once

#include "core/publish/folder_push.h"
#include "ui/job.h"
#include "ui/models/queue_item.h"

#include <QWidget>

#include <filesystem>
#include <memory>
#include <vector>

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
    std::vector<Activity*> activities() { return {&m_planning, &m_pushing}; }
    void stop();

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
    /// The line says why there is neither plan nor result.
    void sayProblem(const JobEnd& end);
    void say(const QString& text, bool isProblem = false);

    std::filesystem::path m_folder;
    std::filesystem::path m_source;
    std::shared_ptr<const FolderPushPlan> m_plan; ///< of what the form says; nothing once that has changed
    QLineEdit* m_repo;
    QLineEdit* m_branch;
    QCheckBox* m_private;
    QCheckBox* m_pullRequest;
    QPushButton* m_showPlan;
    QPushButton* m_push;
    HintTable* m_table;
    PushModel* m_files;
    QLabel* m_line;
    Job m_planning;
    Job m_pushing;
};

} // namespace samscope
