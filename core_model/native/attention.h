// Attention of one query row over the pages of its sequence, in parts that can be merged.
#pragma once

#include "cache.h"

// What one sequence has in the cache, for one layer and key-value head.
struct Pages {
    const Cache& cache;
    const int32_t* blocks;
    int layer, head;

    const uint16_t* keys(int slot) const {
        return cache.keys(layer, cache.page_of(blocks, slot), head);
    }
    const uint16_t* values(int slot) const {
        return cache.values(layer, cache.page_of(blocks, slot), head);
    }
};

// A part of a softmax-weighted sum: the peak of the scores, the sum of exp(score - peak), and the
// values weighted with exp(score - peak).
struct Part {
    float* at;  // peak, total, then depth values

    static int size(int depth) { return depth + LANES; }
    float& peak() const { return at[0]; }
    float& total() const { return at[1]; }
    float* values() const { return at + LANES; }
};

// scores[slot - from] for slots from..to, rounded up to whole pages and -inf there. `query` holds
// `depth` elements, scaled. Returns the peak.
inline float score_slots(const Pages& pages, const float* query, int from, int to, float* scores) {
    Floats peak = all(-INFINITY);
    int depth = pages.cache.depth();
    for (int slot = from; slot < to; slot += PAGE) {
        const uint16_t* keys = pages.keys(slot);
        Floats even{}, odd{};
        for (int d = 0; d < depth; d += 2) {
            Words pair = load_words(keys + d * PAGE);
            even += low_bf16(pair) * query[d];
            odd += high_bf16(pair) * query[d + 1];
        }
        Floats score = even + odd;
        if (slot + PAGE > to)
            for (int i = to - slot; i < PAGE; ++i) score[i] = -INFINITY;
        store(scores + slot - from, score);
        peak = larger(peak, score);
    }
    return largest(peak);
}

// Turns scores into exp(score - peak), whole vectors of them, and returns their sum.
inline float weigh(float* scores, int count, float peak) {
    Floats total{};
    for (int i = 0; i < count; i += LANES) {
        Floats score = load(scores + i);
        Floats weight = score == all(-INFINITY) ? Floats{} : exponential(score - peak);
        store(scores + i, weight);
        total += weight;
    }
    return sum(total);
}

// values += weight of each slot of a page * its value. The slots beyond `count` are not read as
// numbers: what was left there may be anything.
INLINE void add_page(const uint16_t* page, const float* weights, int count, int depth,
                     float* values) {
    for (int d = 0; d < depth; d += LANES) {
        const uint16_t* at = page + 2 * d;
        Floats even = load(values + d), odd{};
        for (int slot = 0; slot + 1 < count; slot += 2) {
            Words pair = load_words(at + slot * depth);
            even += low_bf16(pair) * weights[slot];
            odd += high_bf16(pair) * weights[slot + 1];
        }
        if (count % 2) even += low_bf16(load_words(at + (count - 1) * depth)) * weights[count - 1];
        store(values + d, even + odd);
    }
}

// values[0..depth) = sum of weights[slot - from] * value of slot.
inline void sum_values(const Pages& pages, const float* weights, int from, int to, float* values) {
    int depth = pages.cache.depth();
    std::memset(values, 0, depth * sizeof(float));
    for (int slot = from; slot < to; slot += PAGE) {
        int count = to - slot < PAGE ? to - slot : PAGE;
        if (count == PAGE)
            add_page(pages.values(slot), weights + slot - from, PAGE, depth, values);
        else
            add_page(pages.values(slot), weights + slot - from, count, depth, values);
    }
}

inline void attend(const Pages& pages, const float* query, int from, int to, float* scores,
                   Part part) {
    part.peak() = score_slots(pages, query, from, to, scores);
    part.total() = weigh(scores, round_up(to - from, PAGE), part.peak());
    sum_values(pages, scores, from, to, part.values());
}

// out[0..count) = the parts' weighted sum, over its total.
inline void merge(float* parts, int number, int depth, int count, float* out) {
    int size = Part::size(depth);
    float peak = -INFINITY, total = 0;
    for (int i = 0; i < number; ++i) peak = std::fmax(peak, Part{parts + i * size}.peak());
    for (int d = 0; d < count; ++d) out[d] = 0;
    for (int i = 0; i < number; ++i) {
        Part part{parts + i * size};
        float scale = std::exp(part.peak() - peak);
        total += scale * part.total();
        for (int d = 0; d < count; ++d) out[d] += scale * part.values()[d];
    }
    for (int d = 0; d < count; ++d) out[d] /= total;
}
