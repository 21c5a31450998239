// The calendar: who is how old, and in which strata the period counts them. Equation ST-1.
#pragma once

#include "state/market.h"

namespace rapport::calendar {

// ST-1  Strata of a period
//
//   sex, age band, income, insurance and isolation   as at the first day of the period, newborns as at birth:
//                                                    one joint cell a person
//   condition                                        every condition present when something happens; person-
//                                                    days, cost and states go by those present at the end of
//                                                    the period or at death
//   Form: our definition A-95.

/// At the start of a period: table row (sex x age) and cell (ST-1) of everybody in `rows`; Medicare from 65 on.
/// At the start of a year their payments begin at 0.
void begin_period(Market& market, const Step& step, Rows rows);

}  // namespace rapport::calendar
