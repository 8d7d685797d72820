#pragma once

#include "core/eval/reference_pack.h"

#include <QWidget>

#include <memory>
#include <string>
#include <vector>

class QLabel;
class QPushButton;

namespace samscope {

class HintTable;
class PathBox;
class ReferenceModel;

/// A reference pack beside the picture: what a model of this variant should score, and what this one does.
class ReferencePanel : public QWidget
{
    Q_OBJECT
public:
    explicit ReferencePanel(QWidget* parent = nullptr);

    void openPack(const QString& path);
    /// Asks for a run as soon as the model has entries in the pack, once.
    void runWhenReady();
    /// The variant of the loaded model; empty while there is none.
    void setVariant(const std::string& variant);
    void setResults(const std::vector<ReferenceRow>& rows);
    /// Empty: it was stopped.
    void setProblem(const QString& text);
    void setRunning(bool running);

    std::shared_ptr<const ReferencePack> pack() const { return m_pack; }

Q_SIGNALS:
    /// Run this pack on the loaded model; its variant matches.
    void runRequested();

private:
    void choosePack();
    void refresh();

    PathBox* m_path;
    QPushButton* m_run;
    QLabel* m_line;
    HintTable* m_table;
    ReferenceModel* m_model;
    std::shared_ptr<const ReferencePack> m_pack;
    std::string m_variant;
    bool m_running = false;
    bool m_runWhenReady = false;
};

} // namespace samscope
