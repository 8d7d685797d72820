#pragma once

#include "core/hub/download/download_target.h"
#include "ui/job.h"

#include <QWidget>

#include <filesystem>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace samscope {

/// Fetches a published checkpoint, a file or a model folder from the Hub into the cache that the Python client shares.
/// A download that was stopped goes on where it was.
class HubPanel : public QWidget
{
    Q_OBJECT
public:
    explicit HubPanel(QWidget* parent = nullptr);

    Activity* activity() { return &m_job; }
    void stop() { m_job.stop(); }

Q_SIGNALS:
    /// A file has arrived.
    void checkpointReady(const QString& path);
    /// The model folder that has arrived is to be opened.
    void modelRequested(const QString& path);
    /// One line for the job bar.
    void said(const QString& text);

private:
    struct Arrival
    {
        DownloadResult result;
        bool isFolder = false;
    };

    QWidget* buildForm();
    DownloadTarget target() const;
    void refresh();
    void start();
    void finish(const JobOutcome<Arrival>& outcome);
    void say(const QString& text, bool isProblem);

    QComboBox* m_what;
    QLineEdit* m_name;
    QLineEdit* m_revision;
    QPushButton* m_download;
    QLabel* m_line;
    QPushButton* m_openModel;
    std::filesystem::path m_folder; ///< that arrived last
    Job m_job;
};

} // namespace samscope
