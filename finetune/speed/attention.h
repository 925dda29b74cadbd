// Causal attention within packed documents on AMX tiles, forward and backward, one head at a time.
// A query at place q sees the keys from first[q] to q. Depth 64, lengths in steps of 32. The way
// back works on transposed scores (keys down, queries across), so that no block of probabilities
// is ever transposed. Single-threaded; knows no model.
#pragma once

#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "half.h"

namespace attention {

constexpr int DEPTH = 64, BLOCK = 32, CHUNK = 128, TILE = 512;  // a tile holds 512 halves

inline bool allowed() {
    static const bool granted = syscall(SYS_arch_prctl, 0x1023, 18) == 0;
    return granted;
}

// All eight tiles 16 rows of 64 bytes; what was configured before comes back at the end.
struct Tiles {
    alignas(64) uint8_t before[64], now[64] = {};
    Tiles() {
        _tile_storeconfig(before);
        now[0] = 1;
        for (int i = 0; i < 8; ++i) now[16 + 2 * i] = 64, now[48 + i] = 16;
        _tile_loadconfig(now);
    }
    ~Tiles() {
        if (before[0]) _tile_loadconfig(before);
        else _tile_release();
    }
};

// c (32, 32) of `stride` floats between rows (+)= a (32, 32 steps) * b, tiles of b `apart` halves
// from step to step and `beside` from one half of its columns to the other.
template <bool ADD>
INLINE void product(float* c, int stride, const Half* a, int a_stride, int a_step, const Half* b,
                    int apart, int beside, int steps) {
    size_t row = stride * sizeof(float), across = a_stride * sizeof(Half);
    if (ADD) {
        _tile_loadd(0, c, row);
        _tile_loadd(1, c + 16, row);
        _tile_loadd(2, c + 16 * stride, row);
        _tile_loadd(3, c + 16 * stride + 16, row);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    for (int step = 0; step < steps; ++step, a += a_step, b += apart) {
        _tile_loadd(4, a, across);
        _tile_loadd(5, a + 16 * a_stride, across);
        _tile_loadd(6, b, 64);
        _tile_loadd(7, b + beside, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, c, row);
    _tile_stored(1, c + 16, row);
    _tile_stored(2, c + 16 * stride, row);
    _tile_stored(3, c + 16 * stride + 16, row);
}

// Rows (length, 64) as the right side of rows': tile (n / 16, d / 32), words transposed.
inline void pack_across(const Half* rows, int stride, int length, Half* to) {
    for (int n = 0; n < length; n += 16)
        for (int part = 0; part < DEPTH / 32; ++part, to += TILE)
            for (int i = 0; i < 16; ++i) {
                const Half* row = rows + size_t(n + i) * stride + 32 * part;
                for (int p = 0; p < 16; ++p) std::memcpy(to + 32 * p + 2 * i, row + 2 * p, 4);
            }
}

// Rows (length, 64) as the right side itself: tile (row / 32, d / 16), pairs of rows interleaved.
inline void pack_down(const Half* rows, int stride, int length, Half* to) {
    for (int n = 0; n < length; n += 32)
        for (int part = 0; part < DEPTH / 16; ++part, to += TILE)
            for (int p = 0; p < 16; ++p) {
                const Half *even = rows + size_t(n + 2 * p) * stride + 16 * part, *odd = even + stride;
                for (int i = 0; i < 16; ++i) to[32 * p + 2 * i] = even[i], to[32 * p + 2 * i + 1] = odd[i];
            }
}

// Rows (length, 64) turned by their positions; written without gaps.
inline void rotate(const Half* rows, int stride, const Half* cosine, const Half* sine, int length,
                   Half* to) {
    constexpr int SIDE = DEPTH / 2;
    for (int t = 0; t < length; ++t, rows += stride, cosine += DEPTH, sine += DEPTH, to += DEPTH)
        for (int i = 0; i < SIDE; i += LANES) {
            Floats a = load_half(rows + i), b = load_half(rows + SIDE + i);
            store_half(to + i, a * load_half(cosine + i) - b * load_half(sine + i));
            store_half(to + SIDE + i,
                       b * load_half(cosine + SIDE + i) + a * load_half(sine + SIDE + i));
        }
}

// The gradient of what `rotate` read, from that of what it wrote.
inline void rotate_back(const float* rows, const Half* cosine, const Half* sine, int length,
                        Half* to, int stride) {
    constexpr int SIDE = DEPTH / 2;
    for (int t = 0; t < length; ++t, rows += DEPTH, cosine += DEPTH, sine += DEPTH, to += stride)
        for (int i = 0; i < SIDE; i += LANES) {
            Floats a = load(rows + i), b = load(rows + SIDE + i);
            store_half(to + i, a * load_half(cosine + i) + b * load_half(sine + SIDE + i));
            store_half(to + SIDE + i, b * load_half(cosine + SIDE + i) - a * load_half(sine + i));
        }
}

struct Sizes {
    int64_t batch, length, heads, groups;  // groups: heads of keys and values
    float scale;
};

INLINE Ints places(int from) {
    Ints at{};
    for (int i = 0; i < LANES; ++i) at[i] = from + i;
    return at;
}
INLINE Floats kept(Ints mask, Floats x) {
    return floats_of(words_of(x) & reinterpret_cast<Words>(mask));
}

// One row of scores becomes weights that are not divided by their sum yet; returns that sum.
inline float weigh(float* scores, Half* weights, int from, int to, int first, int last, float scale,
                   float* peak) {
    Floats peaks = all(-INFINITY);
    for (int k = from; k < to; k += LANES) {
        Ints at = places(k), seen = (at >= first) & (at <= last);
        Floats x = load(scores + k) * scale;
        x = kept(seen, x) + kept(~seen, all(-1e30f));
        store(scores + k, x);
        peaks = larger(peaks, x);
    }
    *peak = largest(peaks);
    Floats totals{};
    for (int k = from; k < to; k += LANES) {
        Ints at = places(k), seen = (at >= first) & (at <= last);
        Floats x = kept(seen, exponential(load(scores + k) - *peak));
        totals += x;
        store_half(weights + k, x);
    }
    return sum(totals);
}

inline void forward_head(const Half* query, const Half* keys, const Half* values, const int32_t* first,
                         Half* out, int out_stride, float* logsum, int length, float scale) {
    std::vector<float> scores(size_t(BLOCK) * length), sums(BLOCK * DEPTH);
    std::vector<Half> weights(size_t(BLOCK) * length);
    float total[BLOCK];
    for (int q = 0; q < length; q += BLOCK) {
        int from = first[q] / BLOCK * BLOCK, to = q + BLOCK;
        for (int k = from; k < to; k += BLOCK)
            product<false>(scores.data() + k, length, query + q * DEPTH, DEPTH, 32,
                           keys + k / 16 * 2 * TILE, TILE, 2 * TILE, DEPTH / 32);
        for (int i = 0; i < BLOCK; ++i) {
            float peak;
            total[i] = weigh(scores.data() + size_t(i) * length, weights.data() + size_t(i) * length,
                             from, to, first[q + i], q + i, scale, &peak);
            logsum[q + i] = peak + std::log(total[i]);
        }
        for (int d = 0; d < DEPTH; d += 32)
            product<false>(sums.data() + d, DEPTH, weights.data() + from, length, 32,
                           values + from / 32 * 4 * TILE + d / 16 * TILE, 4 * TILE, TILE,
                           (to - from) / 32);
        for (int i = 0; i < BLOCK; ++i)
            for (int d = 0; d < DEPTH; d += LANES)
                store_half(out + size_t(q + i) * out_stride + d,
                           load(sums.data() + i * DEPTH + d) * (1.0f / total[i]));
    }
}

// What the way back needs of one query head.
struct QueryHead {
    const Half *rows, *across, *down, *grad_across, *grad_down;  // queries, and gradients of answers
    const float *logsum, *delta;
    float* grad;  // (64, length): of the rotated queries, transposed
};
// And of one head of keys and values.
struct KeyHead {
    const Half *rows, *turned, *values;  // keys (length, 64), keys' (64, length), values
    int value_stride;
    float *grad, *value_grad;  // (length, 64)
};

// Scores and their gradients of 32 keys by up to 128 queries.
struct Sheet {
    alignas(64) float score[BLOCK * CHUNK], slope[BLOCK * CHUNK];
    alignas(64) Half weight[BLOCK * CHUNK], grad[BLOCK * CHUNK];
    alignas(64) Half pairs[CHUNK / 16 * TILE];  // the gradients as a right side
};

// Turns scores and slopes of two neighbouring keys into weights and gradients of scores.
inline void pair_of_keys(Sheet& sheet, int row, int key, int q, int count, const int32_t* first,
                         const QueryHead& head, float scale) {
    for (int i = 0; i < count; i += LANES) {
        Ints at = places(q + i), from;
        std::memcpy(&from, first + q + i, sizeof from);
        Floats logsum = load(head.logsum + q + i), delta = load(head.delta + q + i);
        Words both[2];
        for (int r = 0; r < 2; ++r) {
            int place = (row + r) * CHUNK + i;
            Ints seen = (at >= key + r) & (from <= key + r);
            Floats weight =
                kept(seen, exponential(load(sheet.score + place) * scale - logsum));
            Floats grad = weight * (load(sheet.slope + place) - delta) * scale;
            store_half(sheet.weight + place, weight);
            store_half(sheet.grad + place, grad);
            both[r] = words_of(load_half(sheet.grad + place));
        }
        Words mixed = (both[0] >> 16) | both[1];
        std::memcpy(sheet.pairs + i / 16 * TILE + row / 2 * 32, &mixed, sizeof mixed);
    }
}

inline void backward_block(Sheet& sheet, int k, int q, int count, const int32_t* first, int length,
                           const QueryHead& head, const KeyHead& keys, float scale) {
    for (int i = 0; i < count; i += BLOCK) {
        int at = (q + i) / 16 * 2 * TILE;
        product<false>(sheet.score + i, CHUNK, keys.rows + k * DEPTH, DEPTH, 32, head.across + at,
                       TILE, 2 * TILE, DEPTH / 32);
        product<false>(sheet.slope + i, CHUNK, keys.values + size_t(k) * keys.value_stride,
                       keys.value_stride, 32, head.grad_across + at, TILE, 2 * TILE, DEPTH / 32);
    }
    for (int row = 0; row < BLOCK; row += 2)
        pair_of_keys(sheet, row, k + row, q, count, first, head, scale);
    for (int d = 0; d < DEPTH; d += 32) {
        int at = q / 32 * 4 * TILE + d / 16 * TILE;
        product<true>(keys.value_grad + k * DEPTH + d, DEPTH, sheet.weight, CHUNK, 32,
                      head.grad_down + at, 4 * TILE, TILE, count / 32);
        product<true>(keys.grad + k * DEPTH + d, DEPTH, sheet.grad, CHUNK, 32, head.down + at,
                      4 * TILE, TILE, count / 32);
        for (int i = 0; i < count; i += BLOCK)
            product<true>(head.grad + size_t(d) * length + q + i, length, keys.turned + d * length + k,
                          length, 32, sheet.pairs + i / 16 * TILE, 0, TILE, 1);
    }
}

inline void backward_head(const int32_t* first, int length, const QueryHead& head,
                          const KeyHead& keys, float scale) {
    static thread_local Sheet sheet;
    for (int k = 0; k < length; k += BLOCK) {
        int end = k;
        while (end < length && first[end] < k + BLOCK) end += BLOCK;
        for (int q = k; q < end; q += CHUNK)
            backward_block(sheet, k, q, end - q < CHUNK ? end - q : CHUNK, first, length, head, keys,
                           scale);
    }
}

inline void transposed(const Half* rows, int length, Half* to) {
    for (int d = 0; d < DEPTH; ++d)
        for (int t = 0; t < length; ++t) to[size_t(d) * length + t] = rows[size_t(t) * DEPTH + d];
}
inline void upright(const float* columns, int length, float* to) {
    for (int t = 0; t < length; ++t)
        for (int d = 0; d < DEPTH; ++d) to[size_t(t) * DEPTH + d] = columns[size_t(d) * length + t];
}

inline void forward(const Half* query, const Half* key, const Half* value, const Half* cosine,
                    const Half* sine, const int32_t* first, Half* out, float* logsum, Sizes of) {
    Tiles tiles;
    int length = of.length, wide = of.heads * DEPTH, narrow = of.groups * DEPTH;
    std::vector<Half> turned(size_t(length) * DEPTH), keys(turned), values(turned);
    for (int64_t b = 0; b < of.batch; ++b)
        for (int64_t g = 0; g < of.groups; ++g) {
            size_t turn = size_t(b) * length * DEPTH, of_group = size_t(b) * length * narrow + g * DEPTH;
            rotate(key + of_group, narrow, cosine + turn, sine + turn, length, turned.data());
            pack_across(turned.data(), DEPTH, length, keys.data());
            pack_down(value + of_group, narrow, length, values.data());
            for (int64_t h = g * of.heads / of.groups; h < (g + 1) * of.heads / of.groups; ++h) {
                size_t of_head = size_t(b) * length * wide + h * DEPTH;
                rotate(query + of_head, wide, cosine + turn, sine + turn, length, turned.data());
                forward_head(turned.data(), keys.data(), values.data(), first + b * length,
                             out + of_head, wide, logsum + (b * of.heads + h) * length, length,
                             of.scale);
            }
        }
}

// delta[t] = the answer's product with its gradient.
inline void deltas(const Half* out, const Half* grad, int stride, int length, float* delta) {
    for (int t = 0; t < length; ++t, out += stride, grad += stride) {
        Floats along{};
        for (int d = 0; d < DEPTH; d += LANES) along += load_half(out + d) * load_half(grad + d);
        delta[t] = sum(along);
    }
}

inline void store_rows(const float* rows, int length, Half* to, int stride) {
    for (int t = 0; t < length; ++t)
        for (int d = 0; d < DEPTH; d += LANES)
            store_half(to + size_t(t) * stride + d, load(rows + size_t(t) * DEPTH + d));
}

inline void backward(const Half* query, const Half* key, const Half* value, const Half* cosine,
                     const Half* sine, const int32_t* first, const Half* out, const float* logsum,
                     const Half* dout, Half* dquery, Half* dkey, Half* dvalue, Sizes of) {
    Tiles tiles;
    int length = of.length, wide = of.heads * DEPTH, narrow = of.groups * DEPTH;
    size_t size = size_t(length) * DEPTH;
    std::vector<Half> keys(size), turned(size), rows(size), across(size), down(size),
        grad_across(size), grad_down(size);
    std::vector<float> dkeys(size), dvalues(size), dqueries(size), straight(size), delta(length);
    for (int64_t b = 0; b < of.batch; ++b)
        for (int64_t g = 0; g < of.groups; ++g) {
            size_t turn = b * size, of_group = size_t(b) * length * narrow + g * DEPTH;
            rotate(key + of_group, narrow, cosine + turn, sine + turn, length, keys.data());
            transposed(keys.data(), length, turned.data());
            std::fill(dkeys.begin(), dkeys.end(), 0.0f);
            std::fill(dvalues.begin(), dvalues.end(), 0.0f);
            KeyHead held{keys.data(), turned.data(), value + of_group, narrow, dkeys.data(),
                         dvalues.data()};
            for (int64_t h = g * of.heads / of.groups; h < (g + 1) * of.heads / of.groups; ++h) {
                size_t of_head = size_t(b) * length * wide + h * DEPTH;
                rotate(query + of_head, wide, cosine + turn, sine + turn, length, rows.data());
                pack_across(rows.data(), DEPTH, length, across.data());
                pack_down(rows.data(), DEPTH, length, down.data());
                pack_across(dout + of_head, wide, length, grad_across.data());
                pack_down(dout + of_head, wide, length, grad_down.data());
                deltas(out + of_head, dout + of_head, wide, length, delta.data());
                std::fill(dqueries.begin(), dqueries.end(), 0.0f);
                QueryHead head{rows.data(),        across.data(), down.data(),
                               grad_across.data(), grad_down.data(),
                               logsum + (b * of.heads + h) * length, delta.data(), dqueries.data()};
                backward_head(first + b * length, length, head, held, of.scale);
                upright(dqueries.data(), length, straight.data());
                rotate_back(straight.data(), cosine + turn, sine + turn, length, dquery + of_head,
                            wide);
            }
            rotate_back(dkeys.data(), cosine + turn, sine + turn, length, dkey + of_group, narrow);
            store_rows(dvalues.data(), length, dvalue + of_group, narrow);
        }
}

}  // namespace attention
