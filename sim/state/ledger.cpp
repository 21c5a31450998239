// Sums over the ledger.
#include "state/ledger.h"

namespace rapport {

std::int64_t trial_balance(const Market& market) {
  std::int64_t sum = 0;
  for (std::size_t cell = 0; cell < ledger_cells(market.practices.capacity); ++cell)
    sum += market.balances[cell];
  return sum;
}

std::int64_t account_total(const Market& market, Account account) {
  std::int64_t sum = 0;
  const std::size_t entities = ledger_cells(market.practices.capacity) / kAccounts;
  for (std::size_t entity = 0; entity < entities; ++entity) {
    sum += market.balances[entity * kAccounts + static_cast<std::size_t>(account)];
  }
  return sum;
}

}  // namespace rapport
