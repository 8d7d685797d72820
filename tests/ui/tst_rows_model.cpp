#include "tests/support/test_program.h"
#include "tests/support/watched_models.h"
#include "ui/models/rows_model.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

using namespace samscope;
using namespace Qt::Literals::StringLiterals;

struct Fruit
{
    QString name;
    int grams = 0;
};

class FruitModel : public RowsModel<Fruit>
{
    Q_OBJECT
public:
    static constexpr int gramsRole = Qt::UserRole;
    static constexpr int keyRole = Qt::UserRole + 1;

    FruitModel()
        : RowsModel(nullptr,
                    {{"fruit",
                      [](const Fruit& row) { return row.name; },
                      alignLeft,
                      {{Qt::ToolTipRole, [](const Fruit& row) { return u"a "_s + row.name; }}},
                      "what it is called"},
                     {"mass", [](const Fruit& row) { return row.grams; }, alignRight},
                     {nullptr, [](const Fruit&) { return u"?"_s; }, {}}},
                    {{Qt::ToolTipRole, [](const Fruit&) { return u"of every cell"_s; }},
                     {gramsRole, [](const Fruit& row) { return row.grams; }},
                     {keyRole, sameAsText}})
    {
    }

    using RowsModel::append;
    using RowsModel::change;
    using RowsModel::clear;
    using RowsModel::erase;
    using RowsModel::setRows;
    using RowsModel::swapWithNeighbour;

    QStringList names() const
    {
        QStringList names;
        for (const Fruit& row : rows()) {
            names.append(row.name);
        }
        return names;
    }
};

/// German for two of the titles.
class FruitTranslator : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int) const override
    {
        const QLatin1StringView text(source);
        return QLatin1StringView(context) != "FruitModel"_L1 ? QString()
               : text == "fruit"_L1                          ? u"Obst"_s
               : text == "what it is called"_L1              ? u"wie es heißt"_s
                                                             : QString();
    }
};

class TestRowsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cellsShowWhatTheirColumnsSay()
    {
        FruitModel model;
        model.setRows({{u"pear"_s, 180}, {u"fig"_s, 50}});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.columnCount(), 3);
        QCOMPARE(model.index(1, 0).data(), QVariant(u"fig"_s));
        QCOMPARE(model.index(1, 1).data(), QVariant(50)); // a number stays one
        QCOMPARE(model.index(0, 0).data(Qt::TextAlignmentRole).toInt(), int(Qt::AlignLeft | Qt::AlignVCenter));
        QCOMPARE(model.index(0, 1).data(Qt::TextAlignmentRole).toInt(), int(Qt::AlignRight | Qt::AlignVCenter));
        QVERIFY(!model.index(0, 2).data(Qt::TextAlignmentRole).isValid()); // left to the view
        QVERIFY(!model.index(0, 0).data(Qt::FontRole).isValid());
    }

    void aColumnsOwnRoleComesBeforeThatOfEveryColumn()
    {
        FruitModel model;
        model.setRows({{u"pear"_s, 180}});
        QCOMPARE(model.index(0, 0).data(Qt::ToolTipRole).toString(), u"a pear"_s);
        QCOMPARE(model.index(0, 1).data(Qt::ToolTipRole).toString(), u"of every cell"_s);
        QCOMPARE(model.index(0, 0).data(FruitModel::gramsRole).toInt(), 180);
        QCOMPARE(model.index(0, 0).data(FruitModel::keyRole), QVariant(u"pear"_s));
        QCOMPARE(model.index(0, 1).data(FruitModel::keyRole), QVariant(180));
    }

    void thereAreNoCellsOutsideTheTable()
    {
        FruitModel model;
        model.setRows({{u"pear"_s, 180}});
        const QModelIndex cell = model.index(0, 0);
        QCOMPARE(model.rowCount(cell), 0);
        QCOMPARE(model.columnCount(cell), 0);
        QVERIFY(!model.data({}).isValid());
        QVERIFY(!model.data(model.index(0, 3)).isValid());
        QVERIFY(!model.headerData(-1, Qt::Horizontal).isValid());
        QVERIFY(!model.headerData(3, Qt::Horizontal).isValid());
        QVERIFY(!model.headerData(2, Qt::Horizontal).isValid()); // it has no title
        QVERIFY(!model.headerData(0, Qt::Vertical).isValid());
    }

    void titlesFollowTheLanguage()
    {
        const FruitModel model;
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), u"fruit"_s);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString(), u"what it is called"_s);
        QVERIFY(!model.headerData(1, Qt::Horizontal, Qt::ToolTipRole).isValid());
        FruitTranslator german;
        QVERIFY(QCoreApplication::installTranslator(&german));
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), u"Obst"_s);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString(), u"wie es heißt"_s);
        QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), u"mass"_s); // which has no translation
        QVERIFY(QCoreApplication::removeTranslator(&german));
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), u"fruit"_s);
    }

    void everyChangeIsReported()
    {
        FruitModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const FollowedTexts followed(model);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.append({{u"pear"_s, 180}, {u"fig"_s, 50}});
        model.append({{u"plum"_s, 40}});
        model.append({});
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(model.names(), (QStringList{u"pear"_s, u"fig"_s, u"plum"_s}));
        QCOMPARE(followed.untold(), QString());
        model.swapWithNeighbour(2, 1);
        QCOMPARE(model.names(), (QStringList{u"pear"_s, u"plum"_s, u"fig"_s}));
        model.swapWithNeighbour(0, 1);
        QCOMPARE(model.names(), (QStringList{u"plum"_s, u"pear"_s, u"fig"_s}));
        QCOMPARE(followed.untold(), QString());
        model.erase(1);
        QCOMPARE(model.names(), (QStringList{u"plum"_s, u"fig"_s}));
        QCOMPARE(followed.untold(), QString());
        QCOMPARE(resets.count(), 0);
        model.setRows({{u"kiwi"_s, 70}});
        QCOMPARE(followed.untold(), QString());
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(resets.count(), 2);
    }

    void aSelectionGoesWithItsRow()
    {
        FruitModel model;
        model.setRows({{u"pear"_s, 180}, {u"fig"_s, 50}});
        const QPersistentModelIndex fig = model.index(1, 0);
        model.swapWithNeighbour(1, 0);
        QCOMPARE(fig.row(), 0);
        model.swapWithNeighbour(0, 1);
        QCOMPARE(fig.row(), 1);
        model.erase(1);
        QVERIFY(!fig.isValid());
    }

    void neighbouringRowsChangeWithOneSignal()
    {
        FruitModel model;
        model.setRows({{u"pear"_s, 180}, {u"fig"_s, 50}, {u"plum"_s, 40}});
        const FollowedTexts followed(model);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.change(1, 2, [](Fruit& fruit, int row) { fruit.grams = row; }, {FruitModel::gramsRole});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex(), model.index(1, 0));
        QCOMPARE(changes[0][1].toModelIndex(), model.index(2, 2));
        QCOMPARE(changes[0][2].value<QList<int>>(), QList<int>{FruitModel::gramsRole});
        QCOMPARE(model.index(0, 1).data().toInt(), 180);
        QCOMPARE(model.index(2, 1).data().toInt(), 2);
        QCOMPARE(followed.untold(), QString());
        model.change(0, 0, [](Fruit&, int) { QFAIL("there is none"); });
        QCOMPARE(changes.count(), 1);
    }
};

SAMSCOPE_TEST(tst_rows_model, QApplication, TestRowsModel)
#include "tst_rows_model.moc"
