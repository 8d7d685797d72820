#include "core/base/sha256.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_stream.h"
#include "core/convert/remap_log.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <set>

using namespace samscope;
using namespace Qt::StringLiterals;

namespace {

const Json* rowWith(const Json& log, const char* field, const std::string& value)
{
    for (const Json& row : log["rows"]) {
        if (row[field] == value) {
            return &row;
        }
    }
    return nullptr;
}

QByteArray dump(const Json& value)
{
    return QByteArray::fromStdString(value.dump());
}

QStringList keys(const Json& object)
{
    QStringList names;
    for (const auto& [key, value] : object.items()) {
        names << QString::fromStdString(key);
    }
    return names;
}

} // namespace

class TestRemapLog : public QObject
{
    Q_OBJECT

private:
    TestFolder m_folder;
    ConvertOptions m_options;
    ConversionPlan m_plan;
    ConversionResult m_result;

private Q_SLOTS:
    void initTestCase()
    {
        m_options.checkpoint = m_folder / "slim.pth";
        m_options.folder = m_folder / "out";
        m_options.dtype = DType::F16;
        writeFormulaCheckpoint(m_options.checkpoint, findVariant("slimsam-77-uniform")->config, 1,
                               {.prefix = {}, .withBuffers = true});
        m_plan = planConversion(m_options);
        RecordingListener listener;
        m_result = convert(m_plan, m_options, {listener}, std::ref(listener));
    }

    void hasTheFieldsOfTheContract()
    {
        const Json log = remapLogJson(m_plan, &m_result);
        QCOMPARE(keys(log), (QStringList{u"source"_s, u"variant"_s, u"evidence"_s, u"counts"_s, u"rows"_s}));
        QCOMPARE(keys(log["counts"]), (QStringList{u"source"_s, u"renamed"_s, u"kept"_s, u"duplicated"_s, u"dropped"_s,
                                                   u"missing"_s, u"unexpected"_s, u"written"_s}));
        QCOMPARE(dump(log["variant"]), dump(Json("slimsam-77-uniform")));
        QVERIFY(log["evidence"].contains("hidden_size"));
        const Json counts = {{"source", 316}, {"renamed", 246}, {"kept", 68},      {"duplicated", 1},
                             {"dropped", 2},  {"missing", 0},   {"unexpected", 0}, {"written", 314}};
        QCOMPARE(dump(log["counts"]), dump(counts));
        QCOMPARE(log["rows"].size(), std::size_t(317));
        for (const Json& row : log["rows"]) {
            QCOMPARE(keys(row), (QStringList{u"source"_s, u"target"_s, u"action"_s, u"rules"_s, u"written"_s,
                                             u"dtype"_s, u"shape"_s, u"bytes"_s, u"sha256"_s}));
        }
    }

    // Each row against the file that was written, or against the source where nothing was.
    void everyRowIsTrue()
    {
        const Json log = remapLogJson(m_plan, &m_result);
        const Checkpoint written = openCheckpoint(m_options.folder);
        std::set<std::string> seen;
        for (const Json& row : log["rows"]) {
            const bool isWritten = row["written"].get<bool>();
            const Checkpoint& checkpoint = isWritten ? written : m_plan.checkpoint;
            const std::string name = row[isWritten ? "target" : "source"];
            const auto entry = std::ranges::find(checkpoint.tensors, name, &TensorEntry::name);
            QVERIFY2(entry != checkpoint.tensors.end(), name.c_str());
            Sha256 hash;
            streamTensor(checkpoint, *entry, [&](std::span<const std::byte> piece) { hash.update(piece); });
            QCOMPARE(dump(row["sha256"]), dump(Json(hash.finish())));
            QCOMPARE(dump(row["dtype"]), dump(Json(isWritten ? "float16" : "float32")));
            QCOMPARE(dump(row["shape"]), dump(Json(entry->shape)));
            QCOMPARE(dump(row["bytes"]), dump(Json(entry->byteCount())));
            if (isWritten) {
                seen.insert(name);
            }
        }
        QCOMPARE(seen.size(), written.tensors.size());
    }

