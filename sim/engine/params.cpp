// The table of parameters, made from the very entries that make the structs.
#include "engine/params.h"

#include <array>

namespace rapport {

namespace {

// Each *.params.def is included with its module's name in scope as RAPPORT_MODULE.
#define RAPPORT_TEXT_OF(x) #x
#define RAPPORT_TEXT(x) RAPPORT_TEXT_OF(x)
#define PARAM(field, ...)                                                  \
  ParamEntry{RAPPORT_TEXT(RAPPORT_MODULE), #field, ParamSpec{__VA_ARGS__}, \
             offsetof(ModelParams, RAPPORT_MODULE) + offsetof(RAPPORT_MODULE::Params, field), false},

// No std::array: compilers may deduce no more than 256 elements.
constexpr ParamEntry kEntries[]{
#define RAPPORT_MODULE population
#include "state/population.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE demography
#include "process/demography.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE disease
#include "process/disease.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE adherence
#include "process/adherence.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE control
#include "process/control.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE needs
#include "process/needs.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE access
#include "process/access.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE panels
#include "process/panels.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE turnover
#include "process/turnover.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE workload
#include "process/workload.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE burnout
#include "process/burnout.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE attendance
#include "process/attendance.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE supply
#include "process/supply.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE encounter
#include "process/encounter.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE trust
#include "process/trust.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE knowledge
#include "process/knowledge.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE consistency
#include "process/consistency.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE mutuality
#include "process/mutuality.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE comprehensiveness
#include "process/comprehensiveness.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE coordination
#include "process/coordination.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE diagnosis
#include "process/diagnosis.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE contacts
#include "process/contacts.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE acute
#include "process/acute.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE discharge
#include "process/discharge.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE specialists
#include "process/specialists.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE family
#include "process/family.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE instability
#include "process/instability.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE practice
#include "payment/practice.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE prices
#include "payment/prices.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE other_care
#include "payment/other_care.params.def"
#undef RAPPORT_MODULE
#define RAPPORT_MODULE outcomes
#include "engine/outcomes.params.def"
#undef RAPPORT_MODULE
};
#undef PARAM

constexpr bool all_well_declared() {
  for (const ParamEntry& entry : kEntries) {
    if (!well_declared(entry.spec)) return false;
  }
  return true;
}
static_assert(all_well_declared(),
              "a parameter lacks unit, source or text, its ranges do not nest, or its target");

std::byte* place(ModelParams& params, const ParamEntry& entry) {
  return reinterpret_cast<std::byte*>(&params) + entry.offset;
}

}  // namespace

std::span<const ParamEntry> parameter_entries() { return kEntries; }

double parameter(const ModelParams& params, const ParamEntry& entry) {
  return *reinterpret_cast<const double*>(place(const_cast<ModelParams&>(params), entry));
}

void set_parameter(ModelParams& params, const ParamEntry& entry, double value) {
  *reinterpret_cast<double*>(place(params, entry)) = value;
}

}  // namespace rapport
