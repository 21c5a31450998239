// The step as a table: what runs in which order, what it reads and what it alone may write.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/params.h"
#include "payment/contract.h"
#include "state/market.h"

namespace rapport {

/// What is in force at a step.
struct Rules {
  const ModelParams& params;
  const Contract& contract;
};

enum class Scope : std::uint8_t {
  tile,    ///< runs over blocks of people that fit in cache, block by block with its neighbours in the table
  market,  ///< runs once a step
};

struct Process {
  std::string_view name;
  std::string_view equations;
  Scope scope;
  std::vector<Column> reads;
  std::vector<Column> writes;
  void (*run)(Market&, const Rules&, const Step&, Rows);
};

/// The processes of a step, in order.
std::span<const Process> schedule();

/// Runs one step. Builds without NDEBUG digest every column around each process and stop the program when a
/// process changed a column it does not declare.
void run_step(Market& market, const Rules& rules, const Step& step);

}  // namespace rapport
