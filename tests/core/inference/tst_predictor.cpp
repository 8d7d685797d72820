#include "core/base/error.h"
#include "core/inference/predictor.h"
#include "tests/support/test_program.h"

#include <QTest>

using namespace samscope;

class TestPredictor : public QObject
{
    Q_OBJECT

    static QByteArray refusal(const std::filesystem::path& model, const PredictorOptions& options)
    {
        try {
            loadPredictor(model, options, {});
            return "accepted";
        } catch (const Error& error) {
            return error.what();
        }
    }

private Q_SLOTS:
    void aMissingModelIsToldBeforeABackEndIsLoaded()
    {
        const QByteArray message = refusal("/nowhere/model.pth", {});
        QVERIFY2(message.contains("/nowhere/model.pth: no such file or folder"), message);
    }
};

SAMSCOPE_TEST(tst_predictor, QCoreApplication, TestPredictor)
#include "tst_predictor.moc"
