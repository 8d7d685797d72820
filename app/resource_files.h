#pragma once

#include "core/inference/prompt.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace samscope {

/// The folder of the shipped resources, ../share/samscope/resources beside the program. Throws `Error` when it is not
/// there.
std::filesystem::path resourceFolder();

/// One drawn object of a demo scene.
struct DemoObject
{
    std::filesystem::path mask; ///< ground truth, 0/255 PNG of the scene's size
    PointPrompt click;          ///< the most interior pixel
    Rect<double> box;
};

struct DemoScene
{
    std::filesystem::path image;
    std::vector<DemoObject> objects;
};

/// What ships in resources/demo: a tiny trained SAM, pictures it has never seen, and reference scores.
struct Demo
{
    std::filesystem::path model;
    std::filesystem::path referencePack;
    std::vector<DemoScene> scenes;
};

/// Reads resources/demo/demo.json. Throws `Error`.
Demo loadDemo(const std::filesystem::path& resources);

} // namespace samscope
