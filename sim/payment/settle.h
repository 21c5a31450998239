// Who pays whom in a step: every amount is posted twice. Equations PA-1 to PA-4.
#pragma once

#include "payment/contract.h"
#include "payment/other_care.h"
#include "payment/practice.h"
#include "payment/prices.h"
#include "state/market.h"

namespace rapport::settle {

// PA-1  Fee for service: every visit of the step pays PR-1 x of_schedule; nothing without such a term.
/// Pays for the step's primary-care visits.
void visits(Market& market, const Contract& contract, const prices::Params& params);

/// Pays for specialist visits, emergency visits and stays of the step, and empties the list. `mean_days` of a
/// stay.
void services(Market& market, const prices::Params& params, double mean_days, const Step& step);

/// Pays for the medicines of the conditions whose turn it is: list cost x share of days covered.
void medicines(Market& market, const prices::Params& params, const Step& step);

/// Pays for the quarter's other care (CT-1), at the end of the quarter.
void others(Market& market, const other_care::Params& params, const prices::Params& prices, const Step& step);

// PA-2  Capitation: usd_per_member_month x 12/13 for each person with a usual clinician, at each period's
// end.
//   The uninsured pay it themselves.
// PA-3  Protected time: minutes_per_week x usd_per_minute x FTE x 4 weeks a period, shared between the
//   cells of ST-1, and so between payers, by their members on the practice's panels (largest remainder); the
//   uninsured pay their share themselves.
// PA-4  Care-management fee: usd_per_member_month for each person with a usual clinician and at most one
//   condition that was found, usd_per_complex_member_month with more, x 12/13, at each period's end. Otherwise
//   as PA-2.
/// Capitation, care-management fees, protected time and the cost of practices at the end of a period.
void period(Market& market, const Contract& contract, const practice::Params& params,
            double hired_usd_per_fte_year, const Step& step);

}  // namespace rapport::settle
