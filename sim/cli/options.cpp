// How options are read, and what becomes of a verb that throws.
#include "cli/options.h"

#include <exception>
#include <new>
#include <utility>

#include "cli/output.h"
#include "scenario/number.h"

namespace rapport::cli {

CLI::Validator whole_number(std::int64_t lo, std::int64_t hi) {
  const auto test = [lo, hi](const std::string& text) -> std::string {
    const auto value = scenario::read_whole(text).value;
    if (value && *value >= lo && *value <= hi) return {};
    return "'" + text + "' is not a whole number from " + std::to_string(lo) + " to " + std::to_string(hi);
  };
  return CLI::Validator(test, "");
}

CLI::Validator real_number(double lo, double hi) {
  const auto test = [lo, hi](const std::string& text) -> std::string {
    const auto value = scenario::read_number(text).value;
    if (value && *value >= lo && *value <= hi) return {};
    return "'" + text + "' is not a number from " + scenario::number_text(lo) + " to " +
           scenario::number_text(hi);
  };
  return CLI::Validator(test, "");
}

CLI::Validator file_name() {
  const auto test = [](const std::string& text) -> std::string {
    if (text.empty()) return "a file name is missing";
    return printable(text, false) == text ? "" : "a file name holds an invisible character";
  };
  return CLI::Validator(test, "");
}

namespace {

ExitCode guarded(const std::function<ExitCode()>& verb) {
  try {
    return verb();
  } catch (const std::bad_alloc&) {
    note("rapport: out of memory. Use fewer threads or smaller markets.\n");
    return ExitCode::resource_limit;
  } catch (const NumericalFault& fault) {
    note(
        "rapport: {}. This is a mistake of the program: no result is made of it. Please report it with the "
        "scenario and this line.\n",
        fault.what());
    return ExitCode::numerical_failure;
  } catch (const std::exception& fault) {
    note("rapport: internal error: {}\n", fault.what());
    return ExitCode::internal_error;
  }
}

}  // namespace

CLI::App* add_verb(CLI::App& app, const char* name, const char* help, ExitCode& code,
                   std::function<ExitCode()> verb) {
  CLI::App* added = app.add_subcommand(name, help);
  added->callback([&code, verb = std::move(verb)] { code = guarded(verb); });
  return added;
}

}  // namespace rapport::cli
