#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/convert/model_name.h"
#include "tests/support/conversion.h"
#include "tests/support/formula.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

using namespace samscope;
using namespace Qt::StringLiterals;
namespace fs = std::filesystem;

namespace {

const SamConfig& slimSam77()
{
    return findVariant("slimsam-77-uniform")->config;
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

} // namespace

class TestConvert : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The hashes are those of the files that transformers 5.23 writes for the same weights.
    void writesTheBytesOfTransformers_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<DType>("dtype");
        QTest::addColumn<qulonglong>("size");
        QTest::addColumn<QString>("hash");
        const char* single = "770bbc73ba655d10edd5f6f21b1ad8f67b202313b54f028aa65d2b31a494a700";
        QTest::newRow("float32") << "a.pth" << DType::F32 << 38931272ULL << single;
        QTest::newRow("float32 from safetensors") << "a.safetensors" << DType::F32 << 38931272ULL << single;
        QTest::newRow("float16") << "a.pth" << DType::F16 << 19483488ULL
                                 << "a49f078bfca9cc7ba5f7d98f90beb0ea2e46b269f4f80d0ff96663ab9684ef33";
        QTest::newRow("bfloat16") << "a.pth" << DType::BF16 << 19483800ULL
                                  << "2a59fdb376f06b1a8dff270bd857949e6dcaac855aa3920b64c115aaa358f62d";
    }
    void writesTheBytesOfTransformers()
    {
        QFETCH(QString, source);
        QFETCH(DType, dtype);
        const TestFolder folder;
        ConvertOptions options;
        options.checkpoint = folder / qPrintable(source);
        options.folder = folder / "out";
        options.dtype = dtype;
        writeFormulaCheckpoint(options.checkpoint, slimSam77());
        const ConversionResult result = convertNow(options);
        QTEST(text(sha256(*openByteSource(options.folder / "model.safetensors"))), "hash");
        QTEST(qulonglong(result.bytes), "size");
        QCOMPARE(result.rows.size(), std::size_t(314));
        QCOMPARE(folder.names(), (std::vector<std::string>{source.toStdString(), "out"}));
        const Json config = parseStrictJson(textOf(options.folder / "config.json"), "config.json");
        QCOMPARE(text(config["dtype"]), text(std::string(torchName(dtype))));
    }

    void keepsTheDTypeOfTheFile()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        writeFormulaCheckpoint(options.checkpoint, tinyConfig(), 1, {.dtype = DType::F16, .prefix = {}});
        options.dtype = std::nullopt;
        const ConversionResult result = convertNow(options);
        QVERIFY(std::ranges::all_of(result.rows, [](const WrittenRow& row) { return row.dtype == DType::F16; }));
        const Json config = parseStrictJson(textOf(options.folder / "config.json"), "config.json");
        QCOMPARE(text(config["dtype"]), u"float16"_s);
    }

    void writesTheProcessorFilesOfTheLayout_data()
    {
        QTest::addColumn<ProcessorLayout>("layout");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("4") << ProcessorLayout::V4
                           << QStringList{u"config.json"_s, u"model.safetensors"_s, u"preprocessor_config.json"_s};
        QTest::newRow("5") << ProcessorLayout::V5
                           << QStringList{u"config.json"_s, u"model.safetensors"_s, u"processor_config.json"_s};
        QTest::newRow("both") << ProcessorLayout::Both
                              << QStringList{u"config.json"_s, u"model.safetensors"_s, u"preprocessor_config.json"_s,
                                             u"processor_config.json"_s};
    }
    void writesTheProcessorFilesOfTheLayout()
    {
        QFETCH(ProcessorLayout, layout);
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        options.processorLayout = layout;
        ConversionResult result = convertNow(options);
        QStringList files;
        for (const auto& [name, hash] : contentsOf(options.folder)) {
            files << text(name);
        }
        QTEST(files, "files");
        std::ranges::sort(result.files);
        QCOMPARE(result.files.size(), std::size_t(files.size()));
        QCOMPARE(text(result.files.back()), files.back());
    }

    void tellsEveryRowInTheOrderOfTheFile()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        const ConversionPlan plan = planConversion(options);
        RecordingListener listener;
        // The first tensor is done after twenty others, where there is a second thread for them.
        const WriteHookGuard guard;
        std::atomic<int> others = 0;
        setWriteHook([&others, first = startOf(options, 0).bytes](const fs::path& path, std::uint64_t offset) {
            if (path.filename() == "model.safetensors") {
                others += offset > first ? 1 : 0;
                while (offset == first && others < 20 && physicalCores() > 1) {
                    std::this_thread::yield();
                }
            }
        });
        const ConversionResult result = convert(plan, options, {listener}, std::ref(listener));
        QCOMPARE(listener.rows.size(), plan.remap.counts.written);
        QCOMPARE(listener.stages, (std::vector<std::string>{"writing", "reading back"}));
        const std::string file = textOf(options.folder / "model.safetensors");
        std::size_t offset = file.size();
        for (auto row = listener.rows.rbegin(); row != listener.rows.rend(); ++row) {
            offset -= row->bytes;
            QCOMPARE(text(row->sha256), text(sha256(std::as_bytes(std::span(file).subspan(offset, row->bytes)))));
        }
        QVERIFY(std::ranges::is_sorted(result.rows, {}, &WrittenRow::row));
    }

    void hashesOnlyWhereAsked()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        const std::string file = textOf(options.folder / "model.safetensors");
        options.withSha256 = false;
        options.overwrite = true;
        for (const WrittenRow& row : convertNow(options).rows) {
            QCOMPARE(text(row.sha256), QString());
        }
        QVERIFY(textOf(options.folder / "model.safetensors") == file);
    }

    void describesWhatIsReadButNotWritten()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        writeFormulaCheckpoint(options.checkpoint, tinyConfig(), 1, {.prefix = {}, .withBuffers = true});
        const ConversionPlan plan = planConversion(options);
        QCOMPARE(plan.remap.counts.dropped, std::size_t(2));
        RecordingListener listener;
        const ConversionResult result = convert(plan, options, {listener}, std::ref(listener));
        QStringList sources;
        for (const WrittenRow& row : result.others) {
            sources << text(plan.remap.rows[row.row].source);
            QCOMPARE(row.sha256.size(), std::size_t(64));
        }
        sources.sort();
        QCOMPARE(sources, (QStringList{u"pixel_mean"_s, u"pixel_std"_s,
                                       u"prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"_s}));
    }

    void countsWhatIsNotFinite()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        const std::array<float, 3> odd = {NAN, -INFINITY, 1e30f};
        std::memcpy(tensors[0].bytes.data(), odd.data(), sizeof odd);
        writeTensors(options.checkpoint, tensors);
        const auto notFinite = [&](DType dtype) {
            ConvertOptions cast = options;
            cast.dtype = dtype;
            cast.overwrite = true;
            const ConversionPlan plan = planConversion(cast);
            RecordingListener listener;
            std::uint64_t count = 0;
            for (const WrittenRow& row : convert(plan, cast, {listener}, std::ref(listener)).rows) {
                const bool changed = plan.remap.rows[row.row].source == tensors[0].description.name;
                count += changed ? row.notFinite : row.notFinite * 1000;
            }
            return count;
        };
        QCOMPARE(notFinite(DType::F32), std::uint64_t(2));
        QCOMPARE(notFinite(DType::F16), std::uint64_t(3)); // 1e30 overflows to infinity
    }

    void refusesBeforeAnythingIsWritten_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("message");
        QTest::newRow("missing key") << "missing"
                                     << "mask_decoder.mask_tokens.weight";
        QTest::newRow("extra key") << "extra"
                                   << "mask_decoder.something.weight";
        QTest::newRow("wrong shape") << "shape"
                                     << "mask_decoder.iou_prediction_head.layers.2.bias";
    }
    void refusesBeforeAnythingIsWritten()
    {
        QFETCH(QString, what);
        QFETCH(QString, message);
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        std::vector<TestTensor> tensors = formulaTensors(tinyConfig());
        const auto named = [&](const char* name) {
            return std::ranges::find(tensors, name, [](const TestTensor& tensor) { return tensor.description.name; });
        };
        if (what == u"missing"_s) {
            tensors.erase(named("mask_decoder.mask_tokens.weight"));
        } else if (what == u"extra"_s) {
            tensors.push_back({{"mask_decoder.something.weight", DType::F32, {1}}, std::vector<std::byte>(4)});
        } else {
            const auto bias = named("mask_decoder.iou_prediction_head.layers.2.bias");
            bias->description.shape = {5};
            bias->bytes.resize(20);
        }
        writeTensors(options.checkpoint, tensors);
        const std::string error = errorOf([&] { convertNow(options); });
        QVERIFY2(text(error).contains(message), error.c_str());
        QCOMPARE(folder.names(), std::vector<std::string>{"tiny.pth"});
    }

    void refusesANameThatDisagrees()
    {
        const TestFolder folder;
        ConvertOptions options;
        options.checkpoint = folder / "a.safetensors";
        writeFormulaCheckpoint(options.checkpoint, slimSam77());
        options.modelName = "slimsam-50-uniform";
        options.folder = folder / "out";
        const ConversionPlan plan = planConversion(options); // there to be shown
        const std::string error = errorOf([&] { requireModelName(options.modelName, plan); });
        QCOMPARE(text(error), text(options.checkpoint.string()) +
                                  u": is slimsam-77-uniform, not slimsam-50-uniform: hidden_size is 168, not 384 "
                                  "(image_encoder.pos_embed 1x64x64x168), and 1 more difference; leave the model name "
                                  "out to convert what the file holds"_s);
        QCOMPARE(text(errorOf([&] { convertNow(options); })), text(error));
        QCOMPARE(folder.names(), std::vector<std::string>{"a.safetensors"});
        QCOMPARE(errorOf([&] { requireModelName("slimsam-77-uniform", plan); }), std::string("(no error)"));
        QCOMPARE(errorOf([&] { requireModelName("", plan); }), std::string("(no error)"));
        QCOMPARE(text(errorOf([&] { requireModelName("sam_vit_x", plan); })),
                 u"unknown model name \"sam_vit_x\"; use one of sam_vit_b_01ec64, sam_vit_l_0b3195, "
                 "sam_vit_h_4b8939, slimsam-50-uniform, slimsam-77-uniform"_s);
    }

    void refusesWhatIsConvertedAlready()
    {
        const TestFolder folder;
        ConvertOptions options = tinyConversion(folder);
        convertNow(options);
        for (const fs::path& converted : {options.folder, options.folder / "model.safetensors"}) {
            options.checkpoint = converted;
            const std::string error = errorOf([&] { planConversion(options); });
            QVERIFY2(text(error).contains(u"has transformers' names already; use it as it is"), error.c_str());
        }
    }

    void refusesWhatIsNoSam()
    {
        const TestFolder folder;
        ConvertOptions options;
        options.checkpoint = folder / "other.safetensors";
        writeTensors(options.checkpoint, {{{"lm_head.weight", DType::F32, {1}}, std::vector<std::byte>(4)}});
        const std::string error = errorOf([&] { planConversion(options); });
        QVERIFY2(text(error).contains(u"is not a SAM checkpoint"), error.c_str());
    }

    void stopsAfterAnyTensor_data()
    {
        QTest::addColumn<int>("tensors");
        for (const int tensors : {1, 2, 50, 100}) {
            QTest::addRow("%d", tensors) << tensors;
        }
    }
    void stopsAfterAnyTensor()
    {
        QFETCH(int, tensors);
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        std::stop_source stop;
        RecordingListener listener;
        listener.onRow = [&](const WrittenRow&) {
            if (listener.rows.size() == std::size_t(tensors)) {
                stop.request_stop();
            }
        };
        try {
            convert(planConversion(options), options, {listener, stop.get_token()}, std::ref(listener));
            QFAIL("was not stopped");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Stopped);
        }
        QCOMPARE(listener.rows.size(), std::size_t(tensors));
        QCOMPARE(folder.names(), std::vector<std::string>{"tiny.pth"});
    }

    void stopsWhileReadingBack()
    {
        const TestFolder folder;
        const ConvertOptions options = tinyConversion(folder);
        std::stop_source stop;
        RecordingListener listener;
        listener.onProgress = [&](const Progress& progress) {
            if (progress.stage == "reading back" && progress.done == progress.total) {
                stop.request_stop();
            }
        };
        const std::string error = errorOf([&] {
            convert(planConversion(options), options, {listener, stop.get_token()}, std::ref(listener));
        });
        QVERIFY2(text(error).startsWith(u"stopped"), error.c_str());
        QCOMPARE(folder.names(), std::vector<std::string>{"tiny.pth"});
    }
};

SAMSCOPE_TEST(tst_convert, QCoreApplication, TestConvert)
#include "tst_convert.moc"
