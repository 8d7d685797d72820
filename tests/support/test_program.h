#pragma once

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

namespace samscope {

/// A home of this process alone, gone when it ends: what the program keeps for a user, and what a user has set, is
/// neither seen nor changed. Comes before the application.
class OwnHome
{
public:
    OwnHome();

private:
    QTemporaryDir m_folder;
};

} // namespace samscope

/// What QTEST_MAIN is for a program of its own: the tests of a folder share a program, whose first argument names one
/// of them (CMake's create_test_sourcelist).
#define SAMSCOPE_TEST(name, Application, Test)                                                                         \
    int name(int argc, char** argv)                                                                                    \
    {                                                                                                                  \
        const samscope::OwnHome home;                                                                                  \
        Application application(argc, argv);                                                                           \
        Test test;                                                                                                     \
        return QTest::qExec(&test, argc, argv);                                                                        \
    }