    void thePositionalEmbeddingHasTwoRows()
    {
        const Json log = remapLogJson(m_plan, &m_result);
        const Json* tied = rowWith(log, "target", "prompt_encoder.shared_embedding.positional_embedding");
        const Json* saved = rowWith(log, "target", "shared_image_embedding.positional_embedding");
        QVERIFY(tied != nullptr && saved != nullptr);
        QCOMPARE(dump((*tied)["action"]), dump(Json("rename")));
        QCOMPARE(dump((*tied)["written"]), dump(Json(false)));
        QCOMPARE(dump((*tied)["rules"]), dump(Json({13})));
        QCOMPARE(dump((*saved)["action"]), dump(Json("duplicate")));
        QCOMPARE(dump((*saved)["written"]), dump(Json(true)));
        QCOMPARE(dump((*saved)["rules"]), dump(Json::array()));
    }

    void aDroppedRowHasNoTarget()
    {
        const Json log = remapLogJson(m_plan, &m_result);
        const Json* row = rowWith(log, "source", "pixel_std");
        QVERIFY(row != nullptr);
        QCOMPARE(dump((*row)["target"]), dump(Json()));
        QCOMPARE(dump((*row)["action"]), dump(Json("drop")));
        QCOMPARE(dump((*row)["bytes"]), dump(Json(12)));
    }

    void aPlanAloneHasNoHashes()
    {
        const Json log = remapLogJson(m_plan, nullptr);
        QCOMPARE(log["rows"].size(), std::size_t(317));
        for (const Json& row : log["rows"]) {
            QCOMPARE(dump(row["sha256"]), dump(Json()));
            QCOMPARE(dump(row["dtype"]), dump(Json("float32")));
        }
    }

    void aPlanWithProblemsWritesNothing()
    {
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        tensors.pop_back();
        ConvertOptions options;
        options.checkpoint = m_folder / "broken.safetensors";
        writeTensors(options.checkpoint, tensors);
        const Json log = remapLogJson(planConversion(options), nullptr);
        const Json* missing = rowWith(log, "action", "missing");
        QVERIFY(missing != nullptr);
        QCOMPARE(dump((*missing)["source"]), dump(Json()));
        QCOMPARE(dump((*missing)["shape"]), dump(Json()));
        QCOMPARE(rowWith(log, "action", "rename") != nullptr, true);
        for (const Json& row : log["rows"]) {
            QCOMPARE(dump(row["written"]), dump(Json(false)));
        }
    }

    void csvHasTheSameRows()
    {
        const QString csv = QString::fromStdString(remapLogCsv(m_plan, &m_result));
        const QStringList lines = csv.split(u"\r\n"_s);
        QCOMPARE(lines.size(), 1 + 317 + 1);
        QCOMPARE(lines.first(), u"source,target,action,rules,written,dtype,shape,bytes,sha256"_s);
        const Json log = remapLogJson(m_plan, &m_result);
        for (int i = 0; i < 317; ++i) {
            const QStringList cells = lines[i + 1].split(u',');
            QCOMPARE(cells.size(), 9);
            const Json& row = log["rows"][std::size_t(i)];
            QCOMPARE(cells[0].toStdString(), row["source"].get<std::string>());
            QCOMPARE(cells[2].toStdString(), row["action"].get<std::string>());
            QCOMPARE(cells[8].toStdString(), row["sha256"].get<std::string>());
        }
    }

    void csvQuotesOddNames()
    {
        ConversionPlan plan;
        RemapRow row;
        row.source = "a,\"b\"\nc";
        row.action = RemapAction::Drop;
        row.rules = {1, 21};
        plan.remap.rows.push_back(row);
        const std::string csv = remapLogCsv(plan, nullptr);
        QCOMPARE(QString::fromStdString(csv.substr(csv.find("\r\n") + 2)),
                 u"\"a,\"\"b\"\"\nc\",,drop,1 21,false,,,,\r\n"_s);
    }
};

SAMSCOPE_TEST(tst_remap_log, QCoreApplication, TestRemapLog)
#include "tst_remap_log.moc"
