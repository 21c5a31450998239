// The calendar: who is how old, and in which stratum the period counts them.
#pragma once

#include "state/market.h"

namespace rapport::calendar {

/// At the start of a period: table row (sex x age) and stratum of everybody in `rows`; Medicare from 65 on.
void begin_period(Market& market, const Step& step, Rows rows);

}  // namespace rapport::calendar
