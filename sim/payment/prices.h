// What care costs and who bears it: equations PR-1 to PR-3.
#pragma once

#include <array>
#include <cstdint>

#include "base/declare.h"
#include "base/units.h"
#include "state/market.h"

namespace rapport::prices {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "payment/prices.params.def"
#undef PARAM
};

/// Share that each insurance group pays out of pocket, in the order of `Insurance`; 1 for the uninsured.
std::array<double, kInsurances> coinsurance(const Params& p);

// PR-1  Fee of a primary-care visit: schedule of the payer, x long_visit_ratio from long_visit_minutes on, x
//   the contract's multiple. Size.
double visit_usd(std::uint32_t insurance, int template_minutes, double multiple, const Params& p);

// PR-2  Price of a stay
//
//     index of the payer x stay_usd x r (f + (1 - f) days / mean days) exp(s e - s^2 / 2)
//
//   r  professional_fee_ratio   f  stay_fixed_share   s  stay_log_sd   e  standard normal, by `drawn`
//   Form: the last factor, with mean 1, our assumption. Size: [HCUPsb261], [Peterson2023], A-42, A-43, A-89.
double stay_usd(std::uint32_t insurance, double days, double mean_days, std::uint32_t drawn, const Params& p);

/// Out-of-pocket cost of a visit of the fee schedule by insurance [USD], shorter time-based code.
std::array<double, kInsurances> visit_out_of_pocket(const Params& p);

/// Price of an ED visit [USD]: index of the payer x ed_visit_usd.
double emergency_usd(std::uint32_t insurance, const Params& p);

// PR-3  A bill is split into what the patient pays, round(bill x coinsurance), and what the payer pays, the
// rest.
struct Split {
  Cents patient;
  Cents payer;
};
Split split(Cents bill, double patient_share);

}  // namespace rapport::prices
