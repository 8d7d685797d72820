#include "tests/support/test_program.h"

#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

// The directions of the tree: what each folder may include besides itself.
static const QHash<QString, QSet<QString>> allowed = [] {
    const QSet<QString> base = {QStringLiteral("core/base")};
    const QSet<QString> checkpoint = base + QSet<QString>{QStringLiteral("core/checkpoint")};
    const QSet<QString> model = checkpoint + QSet<QString>{QStringLiteral("core/model")};
    const QSet<QString> convert = model + QSet<QString>{QStringLiteral("core/convert")};
    const QSet<QString> hub = base + QSet<QString>{QStringLiteral("core/hub")};
    const QSet<QString> imaging = base + QSet<QString>{QStringLiteral("core/imaging")};
    const QSet<QString> inference = model + imaging + QSet<QString>{QStringLiteral("core/inference")};
    const QSet<QString> eval = convert + inference + QSet<QString>{QStringLiteral("core/eval")};
    const QSet<QString> publish = eval + hub + QSet<QString>{QStringLiteral("core/publish")};
    return QHash<QString, QSet<QString>>{
        {QStringLiteral("core/base"), base},
        {QStringLiteral("core/checkpoint"), checkpoint},
        {QStringLiteral("core/model"), model},
        {QStringLiteral("core/convert"), convert},
        {QStringLiteral("core/hub"), hub},
        {QStringLiteral("core/imaging"), imaging},
        {QStringLiteral("core/opencv"), imaging + QSet<QString>{QStringLiteral("core/opencv")}},
        {QStringLiteral("core/inference"), inference},
        {QStringLiteral("core/eval"), eval},
        {QStringLiteral("core/publish"), publish},
        {QStringLiteral("core/sam"), inference + QSet<QString>{QStringLiteral("core/sam")}},
        {QStringLiteral("core/fast"), inference + QSet<QString>{QStringLiteral("core/fast")}},
        {QStringLiteral("ui"), publish + QSet<QString>{QStringLiteral("ui")}},
        {QStringLiteral("app"), publish + QSet<QString>{QStringLiteral("ui"), QStringLiteral("app")}},
    };
}();

// The rooms inside a large folder, each with those it may look into. What lies loose in the folder is listed as "".
static const QHash<QString, QHash<QString, QSet<QString>>> rooms = {
    {QStringLiteral("core/checkpoint"),
     {{QStringLiteral("pickle"), {QStringLiteral("")}},
      {QStringLiteral("zip"), {}},
      {QStringLiteral("torch"), {QStringLiteral("pickle"), QStringLiteral("zip"), QStringLiteral("")}},
      {QStringLiteral("safetensors"), {QStringLiteral("")}}}},
    {QStringLiteral("core/hub"),
     {{QStringLiteral("http"), {}},
      {QStringLiteral("cache"), {QStringLiteral("http")}},
      {QStringLiteral("download"), {QStringLiteral("cache"), QStringLiteral("http")}},
      {QStringLiteral("upload"), {QStringLiteral("cache"), QStringLiteral("http")}}}},
};

// What lies loose in core/checkpoint and stands below its readers and writers.
static const QSet<QString> belowReaders = {QStringLiteral("checkpoint.h"), QStringLiteral("tensor_entry.h"),
                                           QStringLiteral("tensor_stream.h"), QStringLiteral("utf8.h"),
                                           QStringLiteral("cast.h")};

static QString folderOf(const QString& path)
{
    const QStringList parts = path.split(QLatin1Char('/'));
    return parts.first() == QLatin1String("core") ? parts.mid(0, 2).join(QLatin1Char('/')) : parts.first();
}

