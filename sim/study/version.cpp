// The only file that sees the macros of the build.
#include "study/version.h"

namespace rapport {

std::string_view version() { return RAPPORT_VERSION; }
std::string_view commit() { return RAPPORT_COMMIT; }
std::string_view sources() { return RAPPORT_SOURCES; }
std::string_view release_date() { return RAPPORT_RELEASED; }
std::string_view compiler() { return RAPPORT_COMPILER; }
std::string_view target_cpu() { return RAPPORT_TARGET; }
std::string_view build_kind() { return RAPPORT_BUILD_TYPE; }

}  // namespace rapport
