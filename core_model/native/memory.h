// Aligned memory that grows, on huge pages where it is large. Knows nothing of what lies in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

// Zeroed at allocation; contents are lost when it grows.
template <class T>
class Buffer {
public:
    Buffer() = default;
    explicit Buffer(size_t count) { need(count); }
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Buffer() { std::free(data_); }

    T* need(size_t count) {
        if (count > count_) allocate(count);
        return data_;
    }
    T* data() const { return data_; }
    size_t size() const { return count_; }
    T& operator[](size_t at) const { return data_[at]; }

private:
    static constexpr size_t HUGE = size_t(2) << 20;

    void allocate(size_t count) {
        std::free(data_);
        data_ = nullptr;
        count_ = 0;
        size_t bytes = count * sizeof(T) + 64;
        size_t alignment = bytes >= HUGE ? HUGE : 64;
        bytes = (bytes + alignment - 1) / alignment * alignment;
        void* memory = std::aligned_alloc(alignment, bytes);
        if (!memory) throw std::bad_alloc();
#ifdef __linux__
        if (alignment == HUGE) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
        zero(memory, bytes);
        data_ = static_cast<T*>(memory);
        count_ = count;
    }
    static void zero(void* memory, size_t bytes);
    void swap(Buffer& other) {
        std::swap(data_, other.data_);
        std::swap(count_, other.count_);
    }

    T* data_ = nullptr;
    size_t count_ = 0;
};

// Hands out pieces of large buffers, 64-byte aligned and zeroed: many small matrices share huge
// pages, which saves the CPU from looking up an address for every 4 KB that it streams.
class Store {
public:
    uint8_t* take(size_t bytes) {
        bytes = (bytes + 63) / 64 * 64;
        if (slabs_.empty() || used_ + bytes > slabs_.back().size()) {
            slabs_.emplace_back(bytes > SLAB ? bytes : SLAB);
            used_ = 0;
        }
        uint8_t* piece = slabs_.back().data() + used_;
        used_ += bytes;
        return piece;
    }

private:
    static constexpr size_t SLAB = (size_t(8) << 20) - 64;
    std::vector<Buffer<uint8_t>> slabs_;
    size_t used_ = 0;
};

// Fresh pages of the system are zero already: touching them here would commit memory that a cache
// may never use.
template <class T>
void Buffer<T>::zero(void* memory, size_t bytes) {
#ifdef __linux__
    if (bytes >= HUGE && madvise(memory, bytes, MADV_DONTNEED) == 0) return;
#endif
    __builtin_memset(memory, 0, bytes);
}