class TestIncludes : public QObject
{
    Q_OBJECT

private:
    // Calls check(path relative to the root, folder, included path) for every quoted or angled include.
    template <typename Check> static int forEachInclude(Check check)
    {
        static const QRegularExpression include(QStringLiteral("^#include [<\"]([^>\"]+)[>\"]"));
        const QString root = QStringLiteral(SAMSCOPE_SOURCE_DIR "/");
        int files = 0;
        for (const QString& top : {QStringLiteral("core"), QStringLiteral("ui"), QStringLiteral("app")}) {
            QDirIterator it(root + top, {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                            QDirIterator::Subdirectories);
            while (it.hasNext()) {
                QFile file(it.next());
                if (!file.open(QIODevice::ReadOnly)) {
                    continue;
                }
                ++files;
                const QString path = file.fileName().mid(root.size());
                for (const QByteArray& line : file.readAll().split('\n')) {
                    const auto match = include.match(QString::fromUtf8(line));
                    if (match.hasMatch()) {
                        check(path, folderOf(path), match.captured(1));
                    }
                }
            }
        }
        return files;
    }

private Q_SLOTS:
    void everyArrowIsAllowed()
    {
        QStringList wrong;
        const int files = forEachInclude([&](const QString& path, const QString& folder, const QString& included) {
            const QString target = folderOf(included);
            if ((included.startsWith(QLatin1String("core/")) || included.startsWith(QLatin1String("ui/")) ||
                 included.startsWith(QLatin1String("app/"))) &&
                !allowed.value(folder).contains(target)) {
                wrong << path + QStringLiteral(" includes ") + included;
            }
        });
        QVERIFY(files > 100);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void roomsLookWhereTheyMay()
    {
        int seen = 0;
        QStringList wrong;
        forEachInclude([&](const QString& path, const QString& folder, const QString& included) {
            const QStringList from = path.mid(folder.size() + 1).split(QLatin1Char('/'));
            if (!rooms.contains(folder) || folderOf(included) != folder || from.size() < 2) {
                return;
            }
            ++seen;
            const QStringList to = included.mid(folder.size() + 1).split(QLatin1Char('/'));
            const QString room = to.size() < 2 ? QString() : to.first();
            const bool isLoose = room.isEmpty();
            if (room != from.first() &&
                (!rooms[folder].value(from.first()).contains(room) || (isLoose && !belowReaders.contains(to.last())))) {
                wrong << path + QStringLiteral(" includes ") + included;
            }
        });
        QVERIFY(seen > 50);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void heavyLibrariesStayInTheirModules_data()
    {
        QTest::addColumn<QString>("headers");
        QTest::addColumn<QString>("home");
        QTest::newRow("LibTorch") << QStringLiteral("^(torch|ATen|c10)/") << QStringLiteral("core/sam");
        QTest::newRow("OpenCV") << QStringLiteral("^opencv2/") << QStringLiteral("core/opencv");
    }

    void heavyLibrariesStayInTheirModules()
    {
        QFETCH(QString, headers);
        QFETCH(QString, home);
        const QRegularExpression heavy(headers);
        int seen = 0;
        QStringList wrong;
        forEachInclude([&](const QString& path, const QString& folder, const QString& included) {
            if (heavy.match(included).hasMatch()) {
                ++seen;
                if (folder != home) {
                    wrong << path + QStringLiteral(" includes ") + included;
                }
            }
        });
        QVERIFY(seen > 0);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void coreHasNoWidgets()
    {
        static const QRegularExpression widget(
            QStringLiteral("^(QtWidgets/|QWidget|QApplication|QMessageBox|QDialog|QPixmap|QPainter|QMainWindow)"));
        QStringList wrong;
        forEachInclude([&](const QString& path, const QString&, const QString& included) {
            if (path.startsWith(QLatin1String("core/")) && widget.match(included).hasMatch()) {
                wrong << path + QStringLiteral(" includes ") + included;
            }
        });
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }

    void filesStayReadable()
    {
        QStringList wrong;
        QDirIterator it(QStringLiteral(SAMSCOPE_SOURCE_DIR), {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                        QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.fileName().contains(QLatin1String("/build")) && file.open(QIODevice::ReadOnly) &&
                file.readAll().count('\n') > 800) {
                wrong << file.fileName();
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }
};

SAMSCOPE_TEST(tst_includes, QCoreApplication, TestIncludes)
#include "tst_includes.moc"
