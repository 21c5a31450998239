// One builder a kind of page.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "cli/explain.h"
#include "cli/explain_lists.h"
#include "cli/explain_parts.h"
#include "engine/mechanisms.h"
#include "engine/outcomes.h"

namespace rapport::cli {

namespace {

/// The part after the last point.
std::string_view last_part(std::string_view name) {
  const std::size_t point = name.rfind('.');
  return point == std::string_view::npos ? name : name.substr(point + 1);
}

std::vector<std::string> parameter_lines(const std::vector<const ParamEntry*>& entries) {
  std::vector<std::string> lines;
  for (const ParamEntry* entry : entries) lines.push_back(parameter_line(*entry));
  return lines;
}

std::vector<std::string> texts_of(const std::vector<const ParamEntry*>& entries) {
  std::vector<std::string> texts;
  for (const ParamEntry* entry : entries) texts.emplace_back(entry->spec.source);
  return texts;
}

std::vector<std::string> declared_naming(std::span<const Declared> all, std::string_view label) {
  std::vector<std::string> lines;
  for (const Declared& one : all) {
    if (names(one.about, label)) lines.push_back(fmt::format("{} [{}]: {}", one.name, one.unit, one.about));
  }
  return lines;
}

std::vector<std::string> outcomes_naming(std::string_view label) {
  std::vector<std::string> lines;
  for (const OutcomeSpec& spec : kOutcomes) {
    if (names(spec.about, label))
      lines.push_back(fmt::format("{} [{}]: {}", spec.name, spec.unit, spec.about));
  }
  return lines;
}

Page equation_page(const book::Equation& equation) {
  const std::string label(equation.label);
  Page page{"equation", label, fmt::format("{}  {}", label, equation.title), {}};
  add(page, "", as_lines(equation.text));
  const std::vector<const ParamEntry*> entries = parameters_of(equation);
  add(page, "Parameters: value [plausible range; grade; source]", parameter_lines(entries));
  add(page, "Of each condition: conditions.csv [unit; allowed]", condition_numbers_of(equation));
  std::vector<std::string> texts = texts_of(entries);
  texts.emplace_back(equation.text);
  texts.emplace_back(equation.title);
  add(page, "Sources", sources_in(texts));
  add(page, "In the step", process_lines(processes_of({label})));
  add(page, "Columns", declared_naming(declared_columns(), label));
  add(page, "Outcomes", outcomes_naming(label));
  add(page, "Mechanisms", mechanisms_closing(entries));
  add(page, "Code", code_of(label));
  add(page, "Tests", tests_of(label));
  std::vector<std::string> model;
  for (const book::Mention& mention : book::book().model) {
    if (mention.label == label) model.push_back(written(mention.place));
  }
  add(page, "In the model book, with units, form and limits", model);
  return page;
}

Page parameter_page(const ParamEntry& entry) {
  const ParamSpec& spec = entry.spec;
  Page page{"parameter", key_of(entry), fmt::format("{}  {}", key_of(entry), spec.about), {}};
  const std::string target = spec.target.empty() ? "" : fmt::format(", set to reach target {}", spec.target);
  add(page, "",
      {fmt::format("value    {:.10g} {}", spec.fallback, spec.unit),
       fmt::format("allowed  {:.10g} to {:.10g}", spec.bounds.lo, spec.bounds.hi),
       fmt::format("sweep    {:.10g} to {:.10g}", spec.sweep.lo, spec.sweep.hi),
       fmt::format("grade    {}{}", name_of(spec.evidence), target),
       fmt::format("source   {}", spec.source)});
  const std::vector<std::string> labels = labels_named(spec.about);
  add(page, "Equations", equation_lines(labels));
  add(page, "Sources", sources_in({std::string(spec.source)}));
  add(page, "Mechanisms", mechanisms_closing({&entry}));
  add(page, "In the step", process_lines(processes_of(labels)));
  add(page, "Tests of these equations", tests_of(labels));
  return page;
}

Page source_page(const book::Source& source, const char* kind) {
  Page page{kind, std::string(source.key), fmt::format("{}  ({})", source.key, written(source.place)), {}};
  add(page, "", as_lines(source.text));
  std::vector<const ParamEntry*> resting;
  for (const ParamEntry& entry : parameter_entries()) {
    if (names(entry.spec.source, source.key)) resting.push_back(&entry);
  }
  add(page, "Parameters that rest on it", parameter_lines(resting));
  std::vector<std::string> labels;
  for (const book::Equation& equation : book::book().equations) {
    if (names(equation.text, source.key) || names(equation.title, source.key))
      labels.emplace_back(equation.label);
  }
  add(page, "Equations that name it", equation_lines(labels));
  return page;
}

Page column_page(const Declared& column) {
  Page page{"column", std::string(column.name), fmt::format("{}  {}", column.name, column.about), {}};
  add(page, "", {fmt::format("type  {}", column.kind), fmt::format("unit  {}", column.unit)});
  std::vector<const Process*> writers, readers;
  for (const Process& process : schedule()) {
    const auto has = [&](const std::vector<Column>& columns) {
      return std::any_of(columns.begin(), columns.end(),
                         [&](Column one) { return name_of(one) == column.name; });
    };
    if (has(process.writes)) writers.push_back(&process);
    if (has(process.reads)) readers.push_back(&process);
  }
  const auto short_lines = [](const std::vector<const Process*>& processes) {
    std::vector<std::string> lines;
    for (const Process* one : processes) lines.push_back(fmt::format("{}  {}", one->name, one->equations));
    return lines;
  };
  add(page, "Written by", short_lines(writers));
  add(page, "Read by (as declared)", short_lines(readers));
  add(page, "Equations", equation_lines(labels_named(column.about)));
  return page;
}

Page outcome_page(const OutcomeSpec& spec) {
  const std::string name(spec.name);
  Page page{"outcome", name, fmt::format("{}  {}", spec.name, spec.label), {}};
  add(page, "",
      {fmt::format("value  {:.10g} x {} / {}", spec.scale, spec.numerator, spec.denominator),
       fmt::format("unit   {}", spec.unit),
       spec.by_stratum ? "of everybody by period, by stratum by year" : "of everybody by period",
       std::string(spec.about)});
  const std::vector<std::string> labels = labels_named(spec.about);
  add(page, "Equations", equation_lines(labels));
  add(page, "In the step", process_lines(processes_of(labels)));
  return page;
}

Page process_page(const Process& process) {
  Page page{"process", std::string(process.name), fmt::format("{}  a process of the step", process.name), {}};
  add(page, "", process_lines(std::vector<const Process*>{&process}));
  add(page, "Equations", equation_lines(labels_named(process.equations)));
  return page;
}

Page mechanism_page(const Mechanism& mechanism) {
  Page page{
      "mechanism", std::string(mechanism.name), fmt::format("{}  {}", mechanism.name, mechanism.about), {}};
  const std::vector<const ParamEntry*> entries = closed_by(mechanism.name);
  const std::vector<std::string> labels = labels_of(entries);
  add(page, "Off", mechanisms_closing(entries));
  add(page, "Equations", equation_lines(labels));
  add(page, "Parameters: value [plausible range; grade; source]", parameter_lines(entries));
  add(page, "Sources", sources_in(texts_of(entries)));
  add(page, "Tests of these equations", tests_of(labels));
  return page;
}

Page condition_number_page(const ConditionNumber& one) {
  Page page{"condition number",
            fmt::format("conditions.{}", one.name),
            fmt::format("{}  {}", one.name, one.about),
            {}};
  add(page, "",
      {fmt::format("unit     {}", one.unit),
       fmt::format("allowed  {:.10g} to {:.10g}", one.bounds.lo, one.bounds.hi),
       "values   scenarios/data/conditions.csv, with range, grade and source; `rapport params SCENARIO`"});
  std::vector<std::string> labels = labels_named(one.about);
  for (const book::Equation& equation : book::book().equations) {
    const bool known = std::find(labels.begin(), labels.end(), equation.label) != labels.end();
    if (!known && names(equation.text, one.name)) labels.emplace_back(equation.label);
  }
  add(page, "Equations", equation_lines(labels));
  return page;
}

Page counter_page(const Declared& counter) {
  return {"counter",
          std::string(counter.name),
          fmt::format("{}  {}", counter.name, counter.about),
          {{"", {fmt::format("unit  {}", counter.unit)}}}};
}

/// A thing that can be explained, by every name that finds it.
struct Entry {
  std::string name;
  std::string short_name;
  std::function<Page()> page;
};

std::vector<Entry> entries() {
  std::vector<Entry> all;
  const auto put = [&](std::string_view name, std::function<Page()> page) {
    all.push_back({std::string(name), std::string(last_part(name)), std::move(page)});
  };
  for (const book::Equation& one : book::book().equations)
    put(one.label, [&one] { return equation_page(one); });
  for (const Mechanism& one : mechanisms()) put(one.name, [&one] { return mechanism_page(one); });
  for (const Process& one : schedule()) put(one.name, [&one] { return process_page(one); });
  for (const ParamEntry& one : parameter_entries()) put(key_of(one), [&one] { return parameter_page(one); });
  for (const OutcomeSpec& one : kOutcomes) put(one.name, [&one] { return outcome_page(one); });
  for (const Declared& one : declared_columns()) put(one.name, [&one] { return column_page(one); });
  for (const ConditionNumber& one : condition_numbers())
    put(fmt::format("conditions.{}", one.name), [&one] { return condition_number_page(one); });
  for (const Declared& one : declared_counters()) put(one.name, [&one] { return counter_page(one); });
  for (const book::Source& one : book::book().assumptions)
    put(one.key, [&one] { return source_page(one, "assumption"); });
  for (const book::Source& one : book::book().references)
    put(one.key, [&one] { return source_page(one, "reference"); });
  return all;
}

}  // namespace

std::vector<Page> pages_of(std::string_view name) {
  std::vector<Page> pages;
  for (const Entry& entry : entries()) {
    if (entry.name == name || entry.short_name == name) pages.push_back(entry.page());
  }
  return pages;
}

std::vector<std::string> names_explained() {
  std::vector<std::string> names = names_of_lists();
  for (const Entry& entry : entries()) {
    names.push_back(entry.name);
    if (entry.short_name != entry.name) names.push_back(entry.short_name);
  }
  return names;
}

}  // namespace rapport::cli
