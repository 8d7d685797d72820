#pragma once

#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/patience.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"

#include <QAbstractItemModel>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include <memory>

namespace samscope {

/// The window at Convert, with a small checkpoint and settings of its own.
class ConvertFixture
{
public:
    void start()
    {
        isolateSettings(m_settings);
        m_folder = std::make_unique<TestFolder>();
        m_options = tinyConversion(*m_folder);
        m_options.folder = *m_folder / "tiny";
        openWindow();
    }

    void openWindow()
    {
        m_window = std::make_unique<MainWindow>();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get(), patience));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get(), patience));
    }

    void end()
    {
        m_window.reset();
        setWriteHook({});
    }

    /// Another checkpoint of the same shape; its numbers depend on the seed.
    QString checkpoint(const char* name, unsigned seed = 1)
    {
        writeFormulaCheckpoint(*m_folder / name, tinyConfig(), seed);
        return path(name);
    }

    QString path(const char* name) { return QString::fromStdString((*m_folder / name).string()); }
    QString text(const char* label) { return child<QLabel>(*m_window, label).text(); }
    /// Type, shape and numbers of the tensor that is shown.
    QStringList tensorValues()
    {
        QStringList values;
        for (int line = 1;; ++line) {
            const auto* value = m_window->findChild<QLabel*>(QStringLiteral("tensorValue%1").arg(line));
            if (value == nullptr || !value->isVisible()) {
                return values;
            }
            values.append(value->text());
        }
    }
    QTableView& view(const char* table) { return child<QTableView>(*m_window, table); }
    QAbstractItemModel& table() { return *view("remapTable").model(); }
    bool canConvert() { return child<QPushButton>(*m_window, "convertButton").isEnabled(); }
    QString verdict(const char* label) { return child<QLabel>(*m_window, label).property("verdict").toString(); }

    void open()
    {
        m_window->openCheckpoint(m_options.checkpoint);
        TRY_VERIFY(canConvert());
    }

    void convertToEnd()
    {
        open();
        QVERIFY(clickOn<QPushButton>(*m_window, "convertButton"));
        TRY_COMPARE(verdict("tensorProof"), QStringLiteral("good"));
        TRY_VERIFY(child<QPushButton>(*m_window, "checkTensors").isEnabled());
    }

    /// A click on the row of a table, as a user selects it.
    void clickRow(QTableView& table, int row, int column = 0)
    {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(table.model()->index(row, column)).center());
    }

protected:
    QTemporaryDir m_settings;
    std::unique_ptr<TestFolder> m_folder;
    ConvertOptions m_options;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace samscope
