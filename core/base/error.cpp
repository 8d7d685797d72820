#include "core/base/error.h"

#include <fmt/format.h>

#include <new>

namespace samscope {

namespace {

std::string oneLine(const Problem& problem)
{
    std::string line;
    for (const std::string* part : {&problem.file, &problem.place}) {
        if (!part->empty()) {
            line += printable(*part, 1000) + ": ";
        }
    }
    line += printable(problem.reason, 4000);
    if (!problem.advice.empty()) {
        line += "; " + printable(problem.advice, 1000);
    }
    return line;
}

} // namespace

Error::Error(ErrorKind kind, Problem problem) : m_kind(kind), m_problem(std::move(problem)), m_line(oneLine(m_problem))
{
}

int exitCode(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::ForbiddenGlobal:
        return 3;
    case ErrorKind::Stopped:
        return 130;
    case ErrorKind::BadInput:
        break;
    }
    return 2;
}

Error currentError()
{
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::bad_alloc&) {
        return Error({.reason = "out of memory", .advice = "close other programs or use a smaller model"});
    } catch (const std::exception& error) {
        return Error({.reason = error.what()});
    } catch (...) {
        return Error({.reason = "an unknown error was raised"});
    }
}

std::string printable(std::string_view text, std::size_t limit)
{
    std::string out;
    const auto shown = text.substr(0, limit);
    for (const char c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\x{:02x}", byte);
        } else {
            out += c;
        }
    }
    if (shown.size() < text.size()) {
        out += fmt::format("… ({} bytes)", text.size());
    }
    return out;
}

std::string counted(std::size_t count, std::string_view noun)
{
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string humanBytes(std::uint64_t bytes)
{
    if (bytes < 1000) {
        return counted(bytes, "byte");
    }
    if (bytes < 1'000'000) {
        return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
    }
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

} // namespace samscope
