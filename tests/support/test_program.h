#pragma once

#include <QApplication>
#include <QTest>

/// What QTEST_MAIN is for a program of its own: the tests of a folder share a program, whose first argument names one
/// of them (CMake's create_test_sourcelist).
#define SAMSCOPE_TEST(name, Application, Test)                                                                         \
    int name(int argc, char** argv)                                                                                    \
    {                                                                                                                  \
        Application application(argc, argv);                                                                           \
        Test test;                                                                                                     \
        return QTest::qExec(&test, argc, argv);                                                                        \
    }
