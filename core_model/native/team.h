// Threads that run one function together, and meet at barriers. Knows nothing of what they compute.
#pragma once

#include <atomic>
#include <climits>
#include <functional>
#include <thread>
#include <vector>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define RELAX() _mm_pause()
#else
#define RELAX() std::this_thread::yield()
#endif

// A number that threads wait for to change. They spin shortly, then sleep: where other processes
// want the core, sleeping beats yielding, as who sleeps is soon let back in when woken and leaves
// its core to the thread that it waits for. (std::atomic::wait yields before it sleeps.)
class Signal {
public:
    int now() const { return value_.load(std::memory_order_acquire); }

    void raise() {
        value_.fetch_add(1, std::memory_order_seq_cst);
        if (sleepers_.load(std::memory_order_seq_cst) > 0) wake();
    }

    // Returns when the number differs from `old`.
    void await(int old, int spins) {
        for (int i = 0; i < spins; ++i) {
            if (now() != old) return;
            RELAX();
        }
        sleepers_.fetch_add(1, std::memory_order_seq_cst);
        while (value_.load(std::memory_order_seq_cst) == old) sleep(old);
        sleepers_.fetch_sub(1, std::memory_order_relaxed);
    }

private:
#ifdef __linux__
    void wake() { syscall(SYS_futex, &value_, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0); }
    void sleep(int old) {
        syscall(SYS_futex, &value_, FUTEX_WAIT_PRIVATE, old, nullptr, nullptr, 0);
    }
#else
    void wake() { value_.notify_all(); }
    void sleep(int old) { value_.wait(old); }
#endif

    alignas(64) std::atomic<int> value_{0};
    std::atomic<int> sleepers_{0};
};

class Team {
public:
    static constexpr int BARRIER_SPINS = 400, IDLE_SPINS = 400;

    explicit Team(int size) : size_(size) {
        for (int i = 1; i < size; ++i) threads_.emplace_back([this, i] { work(i); });
    }
    ~Team() {
        task_ = nullptr;
        started_.raise();
        for (auto& thread : threads_) thread.join();
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int size() const { return size_; }

    // Runs task(thread) on every thread, the caller being thread 0, until all have ended.
    void run(const std::function<void(int)>& task) {
        task_ = &task;
        started_.raise();
        task(0);
        barrier();
    }

    // Returns when all threads have come. What each wrote before, all see after.
    void barrier() {
        if (size_ == 1) return;
        int round = round_.now();
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.raise();
        } else {
            round_.await(round, BARRIER_SPINS);
        }
    }

private:
    void work(int index) {
        for (int seen = 0;; ++seen) {
            started_.await(seen, IDLE_SPINS);
            if (!task_) return;
            (*task_)(index);
            barrier();
        }
    }

    int size_;
    const std::function<void(int)>* task_ = nullptr;
    Signal started_, round_;
    alignas(64) std::atomic<int> arrived_{0};
    std::vector<std::thread> threads_;
};
