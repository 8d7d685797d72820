#pragma once

namespace samscope {

/// A shared library of the program that is loaded when its one exported function is first wanted, so that what it links
/// costs the start nothing. It lies in lib/ beside bin/, beside the program, or in the folder whose absolute path is
/// SAMSCOPE_MODULES.
struct ProgramModule
{
    const char* file;
    const char* symbol; ///< of the function
    const char* reason; ///< where the module is missing
    const char* advice;

    bool isInstalled() const;
    /// The function's address. Throws `Error` when the module is missing or cannot be loaded.
    void* function() const;
};

} // namespace samscope
