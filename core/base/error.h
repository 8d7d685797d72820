#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>

namespace samscope {

/// What went wrong, in the order a person asks: which file, where in it, why, and what to do about it.
struct Problem
{
    std::string file = {};   ///< path or other subject; may be empty
    std::string place = {};  ///< offset, entry or key inside the file; may be empty
    std::string reason = {}; ///< one clause, never empty
    std::string advice = {}; ///< one clause; may be empty
};

enum class ErrorKind
{
    BadInput,        ///< exit code 2
    ForbiddenGlobal, ///< exit code 3: a pickle names something that torch.load would have run
    Stopped,         ///< exit code 130: asked to stop, which is not a failure
};

/// The one exception type of the program. `what()` is a single line: "file: place: reason; advice".
class Error : public std::exception
{
public:
    Error(ErrorKind kind, Problem problem);
    explicit Error(Problem problem) : Error(ErrorKind::BadInput, std::move(problem)) {}

    ErrorKind kind() const { return m_kind; }
    const Problem& problem() const { return m_problem; }
    const char* what() const noexcept override { return m_line.c_str(); }

private:
    ErrorKind m_kind;
    Problem m_problem;
    std::string m_line;
};

/// The process exit code that stands for an error of this kind.
int exitCode(ErrorKind kind);

/// The error in flight as an `Error`: allocation failures and foreign exceptions are given a sentence of their own.
/// Call inside a catch block, at a border (command, job, module) only.
Error currentError();

/// `text` with control characters replaced by \xNN, and cut at `limit` bytes: safe to print whatever a file holds.
std::string printable(std::string_view text, std::size_t limit = 200);

/// "1 file", "3 files": a count with its noun.
std::string counted(std::size_t count, std::string_view noun);

/// "38.9 MB" (MB = 10^6 bytes).
std::string humanBytes(std::uint64_t bytes);

} // namespace samscope
