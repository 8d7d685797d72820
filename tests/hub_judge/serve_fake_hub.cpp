#include "tests/support/conversion.h"
#include "tests/support/fake_hub.h"

#include <QCoreApplication>

#include <iostream>

using namespace samscope;
namespace fs = std::filesystem;

// serve_fake_hub [REPO_ID FOLDER]…: serves the fake Hub of the tests, with the folders as repositories, until
// standard input ends. Its address is the first line that it prints.
int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    FakeHub hub;
    for (int i = 1; i + 1 < argc; i += 2) {
        const fs::path folder = argv[i + 1];
        FakeHub::Files files;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) {
            if (entry.is_regular_file()) {
                files[entry.path().lexically_relative(folder).generic_string()] = textOf(entry.path());
            }
        }
        hub.commit(argv[i], files);
    }
    std::cout << hub.endpoint() << std::endl;
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    return 0;
}
