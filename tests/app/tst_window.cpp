#include "app/window.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/main_window.h"
#include "ui/settings.h"
#include "ui/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

namespace {

std::function<void(MainWindow&)>* look = nullptr; ///< at the next window, which is closed then

void lookAtTheWindow()
{
    if (look == nullptr) { // another test of this program
        return;
    }
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, qApp, [] {
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            auto* window = qobject_cast<MainWindow*>(widget);
            if (look != nullptr && window != nullptr && window->isVisible()) {
                (*std::exchange(look, nullptr))(*window);
                window->close();
            }
        }
    });
    timer->start(5);
}
Q_COREAPP_STARTUP_FUNCTION(lookAtTheWindow)

} // namespace

/// The program's own start: what was chosen before counts from the first window on.
class TestWindow : public QObject
{
    Q_OBJECT

    QTemporaryDir m_settings;

    void run(std::function<void(MainWindow&)> seen, const WindowRequest& request = {})
    {
        int argc = 1;
        char name[] = "samscope";
        char* argv[] = {name, nullptr};
        look = &seen;
        QCOMPARE(runWindow(argc, argv, request, {}), 0);
        QVERIFY(look == nullptr); // it was seen
    }

    /// The settings of the program, not of the tests: runWindow gives the application its names.
    void choose(const std::function<void()>& change)
    {
        QCoreApplication::setApplicationName(u"samscope"_s);
        QCoreApplication::setOrganizationName(u"samscope"_s);
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QSettings().clear();
        change();
    }

private Q_SLOTS:
    void allPicturesOfTheCommandLineCanBeStepped()
    {
        choose([] {});
        const QTemporaryDir folder;
        WindowRequest request;
        for (const char* name : {"z.png", "a.png"}) { // in the order in which they are named
            const QString path = folder.filePath(QLatin1StringView(name));
            QImage picture(8, 8, QImage::Format_RGB888);
            picture.fill(Qt::gray);
            QVERIFY(picture.save(path));
            request.images.emplace_back(path.toStdString());
        }
        run(
            [&](MainWindow& window) {
                const QAbstractItemModel& pictures = *child<QAbstractItemView>(window, "pictureList").model();
                TRY_COMPARE(pictures.rowCount(), 2);
                QCOMPARE(pictures.index(0, 0).data().toString(), u"z.png"_s);
                QVERIFY(child<QComboBox>(window, "imagePath").currentText().endsWith(u"z.png"_s));
            },
            request);
    }

    void languageAndThemeCountFromTheStart_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("theme");
        QTest::addColumn<QString>("segment");
        QTest::addColumn<bool>("dark");
        QTest::newRow("English, dark") << u"en"_s << u"dark"_s << u"Segment"_s << true;
        QTest::newRow("Chinese, light") << u"zh_CN"_s << u"light"_s << u"分割"_s << false;
    }

    void languageAndThemeCountFromTheStart()
    {
        QFETCH(QString, language);
        QFETCH(QString, theme);
        QFETCH(QString, segment);
        QFETCH(bool, dark);
        choose([&] {
            settings::language.set(language);
            settings::theme.set(theme);
        });
        run([&](MainWindow& window) {
            QCOMPARE(child<QAbstractButton>(window, "switchSegment").text(), segment);
            QCOMPARE(isDark(window.palette()), dark);
        });
    }
};

int tst_window(int argc, char** argv) // without an application of its own
{
    const OwnHome home;
    TestWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_window.moc"
