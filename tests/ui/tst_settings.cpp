#include "tests/support/test_program.h"
#include "tests/support/window_test.h"
#include "ui/settings.h"

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What the window remembers: under which name, and what counts when the file holds something else.
class TestSettings : public QObject
{
    Q_OBJECT

    const QTemporaryDir m_folder;

    void keep(const QString& key, const QVariant& value) { QSettings().setValue(key, value); }

private Q_SLOTS:
    void init() { isolateSettings(m_folder); }

    void whatWasNeverSetIsTheDefault()
    {
        QCOMPARE(settings::windowGeometry.get(), QByteArray());
        QCOMPARE(settings::workspace.get(), 0);
        QCOMPARE(settings::panels(u"segment"_s).get(), QByteArray());
        QCOMPARE(settings::maskOpacity.get(), 44);
        QVERIFY(settings::maskOutline.get());
        QVERIFY(!settings::hoverPreview.get());
        QVERIFY(settings::device.get() == Device());
        QCOMPARE(settings::numerics.get(), Numerics::Auto);
        QCOMPARE(settings::theme.get(), u"system"_s);
        QCOMPARE(settings::language.get(), u"system"_s);
        QVERIFY(!settings::firstStepsSeen.get());
        QVERIFY(!settings::keys(u"openAction"_s).get());
        QCOMPARE(settings::recentModels.get(), QStringList());
    }

    void whatWasSetIsReadBack()
    {
        settings::windowGeometry.set("\0\1geometry"_ba);
        settings::workspace.set(2);
        settings::maskOpacity.set(70);
        settings::maskOutline.set(false);
        settings::device.set({Device::Kind::Cuda, 1});
        settings::numerics.set(Numerics::Bf16);
        settings::theme.set(u"dark"_s);
        settings::recentPacks.set({u"a, b.json"_s});
        settings::keys(u"openAction"_s).set(QKeySequence(u"Ctrl+K, Ctrl+,"_s));
        settings::keys(u"undoAction"_s).set(QKeySequence()); // none at all
        QCOMPARE(settings::windowGeometry.get(), "\0\1geometry"_ba);
        QCOMPARE(settings::workspace.get(), 2);
        QCOMPARE(settings::maskOpacity.get(), 70);
        QVERIFY(!settings::maskOutline.get());
        QVERIFY(settings::device.get() == (Device{Device::Kind::Cuda, 1}));
        QCOMPARE(settings::numerics.get(), Numerics::Bf16);
        QCOMPARE(settings::theme.get(), u"dark"_s);
        QCOMPARE(settings::recentPacks.get(), QStringList{u"a, b.json"_s});
        QCOMPARE(settings::keys(u"openAction"_s).get().value(), QKeySequence(u"Ctrl+K, Ctrl+,"_s));
        QCOMPARE(settings::keys(u"undoAction"_s).get().value(), QKeySequence());
    }

