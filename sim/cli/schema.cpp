// `rapport schema`: what a scenario may say, for editors.
#include "scenario/write_schema.h"

#include "cli/output.h"
#include "cli/verbs.h"
#include "outcome/file_ops.h"

namespace rapport::cli {

ExitCode schema(const SchemaOptions& options) {
  if (options.out.empty()) {
    print("{}", scenario_schema());
    return ExitCode::ok;
  }
  const FileReport written = write_file(options.out, scenario_schema(), options.force, system_file_ops());
  say(written.diagnostics);
  if (written.ok()) print("wrote {}\n", printable(options.out, false));
  return written.code;
}

}  // namespace rapport::cli
