#include "app/demo_files.h"

namespace samscope {

DemoFiles demoFiles(const Demo& demo)
{
    DemoFiles files;
    files.model = demo.model;
    files.referencePack = demo.referencePack;
    for (const DemoScene& scene : demo.scenes) {
        files.scenes.push_back(scene.image);
    }
    files.image = files.scenes.empty() ? std::filesystem::path() : files.scenes.front();
    return files;
}

} // namespace samscope
