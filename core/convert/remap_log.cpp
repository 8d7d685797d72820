#include "core/convert/remap_log.h"

#include "core/model/evidence_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace samscope {

namespace {

Json textOrNull(const std::string& text)
{
    return text.empty() ? Json() : Json(text);
}

/// What was written for a row, or its source as it is; nothing where there is neither.
std::optional<WrittenRow> describe(const ConversionPlan& plan, std::size_t row, const ConversionResult* result)
{
    if (result != nullptr) {
        for (const auto* rows : {&result->rows, &result->others}) {
            const auto found = std::ranges::find(*rows, row, &WrittenRow::row);
            if (found != rows->end()) {
                return *found;
            }
        }
    }
    const std::optional<TensorEntry>& tensor = plan.remap.rows[row].tensor;
    if (!tensor) {
        return std::nullopt;
    }
    WrittenRow source;
    source.dtype = tensor->dtype;
    source.bytes = tensor->byteCount();
    return source;
}

bool isWritten(const ConversionPlan& plan, const RemapRow& row)
{
    return row.written && plan.remap.canConvert();
}

std::string dtypeName(const RemapRow& row, const WrittenRow& written)
{
    return written.dtype == DType::Unsupported ? row.tensor->typeName : std::string(torchName(written.dtype));
}

Json rowJson(const ConversionPlan& plan, std::size_t index, const ConversionResult* result)
{
    const RemapRow& row = plan.remap.rows[index];
    const std::optional<WrittenRow> written = describe(plan, index, result);
    Json json;
    json["source"] = textOrNull(row.source);
    json["target"] = textOrNull(row.target);
    json["action"] = actionName(row.action);
    json["rules"] = row.rules;
    json["written"] = isWritten(plan, row);
    json["dtype"] = written ? Json(dtypeName(row, *written)) : Json();
    json["shape"] = row.tensor ? Json(row.tensor->shape) : Json();
    json["bytes"] = written ? Json(written->bytes) : Json();
    json["sha256"] = written ? textOrNull(written->sha256) : Json();
    if (written && written->notFinite > 0) {
        json["not_finite"] = written->notFinite;
    }
    if (!row.problem.empty()) {
        json["problem"] = row.problem;
    }
    return json;
}

std::string quoted(const std::string& field)
{
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
        return field;
    }
    std::string out = "\"";
    for (const char c : field) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + "\"";
}

} // namespace

Json remapLogJson(const ConversionPlan& plan, const ConversionResult* result)
{
    const RemapCounts& counts = plan.remap.counts;
    Json json;
    json["source"] = plan.checkpoint.path.string();
    json["variant"] = textOrNull(plan.detection.variant);
    json["evidence"] = evidenceJson(plan.detection);
    json["counts"] = {{"source", counts.source},         {"renamed", counts.renamed}, {"kept", counts.kept},
                      {"duplicated", counts.duplicated}, {"dropped", counts.dropped}, {"missing", counts.missing},
                      {"unexpected", counts.unexpected}, {"written", counts.written}};
    json["rows"] = Json::array();
    for (std::size_t row = 0; row < plan.remap.rows.size(); ++row) {
        json["rows"].push_back(rowJson(plan, row, result));
    }
    return json;
}

std::string remapLogCsv(const ConversionPlan& plan, const ConversionResult* result)
{
    std::string csv = "source,target,action,rules,written,dtype,shape,bytes,sha256\r\n";
    for (std::size_t index = 0; index < plan.remap.rows.size(); ++index) {
        const RemapRow& row = plan.remap.rows[index];
        const std::optional<WrittenRow> written = describe(plan, index, result);
        csv += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", quoted(row.source), quoted(row.target),
                           actionName(row.action), fmt::join(row.rules, " "), isWritten(plan, row),
                           written ? dtypeName(row, *written) : "", row.tensor ? shapeText(row.tensor->shape) : "",
                           written ? std::to_string(written->bytes) : "", written ? written->sha256 : "");
    }
    return csv;
}

} // namespace samscope
