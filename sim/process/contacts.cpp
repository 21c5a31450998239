// One dense pass marks who writes or calls in the period; the few who do are followed one by one.
#include "process/contacts.h"

#include <algorithm>
#include <vector>

#include "base/probability.h"
#include "base/sample.h"
#include "base/scratch.h"
#include "state/fetch.h"
#include "state/marks.h"

namespace rapport::contacts {

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float messages_per_year;
  float calls_per_year;
  float frailty_effect;
  std::uint32_t checks_in;  ///< 1 when check-ins are sent
};

[[gnu::noinline]] void mark_contacts(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                     const std::uint8_t* __restrict alive,
                                     const float* __restrict usual_trust, const float* __restrict frailty,
                                     const std::int32_t* __restrict follow_ups,
                                     std::uint32_t* __restrict message_words,
                                     std::uint32_t* __restrict call_words, std::uint8_t* __restrict marks) {
  const float centre = 0.5F * pass.frailty_effect * pass.frailty_effect;
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::messages.address);
    const float factor = elementary::exp(pass.frailty_effect * frailty[i] - centre);
    const std::uint32_t writes =
        words[draws::messages] < threshold(rate_to_probability(pass.messages_per_year * factor, kPeriodYears))
            ? 1U
            : 0U;
    const std::uint32_t calls =
        words[draws::calls] < threshold(rate_to_probability(pass.calls_per_year * factor, kPeriodYears)) ? 2U
                                                                                                         : 0U;
    const std::uint32_t planned = follow_ups[i] > 0 ? 4U * pass.checks_in : 0U;
    message_words[i] = words[draws::messages];
    call_words[i] = words[draws::calls];
    const std::uint32_t tied = usual_trust[i] >= 0.0F ? 1U : 0U;
    marks[i] = static_cast<std::uint8_t>((writes | calls | planned) * tied * alive[i]);
  }
}

/// What the dense pass leaves for those whom it marks.
struct Marked {
  Scratch<std::uint8_t> marks;
  Scratch<std::uint32_t> message_words;
  Scratch<std::uint32_t> call_words;
};

struct Teaching {
  const Params& params;
  const Lessons& lessons;
  double log_kept;  ///< log(1 - g) of CN-1
};

void learn(Market& market, const Teaching& teaching, std::uint32_t person, std::uint32_t clinician,
           double weight) {
  const Lessons& lessons = teaching.lessons;
  const std::uint8_t usual = market.patients.usual_slot[person];
  const std::size_t tie = market.tie_row(usual, person);
  const double quality = elementary::logistic(
      lessons.start_logit +
      lessons.empathy_effect * static_cast<double>(market.clinicians.empathy[clinician]) +
      lessons.disposition_effect * static_cast<double>(market.patients.disposition[person]));
  const Learnt learnt =
      after_contacts(static_cast<double>(market.ties.trust[tie]),
                     static_cast<double>(market.ties.knowledge[tie]), quality, weight, lessons);
  market.ties.trust[tie] = static_cast<float>(learnt.trust);
  market.ties.knowledge[tie] = static_cast<float>(learnt.knowledge);
  market.patients.usual_trust[person] = market.ties.trust[tie];
  const double kept = consistency_kept(weight, teaching.log_kept, lessons);
  market.each_tie(person, [&](std::uint32_t slot, std::size_t row) {
    float& share = market.ties.consistency[row];
    share = static_cast<float>(consistency_after(static_cast<double>(share), slot == usual, kept));
  });
}

void exchange_one(Market& market, const Teaching& teaching, const Marked& marked, std::uint32_t person) {
  const Params& params = teaching.params;
  const std::uint8_t marks = marked.marks[person];
  const double b = params.frailty_effect;
  const double factor =
      static_cast<double>(kPeriodYears) *
      elementary::exp(b * static_cast<double>(market.patients.frailty[person]) - 0.5 * b * b);
  const int messages =
      (marks & 1) == 0 ? 0 : poisson_count(marked.message_words[person], params.messages_per_year * factor);
  const int calls =
      (marks & 2) == 0 ? 0 : poisson_count(marked.call_words[person], params.calls_per_year * factor);
  const double checkins =
      (marks & 4) == 0 ? 0.0 : params.checkins_per_year * static_cast<double>(kPeriodYears);
  if (messages > 0) market.add(Counter::messages, person, messages);
  if (calls > 0) market.add(Counter::calls, person, calls);
  const std::size_t tie = market.tie_row(market.patients.usual_slot[person], person);
  const std::uint32_t clinician = market.clinician_row(market.ties.clinician[tie]);
  market.clinicians.messages[clinician] += messages + calls;
  learn(market, teaching, person, clinician,
        params.message_weight * (messages + checkins) + params.call_weight * calls);
}

}  // namespace

void exchange(Market& market, const Params& params, const Lessons& lessons, const Step& step) {
  if (!step.ends_period()) return;
  std::fill_n(market.clinicians.messages, market.clinicians.count, 0);
  const Patients& people = market.patients;
  const std::uint32_t n = people.count;
  Marked marked{Scratch<std::uint8_t>(n), Scratch<std::uint32_t>(n), Scratch<std::uint32_t>(n)};
  mark_contacts(n,
                {market.luck, step.index, static_cast<float>(params.messages_per_year),
                 static_cast<float>(params.calls_per_year), static_cast<float>(params.frailty_effect),
                 params.checkins_per_year > 0.0 ? 1U : 0U},
                people.id, people.alive, people.usual_trust, people.frailty, people.follow_ups,
                marked.message_words.data(), marked.call_words.data(), marked.marks.data());
  const Teaching teaching{params, lessons, consistency_log(lessons)};
  const auto look_ahead = [&](std::uint32_t i) __attribute__((always_inline)) {
    fetch(i, people.usual_slot, people.disposition, people.further);
    fetch_for_counting(market, i);
    fetch(i, market.ties.clinician, market.ties.trust, market.ties.knowledge, market.ties.consistency);
  };
  each_marked(n, marked.marks.data(), look_ahead,
              [&](std::uint32_t i) { exchange_one(market, teaching, marked, i); });
}

}  // namespace rapport::contacts
