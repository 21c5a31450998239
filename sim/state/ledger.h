// Double-entry ledger in integer US cents: `post` is the only writer, and all balances sum to 0.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

enum class Account : std::uint8_t {
#define ACCOUNT(name, about) name,
#include "state/accounts.def"
#undef ACCOUNT
};
inline constexpr std::size_t kAccounts = 0
#define ACCOUNT(name, about) +1
#include "state/accounts.def"
#undef ACCOUNT
    ;

/// Who holds accounts: a payer for each insurance, patients as one, providers, then practices by row.
enum class Entity : std::uint32_t {
  payer = 0,
  patients = 5,
  hospital = 6,
  specialists = 7,
  pharmacy = 8,
  staff = 9,
  urgent_care = 10,
  other_care = 11,
  practice = 12
};

constexpr Entity payer_of(std::uint32_t insurance) { return static_cast<Entity>(insurance); }
constexpr Entity practice_entity(std::uint32_t row) {
  return static_cast<Entity>(static_cast<std::uint32_t>(Entity::practice) + row);
}
constexpr std::size_t ledger_cells(std::uint32_t practices) {
  return (static_cast<std::size_t>(Entity::practice) + practices) * kAccounts;
}

inline std::int64_t& balance(Market& market, Entity entity, Account account) {
  return market.balances[static_cast<std::size_t>(entity) * kAccounts + static_cast<std::size_t>(account)];
}

/// `from` pays `cents` out of one account, `to` receives them in another. Cents may be 0, never negative.
inline void post(Market& market, Entity from, Account out, Entity to, Account in, std::int64_t cents) {
  balance(market, from, out) -= cents;
  balance(market, to, in) += cents;
}

/// Sum over everyone; 0 unless a posting lost its contra.
std::int64_t trial_balance(const Market& market);
/// Sum of one account over everyone.
std::int64_t account_total(const Market& market, Account account);

}  // namespace rapport