    /// As an older version of the program has written it: numbers and truth values come back from a file as text.
    void namesInTheFileAreThoseOfOlderVersions()
    {
        keep(u"window/geometry"_s, "geometry"_ba);
        keep(u"window/workspace"_s, u"1"_s);
        keep(u"panels/segment"_s, "panels"_ba);
        keep(u"splitters/convertSplitter"_s, "splitter"_ba);
        keep(u"mask/opacity"_s, u"60"_s);
        keep(u"mask/outline"_s, u"false"_s);
        keep(u"segment/hover"_s, u"true"_s);
        keep(u"segment/device"_s, u"cuda:1"_s);
        keep(u"segment/numerics"_s, u"fast"_s);
        keep(u"window/theme"_s, u"light"_s);
        keep(u"window/language"_s, u"zh_CN"_s);
        keep(u"window/firstStepsSeen"_s, u"true"_s);
        keep(u"keys/openAction"_s, u"Ctrl+Shift+O"_s);
        keep(u"recent/checkpoints"_s, QStringList{u"a.pth"_s, u"b.pth"_s});
        keep(u"recent/models"_s, u"a.pth"_s); // a list of one
        keep(u"recent/images"_s, QStringList{u"a.png"_s, u"b.png"_s});
        keep(u"recent/packs"_s, QStringList{u"a.json"_s, u"b.json"_s});
        QCOMPARE(settings::windowGeometry.get(), "geometry"_ba);
        QCOMPARE(settings::workspace.get(), 1);
        QCOMPARE(settings::panels(u"segment"_s).get(), "panels"_ba);
        QCOMPARE(settings::splitter(u"convertSplitter"_s).get(), "splitter"_ba);
        QCOMPARE(settings::maskOpacity.get(), 60);
        QVERIFY(!settings::maskOutline.get());
        QVERIFY(settings::hoverPreview.get());
        QVERIFY(settings::device.get() == (Device{Device::Kind::Cuda, 1}));
        QCOMPARE(settings::numerics.get(), Numerics::Fast);
        QCOMPARE(settings::theme.get(), u"light"_s);
        QCOMPARE(settings::language.get(), u"zh_CN"_s);
        QVERIFY(settings::firstStepsSeen.get());
        QCOMPARE(settings::keys(u"openAction"_s).get().value(), QKeySequence(u"Ctrl+Shift+O"_s));
        QCOMPARE(settings::recentCheckpoints.get(), (QStringList{u"a.pth"_s, u"b.pth"_s}));
        QCOMPARE(settings::recentModels.get(), QStringList{u"a.pth"_s});
        QCOMPARE(settings::recentImages.get(), (QStringList{u"a.png"_s, u"b.png"_s}));
        QCOMPARE(settings::recentPacks.get(), (QStringList{u"a.json"_s, u"b.json"_s}));
    }

    void whatIsNotValidIsTheDefault()
    {
        keep(u"window/geometry"_s, u"big"_s);
        keep(u"window/workspace"_s, u"3"_s);
        keep(u"mask/opacity"_s, u"much"_s);
        keep(u"mask/outline"_s, u"perhaps"_s);
        keep(u"segment/device"_s, QStringList{u"cpu"_s, u"cuda"_s});
        keep(u"segment/numerics"_s, u"best"_s);
        keep(u"window/theme"_s, u"pink"_s);
        keep(u"window/language"_s, u"tlh"_s);
        keep(u"window/firstStepsSeen"_s, u"2"_s);
        keep(u"keys/openAction"_s, u"Ctrl+Nothing"_s);
        whatWasNeverSetIsTheDefault();
        keep(u"mask/opacity"_s, 101);
        QCOMPARE(settings::maskOpacity.get(), 44);
        keep(u"window/workspace"_s, -1);
        QCOMPARE(settings::workspace.get(), 0);
    }

    void noKeysOfTheUserLeaveNothingInTheFile()
    {
        settings::keys(u"openAction"_s).set(QKeySequence(u"Ctrl+K"_s));
        QVERIFY(QSettings().contains(u"keys/openAction"_s));
        settings::keys(u"openAction"_s).set(std::nullopt);
        QVERIFY(!QSettings().contains(u"keys/openAction"_s));
    }

    void recentPathsAreTenAndTheNewestIsFirst()
    {
        for (int i = 1; i <= 12; ++i) {
            settings::addRecent(settings::recentImages, QString::number(i));
        }
        settings::addRecent(settings::recentImages, u"7"_s); // again
        QCOMPARE(settings::recentImages.get(),
                 (QStringList{u"7"_s, u"12"_s, u"11"_s, u"10"_s, u"9"_s, u"8"_s, u"6"_s, u"5"_s, u"4"_s, u"3"_s}));
        QCOMPARE(settings::recentModels.get(), QStringList());
    }
};

SAMSCOPE_TEST(tst_settings, QApplication, TestSettings)
#include "tst_settings.moc"
