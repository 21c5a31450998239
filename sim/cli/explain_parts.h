// What pages are put together from: lookups by label over declarations and the book.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "book/book.h"
#include "cli/explain.h"
#include "engine/params.h"
#include "engine/schedule.h"

namespace rapport::cli {

/// A column or a counter as it was declared.
struct Declared {
  std::string_view name;
  std::string_view kind;
  std::string_view unit;
  std::string_view writer;
  std::string_view about;
};

/// A number that scenarios/data/conditions.csv gives for each condition, or for each state of one.
struct ConditionNumber {
  std::string_view name;
  std::string_view unit;
  Range bounds;
  std::string_view about;
};
std::span<const ConditionNumber> condition_numbers();

/// Columns as "patients.agenda", in the order in which the market holds them; counters.
std::span<const Declared> declared_columns();
std::span<const Declared> declared_counters();

/// Whether `text` names the label as a word: "AC-1" is not in "AC-12".
bool names(std::string_view text, std::string_view label);
/// Labels of equations that `text` names, in its order.
std::vector<std::string> labels_named(std::string_view text);

std::string key_of(const ParamEntry& entry);
std::string written(const book::Place& place);
/// "access.patience_days  42 day [14 to 90, assumed, A-20]: ..."
std::string parameter_line(const ParamEntry& entry);
/// Names of columns, each once; "encounters.*" where a whole group is among them.
std::vector<std::string> column_names(const std::vector<Column>& columns);

/// Parameters and numbers of conditions that an equation names by label, or by name in its text.
std::vector<const ParamEntry*> parameters_of(const book::Equation& equation);
std::vector<std::string> condition_numbers_of(const book::Equation& equation);

/// Parameters that a mechanism closes, and the labels of equations that parameters name.
std::vector<const ParamEntry*> closed_by(std::string_view mechanism);
std::vector<std::string> labels_of(const std::vector<const ParamEntry*>& entries);

/// Adds a section unless it is empty.
void add(Page& page, std::string heading, std::vector<std::string> lines);
/// Splits at line ends.
std::vector<std::string> as_lines(std::string_view text);

// Sections that several kinds of pages have.
std::vector<std::string> tests_of(std::string_view label);
std::vector<std::string> tests_of(const std::vector<std::string>& labels);
std::vector<std::string> code_of(std::string_view label);
/// Assumptions and references named in any of `texts`, each with what it says.
std::vector<std::string> sources_in(const std::vector<std::string>& texts);
/// Mechanisms that close one of the parameters.
std::vector<std::string> mechanisms_closing(const std::vector<const ParamEntry*>& entries);
/// Processes that carry out one of the labels.
std::vector<const Process*> processes_of(const std::vector<std::string>& labels);
std::vector<std::string> process_lines(const std::vector<const Process*>& processes);
/// "AC-2  Taking a colleague ..." for each label.
std::vector<std::string> equation_lines(const std::vector<std::string>& labels);

}  // namespace rapport::cli
