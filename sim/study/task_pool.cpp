// A counter handed around between threads.
#include "study/task_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace rapport {

namespace {

std::atomic<int> asked_to_stop = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch it");

void note_signal(int number) {
  if (asked_to_stop != 0) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  asked_to_stop = number;
}

/// What is ignored (of a background job, under nohup) stays ignored.
void catch_one(int number) {
  if (std::signal(number, note_signal) == SIG_IGN) std::signal(number, SIG_IGN);
}

/// What the threads share.
class Shared {
 public:
  explicit Shared(const Tasks& tasks) : tasks_(tasks) {}

  void work() {
    while (!failed_ && !(tasks_.stop && tasks_.stop())) {
      const std::int64_t index = next_++;
      if (index >= tasks_.count) return;
      run_one(index);
    }
  }

  std::int64_t finish() {
    if (failure_) std::rethrow_exception(failure_);
    return finished_;
  }

 private:
  void run_one(std::int64_t index) {
    try {
      tasks_.task(index);
      const std::lock_guard lock(mutex_);
      ++finished_;
      if (tasks_.done) tasks_.done(finished_);
    } catch (const Interrupted&) {
      failed_ = true;
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      failed_ = true;
    }
  }

  const Tasks& tasks_;
  std::atomic<std::int64_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::int64_t finished_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::int64_t run_tasks(const Tasks& tasks) {
  Shared shared(tasks);
  const std::int64_t helpers = std::min(tasks.threads, tasks.count) - 1;
  {
    std::vector<std::jthread> threads;
    try {
      for (std::int64_t k = 0; k < helpers; ++k) threads.emplace_back([&] { shared.work(); });
    } catch (const std::system_error&) {
      // Fewer threads, same results.
    }
    shared.work();
  }
  return shared.finish();
}

std::int64_t available_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1U, std::thread::hardware_concurrency());
}

void catch_interrupts() {
  catch_one(SIGINT);
  catch_one(SIGTERM);
}

int interrupted() { return asked_to_stop; }

void stop_if_interrupted() {
  if (asked_to_stop != 0) throw Interrupted();
}

}  // namespace rapport
