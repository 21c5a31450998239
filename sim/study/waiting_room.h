// The scheduling module by itself: practices whose clinicians are free or in a visit, and people who ask. The
// module's own queue, order of turns, assignment and patience; nothing else of the model runs.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "process/access.h"
#include "state/market.h"

namespace rapport::waiting_room {

/// A practice in steps. A clinician who is free has the minutes of one visit, one in a visit has none.
struct Queue {
  std::uint32_t clinicians = 1;
  double offered = 0.5;  ///< a of QU-1
  double step = 0.1;     ///< h of QU-5
  bool waits = true;     ///< else who is not served in the step of asking is gone
  bool own_first =
      false;  ///< a free own clinician before any other; else whoever asked first sees whoever is free
};

inline constexpr std::size_t kLuck = 8;

/// What a practice counted, over steps.
struct Sums {
  double asked = 0.0;
  double visits = 0.0;
  double delayed = 0.0;     ///< visits not held in the step of asking
  double wait_steps = 0.0;  ///< of visits
  double waiting = 0.0;     ///< over steps, of people left waiting
  double busy = 0.0;        ///< over steps, of clinicians in a visit
  double lost = 0.0;
  std::array<double, kLuck> luck{};  ///< z of QU-6
};

/// Independent practices in one market: the module schedules them together.
class Room {
 public:
  Room(const Queue& queue, std::uint32_t practices, std::uint64_t seed, std::uint32_t replicate);

  /// The next step: visits end, people ask, the module schedules, visits begin. Throws Interrupted.
  void step();
  void forget() { sums_.assign(sums_.size(), {}); }
  const std::vector<Sums>& sums() const { return sums_; }

 private:
  void end_visits();
  void ask();
  void begin_visits();
  void count_waiting();
  void count_luck(std::uint32_t practice, double requests);
  std::uint32_t practice_of(std::uint32_t person) const;

  Queue queue_;
  Tables tables_;
  access::Params params_;
  Market market_;
  Step now_;
  std::vector<std::uint32_t> ends_;     ///< by clinician: step in which the visit ends, 0 while free
  std::vector<std::uint32_t> busy_;     ///< by practice, at the end of the last step
  std::vector<std::uint32_t> waiting_;  ///< the same
  std::vector<std::uint32_t> ended_;    ///< by practice, in this step
  std::vector<std::uint32_t> asked_;
  std::vector<Sums> sums_;
};

/// Panels of one clinician each, with `slots` a day: each person asks with probability `asks` on each day, and
/// who finds no slot is gone (QU-4). Throws Interrupted.
struct Panel {
  std::uint32_t people = 2000;
  double asks = 0.008;
  std::uint32_t slots = 20;
};

/// What a clinician's days were, over days.
struct PanelSums {
  double overflows = 0.0;  ///< days on which somebody found no slot
  double used_minutes = 0.0;
  double open_minutes = 0.0;
  std::array<double, 2> luck{};  ///< z of QU-6: number asking, and its square
};
std::vector<PanelSums> panel_days(const Panel& panel, std::uint32_t clinicians, std::uint32_t days,
                                  std::uint64_t seed);

}  // namespace rapport::waiting_room
