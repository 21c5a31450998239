// Names of strata, and cells summed up to them.
#include "state/strata.h"

namespace rapport {

std::vector<std::string> stratum_names(const Tables& tables) {
  const std::array<std::string, kAgeBands> ages{"0-17", "18-44", "45-64", "65-74", "75+"};
  std::vector<std::string> names{"all"};
  for (const char* sex : {"female ", "male "}) {
    for (const std::string& band : ages) names.push_back(sex + band);
  }
  for (const std::string& band : ages) names.push_back("age " + band);
  for (const char* income : {"below 100 %", "100-199 %", "200-399 %", "400 % or more"})
    names.push_back(std::string("income ") + income);
  for (const char* insurance : {"private", "Medicare", "Medicaid", "none", "other"})
    names.push_back(std::string("insurance ") + insurance);
  names.insert(names.end(), {"not isolated", "isolated"});
  for (const ConditionSpec& condition : tables.conditions) names.push_back("with " + condition.name);
  return names;
}

void fold_cells(const std::int64_t* cells, std::size_t stride, std::int64_t* strata) {
  for (std::size_t group = 0; group < kSexes * kAgeBands * kIncomes; ++group) {
    std::int64_t here = 0;
    for (std::size_t insurance = 0; insurance < kInsurances; ++insurance, cells += 2 * stride) {
      const std::int64_t in_company = cells[0], isolated = cells[stride];
      strata[kByInsurance + insurance] += in_company + isolated;
      strata[kByIsolation] += in_company;
      strata[kByIsolation + 1] += isolated;
      here += in_company + isolated;
    }
    const std::size_t sex_age = group / kIncomes;
    strata[kByIncome + group % kIncomes] += here;
    strata[kBySexAge + sex_age] += here;
    strata[kByAge + sex_age % kAgeBands] += here;
    strata[kEverybody] += here;
  }
}

}  // namespace rapport
