// Options of the verbs that run one part of the program by itself.
#include <iterator>
#include <string>
#include <vector>

#include "cli/options.h"
#include "study/word_stream.h"

namespace rapport::cli {

void add_access(CLI::App& app, AccessOptions& options, ExitCode& code) {
  CLI::App* access = add_verb(app, "access",
                              "The scheduling module by itself beside queueing theory (Erlang B and C).\n"
                              "Example: rapport access --clinicians 2 --offered 1 --visits 20000",
                              code, [&options] { return rapport::cli::access(options); });
  access->add_option("--clinicians", options.clinicians, "Clinicians of a practice")
      ->check(whole_number(1, 200));
  access->add_option("--offered", options.offered, "Requests in the time of a mean visit")
      ->check(real_number(0.01, 1000.0));
  access->add_option("--waiting-room", options.waiting_room, "infinite: who must waits; none: is turned away")
      ->check(CLI::IsMember({"infinite", "none"}));
  access->add_option("--visits", options.visits, "Visits at each length of the step (default: some seconds)")
      ->check(whole_number(1000, 1'000'000'000));
  CLI::Option* panel =
      access->add_option("--panel", options.panel, "Days of a panel of so many people instead")
          ->check(whole_number(1, 5000));
  access->add_option("--asks-per-day", options.asks_per_day, "Probability that a person asks on a day")
      ->check(real_number(1e-6, 0.5))
      ->needs(panel);
  access->add_option("--slots", options.slots, "Slots a day")->check(whole_number(1, 1000))->needs(panel);
  access->add_option("--days", options.days, "Days")->check(whole_number(1000, 40'000'000))->needs(panel);
  access->add_option("--seed", options.seed, "Seed of all luck")->check(whole_number(0, kLargest));
  access->add_flag("--json", options.json, "As JSON");
}

void add_rng(CLI::App& app, RngOptions& options, ExitCode& code) {
  CLI::App* rng = add_verb(app, "rng",
                           "Random words as the model draws them, for test suites of others.\n"
                           "Example: rapport rng --draw misses_visit --along ids --words 5",
                           code, [&options] { return rapport::cli::rng(options); });
  constexpr std::int64_t kWord = 0xFFFFFFFF, kField = (1 << 20) - 1;
  rng->add_option("--draw", options.draw, "Name of a decision (default: all four words of an address)");
  rng->add_option("--along", options.along, "Which part of the address counts up")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kAlongNames), std::end(kAlongNames))));
  const auto part = [&](const char* name, std::int64_t& value, const char* help, std::int64_t most) {
    rng->add_option(name, value, help)->check(whole_number(0, most));
  };
  part("--seed", options.seed, "Seed at the start", kLargest);
  part("--replicate", options.replicate, "Replicate at the start", kWord);
  part("--market", options.market, "Market at the start", kField);
  part("--id", options.id, "Whose luck: id of a person, clinician or practice", kLargest);
  part("--partner", options.partner, "With whom or what, 0 for none", kWord);
  part("--step", options.step, "Step at the start", kField);
  part("--words", options.words, "How many (default: 10; without end with --binary)", kLargest);
  rng->add_flag("--binary", options.binary, "32-bit words, little-endian, instead of a table");
  rng->add_flag("--list", options.list, "Every named decision");
}

}  // namespace rapport::cli
