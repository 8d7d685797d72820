#pragma once

#include "tests/support/conversion.h"
#include "tests/support/fake_predictor.h"
#include "tests/support/patience.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"
#include "ui/settings.h"

#include <QImage>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace samscope {

/// A window whose models need no network, and two grey pictures, a.png and b.png, in a folder of its own.
class FakeWindow
{
public:
    void openWindow()
    {
        m_window = std::make_unique<MainWindow>(fakeFactory(m_state));
        m_window->resize(1600, 1100);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }

    void start(bool firstSteps = false)
    {
        isolateSettings(m_settings);
        settings::firstStepsSeen.set(!firstSteps);
        m_folder = std::make_unique<TestFolder>();
        m_state = std::make_shared<FakeState>();
        for (const char* name : {"a.png", "b.png"}) {
            QImage picture(imageWidth, imageHeight, QImage::Format_RGB888);
            picture.fill(name[0] == 'a' ? QColor(90, 110, 130) : QColor(60, 60, 60));
            QVERIFY(picture.save(path(name)));
        }
        openWindow();
    }

    void end()
    {
        m_state->letGo();
        m_window.reset();
    }

    /// A reference pack for a.png: one click for each score that is expected.
    void writePack(const char* name, const std::vector<double>& expected)
    {
        QStringList entries;
        for (const double score : expected) {
            entries.append(QStringLiteral(R"({"variant": "custom", "prompt": {"points": [[40, 60]], "labels": [1],
                "box": null}, "score_index": 1, "expected": [%1], "tolerance": 1e-4, "source": "drawn"})")
                               .arg(score));
        }
        const QString pack = QStringLiteral(R"({"name": "clicks", "image": {"file": "a.png", "width": 96,
            "height": 128, "sha256": null}, "entries": [%1]})");
        writeText(*m_folder / name, pack.arg(entries.join(u',')).toStdString());
    }

    QString path(const char* name) { return QString::fromStdString((*m_folder / name).string()); }
    QString text(const char* label) { return child<QLabel>(*m_window, label).text(); }

protected:
    QTemporaryDir m_settings;
    std::unique_ptr<TestFolder> m_folder;
    std::shared_ptr<FakeState> m_state;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace samscope
