// Lookups by label.
#include "cli/explain_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "book/text.h"
#include "engine/mechanisms.h"

namespace rapport::cli {

namespace {

constexpr std::array kColumnsDeclared{
#define COLUMN(type, name, unit, writer, about) Declared{"patients." #name, #type, unit, writer, about},
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"ties." #name, #type, unit, writer, about},
#include "state/ties.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"further." #name, #type, unit, writer, about},
#include "state/further.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"conditions." #name, #type, unit, writer, about},
#include "state/conditions.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"clinicians." #name, #type, unit, writer, about},
#include "state/clinicians.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"practices." #name, #type, unit, writer, about},
#include "state/practices.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"requests." #name, #type, unit, writer, about},
#include "state/requests.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"encounters." #name, #type, unit, writer, about},
#include "state/encounters.columns.def"
#undef COLUMN
#define COLUMN(type, name, unit, writer, about) Declared{"services." #name, #type, unit, writer, about},
#include "state/services.columns.def"
#undef COLUMN
};

constexpr std::array kConditionNumbers{
#define CONDITION_FIELD(name, unit, lo, hi, about) ConditionNumber{#name, unit, {lo, hi}, about},
#define STATE_FIELD(name, unit, lo, hi, about) ConditionNumber{#name, unit, {lo, hi}, about},
#include "state/conditions.params.def"
#undef CONDITION_FIELD
#undef STATE_FIELD
};

constexpr std::array kCountersDeclared{
#define COUNTER(name, unit, about) Declared{#name, "int64", unit, "", about},
#include "state/counters.def"
#undef COUNTER
};

/// "patients" of "patients.agenda"; "" for what is in no group.
std::string_view group_of(std::string_view column) {
  const std::size_t point = column.find('.');
  return point == std::string_view::npos ? "" : column.substr(0, point);
}

bool is_whole(std::string_view group, const std::vector<Column>& columns) {
  return !group.empty() &&
         std::all_of(kColumnsDeclared.begin(), kColumnsDeclared.end(), [&](const Declared& one) {
           const auto is_it = [&](Column column) { return name_of(column) == one.name; };
           return group_of(one.name) != group || std::any_of(columns.begin(), columns.end(), is_it);
         });
}

std::string span(Range range) { return fmt::format("{:.10g} to {:.10g}", range.lo, range.hi); }

}  // namespace

std::span<const Declared> declared_columns() { return kColumnsDeclared; }
std::span<const Declared> declared_counters() { return kCountersDeclared; }
std::span<const ConditionNumber> condition_numbers() { return kConditionNumbers; }

bool names(std::string_view text, std::string_view label) { return book::has_word(text, label, "_-"); }

std::vector<std::string> labels_named(std::string_view text) {
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const book::Equation& equation : book::book().equations) {
    if (names(text, equation.label)) found.emplace_back(text.find(equation.label), equation.label);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> labels;
  for (auto& [at, label] : found) labels.push_back(std::move(label));
  return labels;
}

std::string key_of(const ParamEntry& entry) { return fmt::format("{}.{}", entry.module, entry.name); }

std::string written(const book::Place& place) { return fmt::format("{}:{}", place.file, place.line); }

std::string parameter_line(const ParamEntry& entry) {
  const ParamSpec& spec = entry.spec;
  const std::string target = spec.target.empty() ? "" : fmt::format(" to {}", spec.target);
  return fmt::format("{}  {:.10g} {} [{}; {}{}; {}]: {}", key_of(entry), spec.fallback, spec.unit,
                     span(spec.sweep), name_of(spec.evidence), target, spec.source, spec.about);
}

std::vector<std::string> column_names(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  const auto put = [&](std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  };
  for (const Column column : columns) {
    const std::string_view group = group_of(name_of(column));
    put(is_whole(group, columns) ? fmt::format("{}.*", group) : std::string(name_of(column)));
  }
  return names;
}

std::vector<const ParamEntry*> parameters_of(const book::Equation& equation) {
  std::vector<const ParamEntry*> found;
  for (const ParamEntry& entry : parameter_entries()) {
    const bool own = book::module_of(equation.place.file) == entry.module && names(equation.text, entry.name);
    if (own || names(entry.spec.about, equation.label) || names(equation.text, key_of(entry)))
      found.push_back(&entry);
  }
  return found;
}

std::vector<std::string> condition_numbers_of(const book::Equation& equation) {
  std::vector<std::string> lines;
  for (const ConditionNumber& one : kConditionNumbers) {
    if (names(equation.text, one.name) || names(equation.title, one.name) || names(one.about, equation.label))
      lines.push_back(fmt::format("{} [{}; {}]: {}", one.name, one.unit, span(one.bounds), one.about));
  }
  return lines;
}

std::vector<const ParamEntry*> closed_by(std::string_view mechanism) {
  std::vector<const ParamEntry*> entries;
  for (const NeutralValue& neutral : neutral_values()) {
    for (const ParamEntry& entry : parameter_entries()) {
      const bool closed = entry.module == neutral.module && entry.name == neutral.parameter;
      if (neutral.mechanism == mechanism && closed) entries.push_back(&entry);
    }
  }
  return entries;
}

std::vector<std::string> labels_of(const std::vector<const ParamEntry*>& entries) {
  std::vector<std::string> labels;
  for (const ParamEntry* entry : entries) {
    for (std::string& label : labels_named(entry->spec.about)) {
      if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(std::move(label));
    }
  }
  return labels;
}

void add(Page& page, std::string heading, std::vector<std::string> lines) {
  if (!lines.empty()) page.sections.push_back({std::move(heading), std::move(lines)});
}

std::vector<std::string> as_lines(std::string_view text) {
  const std::vector<std::string_view> lines = book::lines_of(text);
  return {lines.begin(), lines.end()};
}

std::vector<std::string> tests_of(std::string_view label) {
  std::vector<std::string> lines;
  for (const book::Mention& mention : book::book().tests) {
    if (mention.label != label) continue;
    std::string line = mention.inside.empty() ? written(mention.place)
                                              : fmt::format("{}  {}", mention.inside, written(mention.place));
    const bool again = !lines.empty() && !mention.inside.empty() &&
                       lines.back().starts_with(mention.inside) && lines.back()[mention.inside.size()] == ' ';
    if (!again) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> tests_of(const std::vector<std::string>& labels) {
  std::vector<std::string> lines;
  for (const std::string& label : labels) {
    for (std::string& line : tests_of(label)) lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> code_of(std::string_view label) {
  std::vector<std::string> lines;
  for (const book::Equation& equation : book::book().equations) {
    if (equation.label != label) continue;
    const std::string what = equation.declares.empty() ? "" : fmt::format("  {}", equation.declares);
    lines.push_back(fmt::format("{}{}  states it", written(equation.place), what));
  }
  for (const book::Mention& mention : book::book().code) {
    if (mention.label == label) lines.push_back(written(mention.place));
  }
  return lines;
}

std::vector<std::string> sources_in(const std::vector<std::string>& texts) {
  std::vector<std::string> lines;
  const auto gather = [&](std::span<const book::Source> sources) {
    for (const book::Source& source : sources) {
      const auto names_it = [&](const std::string& text) { return names(text, source.key); };
      if (std::any_of(texts.begin(), texts.end(), names_it))
        lines.push_back(fmt::format("{}  {}  ({})", source.key, source.text, written(source.place)));
    }
  };
  gather(book::book().assumptions);
  gather(book::book().references);
  return lines;
}

std::vector<std::string> mechanisms_closing(const std::vector<const ParamEntry*>& entries) {
  std::vector<std::string> lines;
  for (const NeutralValue& neutral : neutral_values()) {
    for (const ParamEntry* entry : entries) {
      if (entry->module != neutral.module || entry->name != neutral.parameter) continue;
      lines.push_back(
          fmt::format("{}  off sets {} to {:.10g}", neutral.mechanism, key_of(*entry), neutral.value));
    }
  }
  return lines;
}

std::vector<const Process*> processes_of(const std::vector<std::string>& labels) {
  std::vector<const Process*> found;
  for (const Process& process : schedule()) {
    const auto carries = [&](const std::string& label) { return names(process.equations, label); };
    if (std::any_of(labels.begin(), labels.end(), carries)) found.push_back(&process);
  }
  return found;
}

std::vector<std::string> process_lines(const std::vector<const Process*>& processes) {
  std::vector<std::string> lines;
  for (const Process* process : processes) {
    const std::string equations = process->equations.empty() ? "" : fmt::format("  ({})", process->equations);
    lines.push_back(fmt::format("{}. {}{}", process - schedule().data() + 1, process->name, equations));
    lines.push_back(fmt::format("   reads   {}", fmt::join(column_names(process->reads), ", ")));
    lines.push_back(fmt::format("   writes  {}", fmt::join(column_names(process->writes), ", ")));
  }
  return lines;
}

std::vector<std::string> equation_lines(const std::vector<std::string>& labels) {
  std::vector<std::string> lines;
  for (const std::string& label : labels) {
    for (const book::Equation& equation : book::book().equations) {
      if (equation.label == label)
        lines.push_back(fmt::format("{}  {}  ({})", label, equation.title, written(equation.place)));
    }
  }
  return lines;
}

}  // namespace rapport::cli
