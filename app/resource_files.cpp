#include "app/resource_files.h"

#include "core/base/byte_reader.h"
#include "core/base/byte_source.h"
#include "core/base/error.h"
#include "core/base/process.h"
#include "core/base/strict_json.h"

namespace samscope {

namespace fs = std::filesystem;

fs::path resourceFolder()
{
    const fs::path folder = (executableFolder() / "../share/samscope/resources").lexically_normal();
    std::error_code code;
    if (!fs::is_directory(folder, code)) {
        throw Error({.file = folder.string(),
                     .reason = "the program's resources are not there",
                     .advice = "install or build it again"});
    }
    return folder;
}

Demo loadDemo(const fs::path& resources)
{
    const fs::path folder = resources / "demo";
    const fs::path index = folder / "demo.json";
    const auto source = openByteSource(index);
    const auto bytes = source->read(0, source->size());
    try {
        const Json json = parseStrictJson(asText(bytes), index.string());
        Demo demo{.model = folder / json.at("model").get<std::string>(),
                  .referencePack = folder / "references.json",
                  .scenes = {}};
        for (const Json& scene : json.at("scenes")) {
            DemoScene& added = demo.scenes.emplace_back(folder / scene.at("image").get<std::string>());
            for (const Json& object : scene.at("objects")) {
                const auto click = object.at("click").get<std::array<double, 2>>();
                const auto box = object.at("box").get<std::array<double, 4>>();
                added.objects.push_back({.mask = folder / object.at("mask").get<std::string>(),
                                         .click = {.x = click[0], .y = click[1]},
                                         .box = {box[0], box[1], box[2], box[3]}});
            }
        }
        return demo;
    } catch (const Json::exception& error) {
        throw Error({.file = index.string(), .reason = error.what(), .advice = "install or build the program again"});
    }
}

} // namespace samscope
