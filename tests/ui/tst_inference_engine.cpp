#include "tests/support/conversion.h"
#include "tests/support/fake_predictor.h"
#include "tests/support/patience.h"
#include "tests/support/test_program.h"
#include "ui/inference_engine.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

/// What the adapter adds to a session: the thread, the reading of pictures and what the job bar shows.
class TestInferenceEngine : public QObject
{
    Q_OBJECT

    TestFolder m_folder;
    std::shared_ptr<FakeState> m_state;
    std::unique_ptr<InferenceEngine> m_engine;

    void open()
    {
        m_engine->setModel(0, "model.pth", {});
        m_engine->setImage(m_folder / "a.png");
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto& [name, width] : {std::pair("a.png", imageWidth), {"b.png", imageHeight}}) {
            QImage picture(width, imageHeight, QImage::Format_RGB888);
            picture.fill(Qt::gray);
            QVERIFY(picture.save(QString::fromStdString((m_folder / name).string())));
        }
    }

    void init()
    {
        m_state = std::make_shared<FakeState>();
        m_engine = std::make_unique<InferenceEngine>(fakeFactory(m_state), 1);
    }

    void cleanup()
    {
        m_state->letGo();
        m_engine.reset();
    }

    void signalsOfAStepComeBeforeTheNextOne()
    {
        int decodesWhenEncoded = -1;
        int encodesWhenLoaded = -1;
        connect(m_engine.get(), &InferenceEngine::pictureLoaded, this,
                [this] { m_engine->setPrompts(pointAt(40, 60)); });
        connect(m_engine.get(), &InferenceEngine::modelLoaded, this, [&] { encodesWhenLoaded = m_state->encodes; });
        connect(m_engine.get(), &InferenceEngine::encoded, this, [&] { decodesWhenEncoded = m_state->decodes; });
        const QSignalSpy answered(m_engine.get(), &InferenceEngine::answered);
        m_state->holdLoad = true;
        const QSignalSpy read(m_engine.get(), &InferenceEngine::pictureLoaded);
        open();
        TRY_COMPARE(read.size(), 1); // while the model loads
        m_state->holdLoad = false;
        TRY_COMPARE(answered.size(), 1);
        QCOMPARE(encodesWhenLoaded, 0);
        QCOMPARE(decodesWhenEncoded, 0);
    }

    void newestPictureWins()
    {
        QList<QSize> sizes;
        connect(m_engine.get(), &InferenceEngine::pictureLoaded, this,
                [&](const std::shared_ptr<const Picture>& picture) { sizes.append(picture->size()); });
        m_engine->setImage(m_folder / "a.png");
        m_engine->setImage(m_folder / "b.png");
        QVERIFY(!m_engine->image());
        TRY_VERIFY(m_engine->image());
        QCOMPARE(sizes, QList<QSize>{QSize(imageHeight, imageHeight)});
    }

    void jobsAreShownAndAnswerWithTheirResult()
    {
        QStringList titles;
        connect(m_engine.get(), &Activity::changed, this, [&] {
            if (titles.isEmpty() || titles.last() != m_engine->title()) {
                titles.append(m_engine->title());
            }
        });
        JobOutcome<int> outcome;
        m_engine->run(
            u"Counting"_s, [](Predictor& predictor, const Work&) { return predictor.info().config.vision.imageSize; },
            [&outcome](const JobOutcome<int>& end) { outcome = end; });
        m_engine->setModel(0, "model.pth", {});
        TRY_VERIFY(outcome.value.has_value());
        QCOMPARE(*outcome.value, inputSize);
        QVERIFY(outcome.isDone());
        QVERIFY(!m_engine->isRunning());
        QCOMPARE(titles, QStringList({u"Counting"_s, u"Loading the model"_s, u"Counting"_s, QString()}));
    }

    void jobThatIsStoppedHasNoResult()
    {
        std::optional<JobOutcome<int>> outcome;
        m_engine->run(
            u"Counting"_s,
            [](Predictor&, const Work& work) {
                while (!work.stop.stop_requested()) {
                    std::this_thread::yield();
                }
                return 1; // too late
            },
            [&outcome](const JobOutcome<int>& end) { outcome = end; });
        const QSignalSpy loaded(m_engine.get(), &InferenceEngine::modelLoaded);
        m_engine->setModel(0, "model.pth", {});
        TRY_COMPARE(loaded.size(), 1);
        m_engine->stop();
        TRY_VERIFY(outcome.has_value());
        QCOMPARE(int(outcome->state), int(JobEnd::State::Stopped));
        QVERIFY(!outcome->value);
    }

    void pictureThatCannotBeReadSaysWhy()
    {
        const QSignalSpy failed(m_engine.get(), &InferenceEngine::failed);
        m_engine->setImage(m_folder / "missing.png");
        TRY_COMPARE(failed.size(), 1);
        QVERIFY(failed.at(0).at(0).toString().contains(u"missing.png"_s));
        QVERIFY(!m_engine->image());
    }
};

SAMSCOPE_TEST(tst_inference_engine, QApplication, TestInferenceEngine)
#include "tst_inference_engine.moc"
