// Opening, changing and closing a person's condition, with the sums over conditions that people carry along.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

inline constexpr double kLogScale = 0x1p20;     ///< of patients.mortality_log
inline constexpr double kMinuteScale = 0x1p10;  ///< of known_minutes
inline constexpr float kNoMedicine = -1.0F;     ///< conditions.pdc while nobody knows of the condition
inline constexpr double kRateScale = 0x1p16;    ///< of patients.follow_ups

/// Adds a row in `state` and returns it; the person's sums and bit are brought up to date. Grows lists.
std::uint32_t open_condition(Market& market, std::size_t condition, std::uint32_t person, std::uint8_t state);
/// Moves a row to another state.
void change_state(Market& market, std::size_t condition, std::uint32_t row, std::uint8_t state);
/// Ends a condition: the row is gone (kGone) and the person's sums no longer contain it.
void close_condition(Market& market, std::size_t condition, std::uint32_t row);
/// Nobody knows of the condition in this row, which has just been opened: the person's sums no longer contain
/// what a diagnosis brings, no medicine is taken, and control starts where unfound disease stands.
void overlook(Market& market, std::size_t condition, std::uint32_t row);
/// An unfound condition of a living person is found on a day; nothing happens when it is known already.
void diagnose(Market& market, std::size_t condition, std::uint32_t person, std::int32_t day);
/// Minutes that the conditions which are present and known add to a visit, in 1 / kMinuteScale.
std::int32_t known_minutes(const Market& market, std::uint32_t person);
/// Drops the rows that are gone or whose owner is dead, keeping the order of the others.
void drop_gone_rows(Market& market, std::size_t condition);

}  // namespace rapport
