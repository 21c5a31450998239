// Prices by payer, and the split of a bill.
#include "payment/prices.h"

#include "base/sample.h"

namespace rapport::prices {

namespace {

double hospital_index(std::uint32_t insurance, const Params& p) {
  switch (static_cast<Insurance>(insurance)) {
    case Insurance::privately: return p.hospital_private_index;
    case Insurance::medicare: return p.hospital_medicare_index;
    case Insurance::medicaid: return p.hospital_medicaid_index;
    default: return p.hospital_other_index;
  }
}

}  // namespace

std::array<double, kInsurances> coinsurance(const Params& p) {
  return {p.coinsurance_private, p.coinsurance_medicare, p.coinsurance_medicaid, 1.0, p.coinsurance_other};
}

double visit_usd(std::uint32_t insurance, int template_minutes, double multiple, const Params& p) {
  const std::array<double, kInsurances> schedule{p.visit_private_usd, p.visit_medicare_usd,
                                                 p.visit_medicaid_usd, p.visit_other_usd, p.visit_other_usd};
  const double code = template_minutes >= p.long_visit_minutes ? p.long_visit_ratio : 1.0;
  return multiple * code * schedule[insurance];
}

std::array<double, kInsurances> visit_out_of_pocket(const Params& p) {
  std::array<double, kInsurances> usd = coinsurance(p);
  for (std::uint32_t k = 0; k < usd.size(); ++k) usd[k] *= visit_usd(k, 0, 1.0, p);
  return usd;
}

double stay_usd(std::uint32_t insurance, double days, double mean_days, std::uint32_t drawn,
                const Params& p) {
  const double length = p.stay_fixed_share + (1.0 - p.stay_fixed_share) * days / mean_days;
  const double mean = hospital_index(insurance, p) * p.stay_usd * p.professional_fee_ratio * length;
  return mean * lognormal_mean_one(drawn, p.stay_log_sd);
}

double emergency_usd(std::uint32_t insurance, const Params& p) {
  return hospital_index(insurance, p) * p.ed_visit_usd;
}

Split split(Cents bill, double patient_share) {
  const Cents patient = round_half_even(static_cast<double>(bill) * patient_share);
  return {patient, bill - patient};
}

}  // namespace rapport::prices
