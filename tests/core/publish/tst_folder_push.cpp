#include "core/base/byte_reader.h"
#include "core/base/sha256.h"
#include "core/publish/folder_push.h"
#include "tests/support/formula.h"
#include "tests/support/hub_test.h"
#include "tests/support/test_program.h"

#include <QTest>
#include <fmt/format.h>

#include <algorithm>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

/// A converted folder, its source, and a fake Hub that wants a token.
struct PublishSetting
{
    TestFolder folder;
    FakeHub hub;
    ConvertOptions options = tinyConversion(folder);
    std::unique_ptr<HubClient> client;
    FolderPush push;

    PublishSetting()
    {
        hub.neededToken = secretToken;
        client = testHubClient(testHubSettings(hub.endpoint(), folder / "home"), secretToken);
        convertNow(options);
        push.folder = options.folder;
        push.options.repoId = "org/mine";
    }

    FolderPushPlan plan() const { return planFolderPush(*client, push, {}); }
    QString errorOfPlan() const
    {
        return QString::fromStdString(errorOf([this] { plan(); }));
    }
    fs::path weights() const { return push.folder / "model.safetensors"; }
    /// Changes one number of each of the last tensors of the folder.
    void changeTensors(std::size_t count) const
    {
        const FileStart all = startOf(options, 0);
        const auto size = fs::file_size(weights());
        flipByte(weights(), size - 1);
        if (count > 1) {
            flipByte(weights(), all.bytes);
        }
    }
};

std::vector<std::string> namesOf(const FolderPushPlan& plan)
{
    std::vector<std::string> names;
    for (const PushFile& file : plan.options.files) {
        names.push_back(file.path);
    }
    return names;
}

