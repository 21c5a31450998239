// The outcomes that `run` and `compare` show unless all are asked for.
#pragma once

#include <array>

#include "engine/outcomes.h"

namespace rapport {

inline constexpr std::array kHeadline{
    Outcome::admissions,
    Outcome::sensitive_admissions,
    Outcome::readmission_share,
    Outcome::ed_visits,
    Outcome::urgent_care_visits,
    Outcome::primary_care_visits,
    Outcome::specialist_visits,
    Outcome::deaths,
    Outcome::qalys_discounted,
    Outcome::pdc_mean,
    Outcome::control,
    Outcome::cost_per_head,
    Outcome::payer_outlay,
    Outcome::cost_out_of_pocket,
    Outcome::practice_surplus,
    Outcome::upc,
    Outcome::tie_years,
    Outcome::unattached_share,
    Outcome::trust,
    Outcome::mutuality,
    Outcome::satisfaction_top_box,
    Outcome::waiting_time,
    Outcome::new_patient_wait,
    Outcome::clinician_hours,
    Outcome::burned_out_symptom,
    Outcome::clinician_turnover,
};

}  // namespace rapport
