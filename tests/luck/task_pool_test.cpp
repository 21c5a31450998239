// Threads that share tasks: each task once, whatever the number of threads; a failure and a stop reach everybody.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "study/task_pool.h"

namespace rapport::task_pool_test {

constexpr std::int64_t kTasks = 500;

/// Waits until `threads` tasks are here at once, at most five seconds. Relaxed, so that it orders nothing else: what tasks
/// write without a lock is a race that ThreadSanitizer sees every time.
class Meeting {
 public:
  explicit Meeting(std::int64_t threads) : threads_(threads) {}
  void wait() {
    here_.fetch_add(1, std::memory_order_relaxed);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (here_.load(std::memory_order_relaxed) < threads_ && std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
  }

 private:
  std::int64_t threads_;
  std::atomic<std::int64_t> here_ = 0;
};

/// Every task writes to a place of its own without a lock, as studies do with their tallies.
TEST(TaskPool, RunsEachTaskOnce) {
  for (const std::int64_t threads : {1, 4, 16}) {
    std::vector<int> runs(kTasks);
    std::vector<std::int64_t> finished;
    Meeting meeting(threads);
    Tasks tasks;
    tasks.count = kTasks;
    tasks.threads = threads;
    tasks.task = [&](std::int64_t index) {
      if (index < threads) meeting.wait();
      ++runs[static_cast<std::size_t>(index)];
    };
    tasks.done = [&](std::int64_t count) { finished.push_back(count); };
    EXPECT_EQ(run_tasks(tasks), kTasks);
    EXPECT_EQ(runs, std::vector<int>(kTasks, 1));
    ASSERT_EQ(finished.size(), static_cast<std::size_t>(kTasks)) << "one call at a time";
    for (std::size_t k = 0; k < finished.size(); ++k)
      EXPECT_EQ(finished[k], static_cast<std::int64_t>(k) + 1);
  }
}

TEST(TaskPool, ThrowsTheFailureOfATaskAndBeginsNoOther) {
  std::vector<int> runs(kTasks);
  Tasks tasks;
  tasks.count = kTasks;
  tasks.threads = 4;
  tasks.task = [&](std::int64_t index) {
    ++runs[static_cast<std::size_t>(index)];
    if (index % 2 == 0) throw std::runtime_error("task");
  };
  EXPECT_THROW(run_tasks(tasks), std::runtime_error);
  int begun = 0;
  for (const int count : runs) begun += count;
  EXPECT_LE(begun, 4 * 2) << "each thread meets a failure within two tasks";
}

TEST(TaskPool, StopsWhenAsked) {
  std::int64_t finished = 0;
  Tasks tasks;
  tasks.count = kTasks;
  tasks.threads = 4;
  tasks.task = [](std::int64_t) {};
  tasks.done = [&](std::int64_t count) {
    finished = count;
    if (count == 10) throw Interrupted();
  };
  const std::int64_t ran = run_tasks(tasks);
  EXPECT_GE(ran, 10);
  EXPECT_EQ(ran, finished);
  tasks.done = nullptr;
  tasks.stop = [] { return true; };
  EXPECT_EQ(run_tasks(tasks), 0);
}

}  // namespace rapport::task_pool_test
