// The only file of sim/outcome that knows nlohmann's JSON.
#include "outcome/run_json.h"

#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

namespace rapport {

namespace {

std::string utc_text(std::chrono::system_clock::time_point when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return "";
  std::string text(sizeof "2000-01-01T00:00:00Z", '\0');
  text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

}  // namespace

std::string run_json_path(const std::string& store_path) {
  std::string stem = store_path;
  for (const std::string_view ending : {".h5", ".nc"}) {
    const bool ends = stem.size() > ending.size() && stem.ends_with(ending);
    if (ends) {
      stem.resize(stem.size() - ending.size());
      break;
    }
  }
  return stem + ".run.json";
}

bool is_run_json_of(const std::string& path, const std::string& store_path) {
  constexpr std::size_t kMost = 65536;
  const std::optional<std::string> text = read_ordinary(path, kMost);
  std::error_code failed;
  if (!text)
    return std::filesystem::symlink_status(path, failed).type() == std::filesystem::file_type::not_found;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  const std::string name = file_name_of(store_path);
  return json.is_object() && json.value("store", nlohmann::json()) == name && json.contains("person_weeks");
}

FileReport write_run_json(const std::string& store_path, const RunFacts& facts, FileOps& ops) {
  const bool timed = facts.wall_seconds > 0.0;
  const double rate = timed ? static_cast<double>(facts.person_weeks) / facts.wall_seconds : 0.0;
  nlohmann::ordered_json json;
  json["store"] = facts.store;
  json["compiler"] = facts.compiler;
  json["flags"] = facts.flags;
  json["threads"] = facts.threads;
  json["host"] = facts.host;
  json["start_time"] = utc_text(facts.start);
  json["wall_seconds"] = facts.wall_seconds;
  json["person_weeks"] = facts.person_weeks;
  json["person_weeks_per_second"] = rate;
  const std::string text = json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  return write_file(run_json_path(store_path), text, true, ops);
}

}  // namespace rapport
