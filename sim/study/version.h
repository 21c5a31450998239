// Which Rapport this is; stored with every result.
#pragma once

#include <string_view>

namespace rapport {

std::string_view version();       ///< e.g. 0.1.0
std::string_view commit();        ///< of the sources, or "unknown"
std::string_view sources();       ///< digest of all files that results depend on, 32 hex digits
std::string_view release_date();  ///< of this version, 2026-11-22, as CITATION.cff says
std::string_view compiler();      ///< name and version
std::string_view target_cpu();    ///< what the build was made for
std::string_view build_kind();    ///< Release, Debug, Coverage, Sanitize

}  // namespace rapport
