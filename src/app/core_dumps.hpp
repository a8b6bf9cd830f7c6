// Core dumps: they would hold every secret that the process knew.
#pragma once

namespace app {

// None of this process from now on, wherever the system sends them, and nobody but root reads its memory.
// Throws std::system_error when the system does not let it.
void forbid_core_dumps();

// For those who hunt a crash: as the system has it, up to the hard limit.
void allow_core_dumps();

}  // namespace app
