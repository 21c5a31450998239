// Control of every condition whose turn it is.
#include "process/control.h"

namespace rapport::control {

namespace {

struct Curve {
  float floor;
  float reach;   ///< (hi - lo) (1 - w) q
  float middle;  ///< (hi - lo) w / 2
  float midpoint;
  float per_width;
  float unfound;  ///< while nobody knows of it
  float keep;
};

[[gnu::noinline]] void relax_linear(std::uint32_t n, Curve curve, const float* __restrict taking,
                                    const float* __restrict pdc, float* __restrict control) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const float known = curve.floor + curve.middle + curve.reach * taking[row];
    const float target = pdc[row] < 0.0F ? curve.unfound : known;
    control[row] = target + (control[row] - target) * curve.keep;
  }
}

[[gnu::noinline]] void relax_logistic(std::uint32_t n, Curve curve, const float* __restrict taking,
                                      const float* __restrict pdc, float* __restrict control) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const float response = elementary::logistic((taking[row] - curve.midpoint) * curve.per_width);
    const float known = curve.floor + curve.middle + curve.reach * response;
    const float target = pdc[row] < 0.0F ? curve.unfound : known;
    control[row] = target + (control[row] - target) * curve.keep;
  }
}

}  // namespace

void relax(Market& market, const Params& params, const Step& step) {
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionFields& of = market.tables->conditions[c].of;
    if (!step.is_turn_of(market.tables->conditions[c].name_hash) || of.treated == 0.0) continue;
    const double width = of.control_ceiling - of.control_floor;
    const Curve curve{static_cast<float>(of.control_floor),
                      static_cast<float>(width * (1.0 - of.mind_share) * params.treatment_quality),
                      static_cast<float>(0.5 * width * of.mind_share),
                      static_cast<float>(of.curve_midpoint),
                      of.curve_width > 0.0 ? static_cast<float>(1.0 / of.curve_width) : 0.0F,
                      static_cast<float>(of.undiagnosed_control),
                      elementary::exp(-kPeriodYears / static_cast<float>(of.control_years))};
    ConditionList& list = market.conditions[c];
    if (of.curve_midpoint > 0.0) relax_logistic(list.count, curve, list.taking, list.pdc, list.control);
    if (of.curve_midpoint <= 0.0) relax_linear(list.count, curve, list.taking, list.pdc, list.control);
  }
}

}  // namespace rapport::control
