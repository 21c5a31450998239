// The parameters of every module in one struct.
#pragma once

#include "engine/valuation.h"
#include "payment/other_care.h"
#include "payment/practice.h"
#include "payment/prices.h"
#include "process/access.h"
#include "process/acute.h"
#include "process/adherence.h"
#include "process/attendance.h"
#include "process/burnout.h"
#include "process/comprehensiveness.h"
#include "process/consistency.h"
#include "process/contacts.h"
#include "process/control.h"
#include "process/coordination.h"
#include "process/demography.h"
#include "process/diagnosis.h"
#include "process/discharge.h"
#include "process/disease.h"
#include "process/encounter.h"
#include "process/family.h"
#include "process/instability.h"
#include "process/knowledge.h"
#include "process/mutuality.h"
#include "process/needs.h"
#include "process/panels.h"
#include "process/specialists.h"
#include "process/supply.h"
#include "process/trust.h"
#include "process/turnover.h"
#include "process/workload.h"
#include "state/population.h"

namespace rapport {

struct ModelParams {
#define MODULE(name) name::Params name;
#include "engine/modules.def"
#undef MODULE
};

}  // namespace rapport
