#include "core/imaging/rect.h"
#include "tests/support/test_program.h"

#include <QTest>

#include <cstdint>

using namespace samscope;

class TestRect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sizesAreHalfOpen()
    {
        const Rect<int> box{3, 2, 11, 7};
        QCOMPARE(box.width(), 8);
        QCOMPARE(box.height(), 5);
        QCOMPARE(box.area(), std::int64_t{40});
        QCOMPARE((Rect<double>{0.5, 1, 2, 1.25}.area()), 0.375);
    }

    void areasOfIntegersDoNotOverflow()
    {
        QCOMPARE((Rect<int>{0, 0, 100'000, 100'000}.area()), std::int64_t{10'000'000'000});
    }

    void onlyAnAreaIsNotEmpty()
    {
        QVERIFY(Rect<int>{}.isEmpty());
        QVERIFY((!Rect<int>{3, 2, 4, 3}.isEmpty()));
        QVERIFY((Rect<int>{3, 2, 3, 7}.isEmpty()));
        QVERIFY((Rect<double>{3, 2, 1, 7}.isEmpty()));
        QVERIFY((!Rect<double>{3, 2, 3.25, 2.25}.isEmpty()));
    }
};

SAMSCOPE_TEST(tst_rect, QCoreApplication, TestRect)
#include "tst_rect.moc"
