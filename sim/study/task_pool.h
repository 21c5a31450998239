// Independent tasks on threads: which thread runs which task changes nothing but the time it takes.
#pragma once

#include <cstdint>
#include <functional>

namespace rapport {

/// Runs task(0) to task(count - 1), each once, on `threads` threads (at least 1). After an exception, or once
/// `stop` answers true, no further task begins; the first exception is thrown here when all threads are done.
/// `done` is called after each task, one at a time, with how many are finished.
struct Tasks {
  std::int64_t count = 0;
  std::int64_t threads = 1;
  std::function<void(std::int64_t)> task;
  std::function<void(std::int64_t)> done;
  std::function<bool()> stop;
};

/// Thrown by a task that notices an interrupt: it does not count as finished, and no further task begins.
struct Interrupted {};

/// How many tasks ran to their end. Where the system refuses more threads, those that there are do the work.
std::int64_t run_tasks(const Tasks& tasks);

/// Processors this process may use, at least 1.
std::int64_t available_threads();

/// After this, SIGINT and SIGTERM ask for a stop instead of ending the process; a second one ends it at once.
void catch_interrupts();
/// 0, or the signal that asked for a stop.
int interrupted();
/// For the inside of long tasks: throws Interrupted once a stop was asked for.
void stop_if_interrupted();

}  // namespace rapport
