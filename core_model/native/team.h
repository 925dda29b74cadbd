// Threads that run one function together, and meet at barriers. Knows nothing of what they compute.
#pragma once

#include <atomic>
#include <functional>
#include <thread>
#include <vector>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#define RELAX() _mm_pause()
#else
#define RELAX() std::this_thread::yield()
#endif

// Waits until `word` differs from `old`: spins shortly, lets others run, then sleeps. The caller
// must wake it with notify.
inline void await(std::atomic<int>& word, int old, int spins) {
    for (int i = 0; i < spins; ++i) {
        if (word.load(std::memory_order_acquire) != old) return;
        RELAX();
    }
    for (int i = 0; i < 20; ++i) {
        if (word.load(std::memory_order_acquire) != old) return;
        std::this_thread::yield();
    }
    while (word.load(std::memory_order_acquire) == old) word.wait(old, std::memory_order_acquire);
}

class Team {
public:
    static constexpr int BARRIER_SPINS = 2000, IDLE_SPINS = 400;

    explicit Team(int size) : size_(size) {
        for (int i = 1; i < size; ++i) threads_.emplace_back([this, i] { work(i); });
    }
    ~Team() {
        task_ = nullptr;
        started_.fetch_add(1, std::memory_order_release);
        started_.notify_all();
        for (auto& thread : threads_) thread.join();
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int size() const { return size_; }

    // Runs task(thread) on every thread, the caller being thread 0, until all have ended.
    void run(const std::function<void(int)>& task) {
        task_ = &task;
        started_.fetch_add(1, std::memory_order_release);
        if (size_ > 1) started_.notify_all();
        task(0);
        barrier();
    }

    // Returns when all threads have come. What each wrote before, all see after.
    void barrier() {
        if (size_ == 1) return;
        int round = round_.load(std::memory_order_acquire);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.store(round + 1, std::memory_order_release);
            round_.notify_all();
        } else {
            await(round_, round, BARRIER_SPINS);
        }
    }

private:
    void work(int index) {
        for (int seen = 0;; ++seen) {
            await(started_, seen, IDLE_SPINS);
            if (!task_) return;
            (*task_)(index);
            barrier();
        }
    }

    int size_;
    const std::function<void(int)>* task_ = nullptr;
    alignas(64) std::atomic<int> started_{0};
    alignas(64) std::atomic<int> arrived_{0};
    alignas(64) std::atomic<int> round_{0};
    std::vector<std::thread> threads_;
};
