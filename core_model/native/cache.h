// The paged cache of keys and values in bfloat16, laid out for products over 16 slots at a time.
//
// A page is 16 slots of one layer and one key-value head. Keys: word d/2 * 16 + slot holds elements
// d, d+1 of the slot's key. Values: word slot/2 * depth + d holds element d of slots s, s+1. Both
// are what AMX and bfloat16 dot products take as their second operand.
#pragma once

#include "memory.h"
#include "vector.h"

constexpr int PAGE = 16;

class Cache {
public:
    Cache(int layers, int blocks, int block_size, int heads, int head_dim)
        : heads_(heads), depth_(round_up(head_dim, 32)), pages_(blocks * (block_size / PAGE)),
          block_size_(block_size), values_(size_t(layers) * pages_ * page_values()) {}

    int depth() const { return depth_; }  // of a key or value, padded
    uint16_t* keys(int layer, int page, int head) const {
        return values_.data() + (size_t(layer) * pages_ + page) * page_values() +
               size_t(head) * 2 * PAGE * depth_;
    }
    uint16_t* values(int layer, int page, int head) const {
        return keys(layer, page, head) + PAGE * depth_;
    }
    int page_of(const int32_t* blocks, int slot) const {
        return (blocks[slot / block_size_] * block_size_ + slot % block_size_) / PAGE;
    }
    // Strides, in values, between the elements of one key and of one value.
    static int key_at(int slot, int element) {
        return (element / 2 * PAGE + slot) * 2 + element % 2;
    }
    int value_at(int slot, int element) const {
        return (slot / 2 * depth_ + element) * 2 + slot % 2;
    }

    // Copies slots (block * block_size + offset) of all layers, as if all at once.
    void move(int layers, const int64_t* source, const int64_t* target, int count);

private:
    size_t page_values() const { return size_t(heads_) * 2 * PAGE * depth_; }
    void copy_slot(int layer, int64_t slot, uint16_t* outside, bool out) const;

    int heads_, depth_, pages_, block_size_;
    Buffer<uint16_t> values_;
};

inline void Cache::copy_slot(int layer, int64_t slot, uint16_t* outside, bool out) const {
    int page = slot / PAGE, at = slot % PAGE;
    for (int head = 0; head < heads_; ++head) {
        uint16_t *k = keys(layer, page, head), *v = values(layer, page, head);
        for (int d = 0; d < depth_; ++d, outside += 2) {
            uint16_t &key = k[key_at(at, d)], &value = v[value_at(at, d)];
            if (out) {
                outside[0] = key;
                outside[1] = value;
            } else {
                key = outside[0];
                value = outside[1];
            }
        }
    }
}

inline void Cache::move(int layers, const int64_t* source, const int64_t* target, int count) {
    size_t each = size_t(heads_) * 2 * depth_;
    Buffer<uint16_t> held(count * each);
    for (int layer = 0; layer < layers; ++layer) {
        for (int i = 0; i < count; ++i) copy_slot(layer, source[i], held.data() + i * each, true);
        for (int i = 0; i < count; ++i) copy_slot(layer, target[i], held.data() + i * each, false);
    }
}
