// Hostile expressions and state-transition models, and what reading and running them has to keep to.
#include <algorithm>
#include <bit>
#include <cmath>

#include "fuzz/choices.h"
#include "fuzz/entries.h"
#include "scenario/ordered_faults.h"
#include "scenario/own_model.h"
#include "transition/agents.h"
#include "transition/compile.h"
#include "transition/exact.h"

namespace rapport::fuzz {

namespace own {
namespace {

using namespace transition;

constexpr std::size_t kMostMessages = scenario::kMostFaultsTold + 1;  // the last one counts the rest
constexpr std::size_t kMostWords = 4000;
constexpr std::size_t kMostExpressionWords = 300;
constexpr int kSteps = 6;             // of what is run: a longer model is cut
constexpr std::size_t kMachines = 2;  // strategies that are run
constexpr std::size_t kPeople = 40;
constexpr double kMostCells = 20000.0;

bool is_one_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::string told_fault(const Diagnostics& faults) {
  if (faults.size() > kMostMessages) return "there are " + std::to_string(faults.size()) + " messages";
  for (const Diagnostic& fault : faults) {
    const bool has_words = !fault.message.empty() && fault.message.size() <= kMostWords;
    const bool has_place = !fault.file.empty() && fault.line >= 0 && fault.column >= 0;
    if (!has_words || !has_place) return "a message without words or place: " + to_text(fault);
  }
  return "";
}

// --- expressions -------------------------------------------------------------------------------------------

std::string refusal_fault(const ExpressionFault& fault, std::size_t size) {
  if (fault.offset < 0 || static_cast<std::size_t>(fault.offset) > size) return "a place outside the text";
  const bool is_short = !fault.message.empty() && fault.message.size() <= kMostExpressionWords;
  return is_short && is_one_line(fault.message) ? "" : "not one short message: " + fault.message;
}

std::string tree_fault(const Expression& tree, std::size_t size) {
  if (tree.empty() || tree.nodes.size() > kMostExpressionNodes) return "a tree beyond its limits";
  for (std::size_t at = 0; at < tree.nodes.size(); ++at) {
    const ExpressionNode& node = tree.nodes[at];
    for (const int operand : {node.a, node.b, node.c})
      if (operand >= static_cast<int>(at)) return "an operand that comes later";
    if (node.offset < 0 || static_cast<std::size_t>(node.offset) >= size) return "a place outside the text";
    if (!std::isfinite(node.number)) return "a number that is none";
  }
  return "";
}

/// Names that the corpus uses: two covariates, a quantity of both and a table.
Model small_world() {
  Model model;
  model.states = {"s"};
  model.steps = 10;
  model.steps_per_year = 12.0;
  model.tables.push_back({"T", {{0.0, 1.0, 5.0}, {0.5, -2.0, 3.0}}});
  Formula both;
  both.tree = parse_expression("x + 2 * y").tree;
  model.quantities.push_back({"q", both});
  for (const char* name : {"x", "y"}) {
    Covariate covariate;
    covariate.name = name;
    covariate.form = Form::normal;
    model.covariates.push_back(covariate);
  }
  return model;
}

struct Made {
  Program program;
  Value value = kNoValue;
  std::vector<ModelFault> faults;
};

Made made(const Model& model, const People& people, const Expression& tree) {
  static const StrategySpec plain{"base", {}};
  Made result;
  FormulaCompiler compiler(model, &plain, &people, result.program, result.faults);
  result.value = compiler.value({tree, 0});
  return result;
}

std::vector<Table> tables_of(const Model& model) {
  std::vector<Table> tables;
  for (const NamedTable& each : model.tables) tables.push_back(each.table);
  return tables;
}

/// The same bits for a column of people, and for each with numbers in place of names.
std::string value_fault(const Model& model, const Expression& tree) {
  const std::vector<double> x{0.0, 1.0, -1.5, 7.25, 1e300, 3.0}, y{2.0, 0.0, 0.25, -3.0, 1e-300, 3.0};
  People people;
  people.covariates = {{Form::normal, 0.0, 1.0, {}, {}}, {Form::normal, 0.0, 1.0, {}, {}}};
  const Made in_columns = made(model, people, tree);
  if (!in_columns.faults.empty() || in_columns.program.is_full()) return "";
  const std::vector<Table> tables = tables_of(model);
  const std::vector<Value> wanted{in_columns.value};
  const std::vector<const double*> columns{x.data(), y.data()};
  const std::vector<std::int32_t> entered(x.size(), 2);
  Evaluator together(in_columns.program, tables);
  together.start_step(3);
  together.evaluate(in_columns.program.needed(wanted, Scope::person),
                    {x.size(), nullptr, columns, entered.data()});
  for (std::size_t row = 0; row < x.size(); ++row) {
    people.covariates = {{Form::fixed, x[row], 0.0, {}, {}}, {Form::fixed, y[row], 0.0, {}, {}}};
    const Made alone = made(model, people, tree);
    Evaluator single(alone.program, tables);
    single.start_step(3);
    const std::vector<Value> one{alone.value};
    single.evaluate(alone.program.needed(one, Scope::person), {1, nullptr, {}, entered.data()});
    const double a = together.at(in_columns.value, row), b = single.at(alone.value, 0);
    const bool both_none = std::isnan(a) && std::isnan(b);
    if (!both_none && std::bit_cast<std::uint64_t>(a) != std::bit_cast<std::uint64_t>(b))
      return "a column and a number differ: " + std::to_string(a) + " and " + std::to_string(b);
  }
  return "";
}

// --- models ------------------------------------------------------------------------------------------------

bool sums_to_one(const double* shares, std::size_t count) {
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += shares[i];
  return std::fabs(sum - 1.0) < 1e-9;
}

std::string expectation_fault(const Model& model, const Machine& machine, const Grid& grid) {
  const Expectation result = expectation(model, machine, grid);
  if (result.fault) return "";
  for (std::size_t at = 0; at < result.in_state.size(); at += model.states.size())
    if (!sums_to_one(&result.in_state[at], model.states.size())) return "a step whose shares are no whole";
  for (std::size_t p = 0; p < result.mean.size(); ++p) {
    const double scale = std::fabs(result.mean[p]) + result.sd[p];
    const bool is_large = !(scale < 1e100);
    const double apart = std::fabs(result.mean[p] - result.backward_mean[p]);
    if (!is_large && !(apart <= 1e-6 * scale + 1e-6)) return "two means that differ";
  }
  return "";
}

std::string agents_fault(const Model& model, const People& people, const Machine& machine) {
  const LuckKey key{1, 0, 0, 0};
  const Block block = draw_block(model, people, key, 0, kPeople);
  Agents agents(model, machine, key);
  Counts counts = agents.no_counts();
  std::vector<Moved> moved;
  if (agents.run(block, counts, &moved).fault) return "";
  std::int64_t moves = 0;
  for (const std::int64_t count : counts.moved) moves += count;
  if (moves != static_cast<std::int64_t>(moved.size())) return "moves that are not told";
  for (std::size_t at = 0; at < counts.in_state.size(); at += model.states.size()) {
    std::int64_t all = 0;
    for (std::size_t s = 0; s < model.states.size(); ++s) all += counts.in_state[at + s];
    if (all != static_cast<std::int64_t>(kPeople)) return "people are lost";
  }
  return "";
}

std::string run_fault(OwnModel& model) {
  const std::optional<Grid> grid = grid_of(model.compiled.people, 2);
  const std::size_t machines = std::min(model.compiled.machines.size(), kMachines);
  for (std::size_t m = 0; m < machines; ++m) {
    Machine& machine = model.compiled.machines[m];
    machine.steps = std::min(machine.steps, kSteps);
    if (grid && cells_of(model.model, machine, *grid) <= kMostCells) {
      const std::string fault = expectation_fault(model.model, machine, *grid);
      if (!fault.empty()) return fault;
    }
    const std::string fault = agents_fault(model.model, model.compiled.people, machine);
    if (!fault.empty()) return fault;
  }
  return "";
}

std::string fault_of_expression(const std::string& text) {
  static const Model model = small_world();
  const ParsedExpression parsed = parse_expression(text);
  if (parsed.fault) return refusal_fault(*parsed.fault, text.size());
  const std::string fault = tree_fault(parsed.tree, text.size());
  return fault.empty() ? value_fault(model, parsed.tree) : fault;
}

std::string fault_of_model(const std::string& text) {
  Diagnostics faults;
  OwnModel model = read_own_model_text(text, faults);
  return faults.empty() ? run_fault(model) : told_fault(faults);
}

}  // namespace
}  // namespace own

std::string expression_fault(Bytes bytes) {
  const Watch watch;
  const std::string fault = own::fault_of_expression(text_of(bytes));
  return fault.empty() ? watch.fault() : fault;
}

std::string own_model_fault(Bytes bytes) {
  const Watch watch;
  const std::string fault = own::fault_of_model(text_of(bytes));
  return fault.empty() ? watch.fault() : fault;
}

}  // namespace rapport::fuzz
