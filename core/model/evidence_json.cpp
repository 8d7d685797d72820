#include "core/model/evidence_json.h"

namespace samscope {

Json evidenceJson(const Detection& detection)
{
    Json json = Json::object();
    for (const Evidence& item : detection.evidence) {
        json[item.what] = {{"value", item.value}, {"source", item.source}, {"assumed", item.assumed}};
    }
    return json;
}

} // namespace samscope
