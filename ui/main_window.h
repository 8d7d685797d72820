#pragma once

#include "core/inference/predictor.h"

#include <QMainWindow>
#include <QStringList>

#include <filesystem>
#include <vector>

class QButtonGroup;
class QStackedWidget;

namespace samscope {

class ComparePage;
class ConvertPage;
class FirstSteps;
class JobBar;
class SegmentPage;

/// The files of the shipped demo.
struct DemoFiles
{
    std::filesystem::path model;
    std::filesystem::path image;
    std::filesystem::path referencePack; ///< empty where there is none
    std::vector<std::filesystem::path> scenes;
};

/// The window: the workspaces, the switch between them on the left edge and the job bar. It only wires.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum Workspace
    {
        Convert,
        Segment,
        Compare,
    };

    explicit MainWindow(QWidget* parent = nullptr);
    /// `factory` loads models in Segment.
    explicit MainWindow(PredictorFactory factory, QWidget* parent = nullptr);

    void openCheckpoint(const std::filesystem::path& path);
    void openModel(const std::filesystem::path& path);
    void openImage(const std::filesystem::path& path);
    /// The first one, which A and D leave for the others.
    void openImages(const std::vector<std::filesystem::path>& paths);
    /// The demo's model in both workspaces, its picture and references in Segment.
    void openDemo(const DemoFiles& files);
    void showWorkspace(Workspace workspace);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildSwitch();
    void buildJobBar();
    void setScenes(const std::vector<std::filesystem::path>& paths);
    void openDropped(const QStringList& paths);

    ConvertPage* m_convert;
    SegmentPage* m_segment;
    ComparePage* m_compare;
    QStackedWidget* m_pages;
    QButtonGroup* m_switch;
    JobBar* m_jobs;
    FirstSteps* m_firstSteps;
};

} // namespace samscope
