#include "core/base/error.h"
#include "core/base/npy.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace samscope;

class TestNpy : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath(QStringLiteral("a.npy"));

private Q_SLOTS:
    void writesWhatNumpyWrites()
    {
        saveNpy(m_path.toStdString(), {1, 2}, std::vector<float>{1.0f, -2.0f});
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        // numpy.save of numpy 2: header padded so that the data starts at a multiple of 64
        QByteArray expected("\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 69);
        expected += QByteArray(127 - expected.size(), ' ') + '\n' + QByteArray("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8);
        QCOMPARE(file.readAll(), expected);
    }

    void roundTrip_data()
    {
        QTest::addColumn<std::vector<std::uint64_t>>("shape");
        QTest::newRow("scalar") << std::vector<std::uint64_t>{};
        QTest::newRow("one") << std::vector<std::uint64_t>{3};
        QTest::newRow("empty") << std::vector<std::uint64_t>{0, 4};
        QTest::newRow("four") << std::vector<std::uint64_t>{1, 1, 2, 3};
    }

    void roundTrip()
    {
        QFETCH(std::vector<std::uint64_t>, shape);
        std::size_t count = 1;
        for (const auto extent : shape) {
            count *= extent;
        }
        std::vector<float> values(count, 0.5f);
        saveNpy(m_path.toStdString(), shape, values);
        const NpyArray read = loadNpy(m_path.toStdString());
        QCOMPARE(read.shape, shape);
        QCOMPARE(read.values, values);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("bytes");
        QTest::newRow("float64") << QByteArray("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n") << 8;
        QTest::newRow("Fortran order") << QByteArray("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }\n") << 4;
        QTest::newRow("too short") << QByteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n") << 4;
        QTest::newRow("too long") << QByteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n") << 12;
        QTest::newRow("overflow")
            << QByteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }\n") << 0;
        QTest::newRow("no shape") << QByteArray("{'descr': '<f4', 'fortran_order': False}\n") << 4;
        QTest::newRow("negative") << QByteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }\n") << 4;
        QTest::newRow("header beyond the end") << QByteArray() << -1;
    }

    void refuses()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, bytes);
        QByteArray file("\x93NUMPY\x01\x00", 8);
        file += static_cast<char>(bytes < 0 ? 0xff : header.size());
        file += '\0';
        file += header + QByteArray(std::max(bytes, 4), '\1').left(std::max(bytes, 0)) +
                QByteArray(bytes < 0 ? 10 : 0, ' ');
        QFile out(m_path);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(file);
        out.close();
        QVERIFY_EXCEPTION_THROWN(loadNpy(m_path.toStdString()), Error);
    }
};

SAMSCOPE_TEST(tst_npy, QCoreApplication, TestNpy)
#include "tst_npy.moc"
