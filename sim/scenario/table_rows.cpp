// Checks that several tables share.
#include "scenario/table_rows.h"

#include <fmt/format.h>

#include "scenario/number.h"

namespace rapport::scenario {

namespace {

constexpr double kRounding = 1.0;  ///< percent by which a published column may miss 100

bool is_grade(std::string_view word) {
  for (const Evidence grade :
       {Evidence::measured, Evidence::derived, Evidence::calibrated, Evidence::assumed}) {
    if (name_of(grade) == word) return true;
  }
  return false;
}

}  // namespace

bool check_sex(CsvTable& table, const CsvRow& row) {
  const std::string& sex = table.text(row, "sex");
  if (sex == "all" || sex == "female" || sex == "male") return true;
  table.fault(row, "sex", fmt::format("sex {} is none of all, female, male", shown(sex)));
  return false;
}

bool is_about(const CsvTable& table, const CsvRow& row, Sex sex) {
  const std::string& text = table.text(row, "sex");
  return text == "all" || text == (sex == female ? "female" : "male");
}

void add_number(CsvTable& table, const CsvRow& row, SourcedNumber number, Range sweep,
                std::vector<SourcedNumber>& numbers) {
  number.evidence = table.text(row, "evidence");
  number.source = table.text(row, "source");
  if (!is_grade(number.evidence)) {
    table.fault(
        row, "evidence",
        fmt::format("evidence {} is none of measured, derived, calibrated, assumed", shown(number.evidence)));
  }
  table.filled(row, "source");
  number.target = table.text(row, "target");
  if ((number.evidence == "calibrated") == number.target.empty()) {
    table.fault(row, table.has("target") ? "target" : "evidence",
                "a calibrated number names the target that it was set to reach, another number names none");
  }
  if (!sweep.contains(number.value)) {
    table.fault(row, "sweep_lo",
                fmt::format("{} = {} is outside its sweep {} to {}", number.key, number_text(number.value),
                            number_text(sweep.lo), number_text(sweep.hi)));
  }
  number.sweep_lo = sweep.lo;
  number.sweep_hi = sweep.hi;
  numbers.push_back(std::move(number));
}

void make_shares(std::vector<double>& percents, CsvTable& table, const std::string& what) {
  double sum = 0.0;
  for (const double percent : percents) sum += percent;
  if (sum < 100.0 - kRounding || sum > 100.0 + kRounding) {
    table.fault(fmt::format("{} sum to {}, not to 100", what, number_text(sum)));
    return;
  }
  for (double& percent : percents) percent /= sum;
}

}  // namespace rapport::scenario