std::string textIn(const FolderPushPlan& plan, const std::string& name)
{
    const auto file = std::ranges::find(plan.options.files, name, &PushFile::path);
    const auto bytes = file->source->read(0, file->source->size());
    return std::string(asText(bytes));
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

/// A converted folder becomes the plan of one commit.
class TestFolderPush : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelFilesAndACardAreOneCommit()
    {
        const PublishSetting setting;
        const FolderPushPlan plan = setting.plan();
        QCOMPARE(namesOf(plan), (std::vector<std::string>{"config.json", "model.safetensors",
                                                          "preprocessor_config.json", "README.md"}));
        QVERIFY(plan.notes.empty());
        QCOMPARE(plan.plan.repoId, std::string("org/mine"));
        QVERIFY(plan.plan.head.empty()); // to be created
        QCOMPARE(setting.hub.countOf("POST", ""), std::size_t(0));
        const PushResult result = push(*setting.client, plan.plan, plan.options, {});
        QVERIFY(result.committed);
        for (const char* name : {"config.json", "model.safetensors", "preprocessor_config.json"}) {
            QVERIFY(setting.hub.filesAt("org/mine").at(name) == textOf(setting.push.folder / name));
        }
        QCOMPARE(setting.hub.filesAt("org/mine").at("README.md"), textIn(plan, "README.md"));
    }

    void theCardStatesHashes()
    {
        const PublishSetting setting;
        const std::string card = textIn(setting.plan(), "README.md");
        QVERIFY(contains(card, "# mine"));
        for (const auto& [name, hash] : contentsOf(setting.push.folder)) {
            QVERIFY2(contains(card, name) && contains(card, hash), name.c_str());
        }
        QVERIFY(!contains(card, "bit for bit")); // nothing was compared
        QVERIFY(!contains(card, "tiny.pth"));
    }

    void theCardStatesTheSourceAndTheProof_data()
    {
        QTest::addColumn<bool>("cast");
        QTest::newRow("as it is") << false;
        QTest::newRow("cast to float16") << true;
    }
    void theCardStatesTheSourceAndTheProof()
    {
        QFETCH(bool, cast);
        PublishSetting setting;
        if (cast) {
            setting.options.dtype = DType::F16;
            setting.options.folder = setting.push.folder = setting.folder / "half";
            convertNow(setting.options);
        }
        setting.push.source = setting.options.checkpoint;
        const std::string card = textIn(setting.plan(), "README.md");
        const std::size_t tensors = planConversion(setting.options).remap.counts.written;
        const std::string proof =
            fmt::format("{0} of {0} tensors are identical to the source, bit for bit{1}.", tensors,
                        cast ? ", after casting the source to the dtype of this model" : "");
        QVERIFY2(contains(card, proof), card.c_str());
        QVERIFY(contains(card, "tiny.pth"));
        QVERIFY(contains(card, sha256(asBytes(textOf(setting.options.checkpoint)))));
    }

    void aSourceThatIsAFolderHasNoHashOfItsOwn()
    {
        PublishSetting setting;
        setting.options.folder = setting.folder / "second";
        convertNow(setting.options);
        setting.push.source = setting.options.folder;
        const std::string card = textIn(setting.plan(), "README.md");
        QVERIFY(contains(card, "bit for bit."));
        QVERIFY(!contains(card, "second"));
    }

    void aSourceThatDiffersKeepsThePushHere_data()
    {
        QTest::addColumn<int>("tensors");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("one tensor") << 1 << u": 1 tensor differs from the source, so nothing is pushed"_s;
        QTest::newRow("two tensors") << 2 << u": 2 tensors differ from the source, so nothing is pushed"_s;
    }
    void aSourceThatDiffersKeepsThePushHere()
    {
        QFETCH(int, tensors);
        QFETCH(QString, sentence);
        PublishSetting setting;
        setting.changeTensors(static_cast<std::size_t>(tensors));
        QCOMPARE(setting.errorOfPlan(), u"(no error)"_s); // of a source nothing is known
        setting.push.source = setting.options.checkpoint;
        const std::size_t asked = setting.hub.log().size();
        const QString message = setting.errorOfPlan();
        QVERIFY2(message.contains(sentence), qPrintable(message));
        QVERIFY2(message.startsWith(QString::fromStdString(setting.push.folder.string())), qPrintable(message));
        QCOMPARE(setting.hub.log().size(), asked);
    }

    void aCardOfTheFolderIsTakenAsItIs()
    {
        PublishSetting setting;
        writeText(setting.push.folder / "README.md", "mine");
        const FolderPushPlan plan = setting.plan();
        QCOMPARE(textIn(plan, "README.md"), std::string("mine"));
        QCOMPARE(std::ranges::count(namesOf(plan), "README.md"), 1);
    }

    void whatIsNoPartOfAModelStaysHere()
    {
        const PublishSetting setting;
        writeText(setting.push.folder / "thesis.txt", "mine");
        fs::create_directory(setting.push.folder / "notes\n2");
        FolderPushPlan plan = setting.plan();
        std::ranges::sort(plan.notes);
        QCOMPARE(plan.notes.size(), std::size_t(2));
        QVERIFY(contains(plan.notes[0], "notes") && !contains(plan.notes[0], "\n")); // one line
        QCOMPARE(plan.notes[1], std::string("thesis.txt is not part of a model folder and stays here"));
        QCOMPARE(namesOf(plan).size(), std::size_t(4));
    }

    void whatCannotBeReadIsNotPushed_data()
    {
        QTest::addColumn<QString>("way");
        QTest::addColumn<QString>("message");
        QTest::newRow("no folder") << u"none"_s << u"none: is no"_s;
        QTest::newRow("cut off weights") << u"cut"_s << u"model.safetensors"_s;
        QTest::newRow("no weights") << u"empty"_s << u"empty"_s;
    }
    void whatCannotBeReadIsNotPushed()
    {
        QFETCH(QString, way);
        QFETCH(QString, message);
        PublishSetting setting;
        if (way == u"cut"_s) {
            fs::resize_file(setting.weights(), 1000);
        } else {
            setting.push.folder = setting.folder / qPrintable(way);
            way == u"empty"_s ? fs::create_directory(setting.push.folder) : false;
        }
        const QString said = setting.errorOfPlan();
        QVERIFY2(said.contains(message), qPrintable(said));
        QVERIFY(setting.hub.log().empty());
    }

    void theSecondPlanHasNothingToDo()
    {
        const PublishSetting setting;
        const FolderPushPlan plan = setting.plan();
        push(*setting.client, plan.plan, plan.options, {});
        QVERIFY(setting.plan().plan.isUpToDate());
    }

    void aStopEndsThePlan()
    {
        PublishSetting setting;
        setting.push.source = setting.options.checkpoint;
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(errorOf([&] {
                    planFolderPush(*setting.client, setting.push, {.stop = stop.get_token()});
                }).starts_with("stopped"));
        QVERIFY(setting.hub.log().empty());
    }
};

SAMSCOPE_TEST(tst_folder_push, QCoreApplication, TestFolderPush)
#include "tst_folder_push.moc"
