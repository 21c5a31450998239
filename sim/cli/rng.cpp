// `rapport rng`: random words as the model draws them, for people and for test suites of others.
#include <unistd.h>

#include <algorithm>
#include <string>

#include "base/sample.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "scenario/suggest.h"
#include "study/task_pool.h"
#include "study/word_stream.h"

namespace rapport::cli {

namespace word_dump {

constexpr std::uint64_t kShown = 10;  ///< words of a table, where nothing else is asked

ExitCode list_draws() {
  print("{:<28} {:>7} {:>4}  {}\n", "draw", "address", "word", "what it decides");
  for (const DrawEntry& entry : kDraws)
    print("{:<28} {:>7} {:>4}  {}\n", entry.name, entry.id.address, entry.id.word, entry.about);
  return ExitCode::ok;
}

void complain_of(const std::string& name) {
  std::vector<std::string> names;
  for (const DrawEntry& entry : kDraws) names.emplace_back(entry.name);
  note("rapport: no draw is named '{}'.{} `rapport rng --list` names them all.\n",
       printable(name.substr(0, 60), false), scenario::did_you_mean(scenario::nearest(name, names)));
}

/// One named decision, or the four words of the first address of a person.
std::optional<WordStream> stream_of(const RngOptions& options) {
  const auto seed = static_cast<std::uint64_t>(options.seed);
  WordStream stream;
  stream.first = {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                   static_cast<std::uint32_t>(options.replicate), static_cast<std::uint32_t>(options.market)},
                  static_cast<std::uint64_t>(options.id),
                  static_cast<std::uint32_t>(options.partner),
                  static_cast<std::uint32_t>(options.step)};
  stream.words = {0, 1, 2, 3};
  if (options.draw.empty()) return stream;
  const std::optional<DrawEntry> draw = draw_named(options.draw);
  if (!draw) return std::nullopt;
  stream.kind = draw->id.kind;
  stream.address = draw->id.address;
  stream.words = {draw->id.word};
  return stream;
}

void print_words(const WordStream& stream, Along along, std::uint64_t count) {
  print("{:>20} {:>10} {:>7} {:>20} {:>10} {:>7}  {:<8}  {}\n", "seed", "replicate", "market", "id",
        "partner", "step", "word", "uniform");
  for (std::uint64_t n = 0; n < count && interrupted() == 0 && !output_failed(); ++n) {
    const WordAddress at = stream.at(n / stream.words.size(), along);
    const std::uint64_t seed = std::uint64_t{at.key.seed_hi} << 32 | at.key.seed_lo;
    const std::uint32_t word = stream.word(n, along);
    print("{:>20} {:>10} {:>7} {:>20} {:>10} {:>7}  {:08x}  {:.10f}\n", seed, at.key.replicate, at.key.market,
          at.id, at.partner, at.step, word, uniform(word));
  }
}

/// Little-endian whatever the machine is; `count` 0: until nobody reads any more.
void write_words(const WordStream& stream, Along along, std::uint64_t count) {
  constexpr std::uint64_t kAtOnce = 1 << 14;
  std::string bytes;
  for (std::uint64_t n = 0; (count == 0 || n < count) && interrupted() == 0 && !output_failed();) {
    const std::uint64_t end = count == 0 ? n + kAtOnce : std::min(count, n + kAtOnce);
    bytes.clear();
    for (; n < end; ++n) {
      const std::uint32_t word = stream.word(n, along);
      for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(word >> shift & 255);
    }
    write_result(bytes);
  }
}

}  // namespace word_dump

ExitCode rng(const RngOptions& options) {
  if (options.list) return word_dump::list_draws();
  const std::optional<WordStream> stream = word_dump::stream_of(options);
  if (!stream) {
    word_dump::complain_of(options.draw);
    return ExitCode::usage;
  }
  const Along along = along_of(options.along).value_or(Along::step);
  const auto count = static_cast<std::uint64_t>(options.words);
  if (!options.binary) {
    word_dump::print_words(*stream, along, count > 0 ? count : word_dump::kShown);
  } else if (::isatty(STDOUT_FILENO) != 0) {
    note("rapport: bytes are not for a terminal: send them on with `| head -c 1000 | od` or into a file.\n");
    return ExitCode::usage;
  } else {
    word_dump::write_words(*stream, along, count);
  }
  const int signal = interrupted();
  return signal == 0 ? ExitCode::ok : static_cast<ExitCode>(128 + signal);
}

}  // namespace rapport::cli
