// Attention of 16 consecutive query rows of one head, on AMX tiles.
#pragma once

#include "attention.h"
#include "tiles.h"

namespace tiles {

constexpr int QUERIES = 16;

// Room for 16 rows over `slots` slots, in whole pages of 4.
struct Sheet {
    Buffer<float> scores;
    Buffer<uint16_t> weights, last;
    int stride = 0;
    void need(int slots, int depth) {
        stride = round_up(slots, 4 * PAGE);
        scores.need(size_t(QUERIES) * stride);
        weights.need(size_t(QUERIES) * stride);
        last.need(PAGE * depth);
    }
};

INLINE void score_page(int tile, const uint16_t* keys, int part) {
    _tile_loadd(7, keys + part * 32 * PAGE, 64);
    switch (tile) {
        case 0: _tile_dpbf16ps(0, 6, 7); break;
        case 1: _tile_dpbf16ps(1, 6, 7); break;
        case 2: _tile_dpbf16ps(2, 6, 7); break;
        default: _tile_dpbf16ps(3, 6, 7);
    }
}

// scores (16, to) = queries * keys; `stride` in bytes between queries.
inline void score_pages(const Pages& pages, const uint16_t* queries, size_t stride, int to,
                        Sheet& sheet) {
    int depth = pages.cache.depth();
    for (int slot = 0; slot < to; slot += 4 * PAGE) {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
        for (int part = 0; part < depth / 32; ++part) {
            _tile_loadd(6, queries + part * 32, stride);
            for (int tile = 0; tile < 4 && slot + tile * PAGE < to; ++tile)
                score_page(tile, pages.keys(slot + tile * PAGE), part);
        }
        float* out = sheet.scores.data() + slot;
        size_t row = sheet.stride * sizeof(float);
        _tile_stored(0, out, row);
        _tile_stored(1, out + PAGE, row);
        _tile_stored(2, out + 2 * PAGE, row);
        _tile_stored(3, out + 3 * PAGE, row);
    }
}

// One row's scores of slots 0..limit become weights in bfloat16, zero up to `padded`. Returns their
// sum; the weights before rounding stay in the row of scores.
inline float weigh_row(float* scores, uint16_t* weights, int limit, int padded) {
    int whole = round_up(limit, LANES);
    for (int i = limit; i < whole; ++i) scores[i] = -INFINITY;
    Floats peak = all(-INFINITY);
    for (int i = 0; i < whole; i += LANES) peak = larger(peak, load(scores + i));
    float total = weigh(scores, whole, largest(peak));
    for (int i = 0; i < whole; i += LANES) store_bf16(weights + i, load(scores + i));
    for (int i = whole; i < padded; i += LANES) store_bf16(weights + i, Floats{});
    return total;
}

// The values of a page whose slots beyond `count` hold what was left there: those as zeros.
inline const uint16_t* clean_values(const Pages& pages, int slot, int count, Sheet& sheet) {
    int depth = pages.cache.depth();
    const uint16_t* from = pages.values(slot);
    uint16_t* to = sheet.last.data();
    std::memset(to, 0, PAGE * depth * sizeof(uint16_t));
    for (int s = 0; s < count; ++s)
        for (int d = 0; d < depth; ++d)
            to[pages.cache.value_at(s, d)] = from[pages.cache.value_at(s, d)];
    return to;
}

// out (16, depth) = weights * values; `stride` in floats between rows of `out`.
inline void sum_pages(const Pages& pages, int to, Sheet& sheet, float* out) {
    int depth = pages.cache.depth();
    size_t row = depth * 2 * sizeof(uint16_t), out_row = depth * sizeof(float);
    const uint16_t* last =
        to % PAGE ? clean_values(pages, to / PAGE * PAGE, to % PAGE, sheet) : nullptr;
    for (int d = 0; d < depth; d += 2 * LANES) {
        _tile_zero(0);
        _tile_zero(1);
        for (int slot = 0; slot < to; slot += PAGE) {
            const uint16_t* v = last && slot + PAGE > to ? last : pages.values(slot);
            _tile_loadd(4, sheet.weights.data() + slot, sheet.stride * sizeof(uint16_t));
            _tile_loadd(5, v + 2 * d, row);
            _tile_dpbf16ps(0, 4, 5);
            _tile_loadd(5, v + 2 * (d + LANES), row);
            _tile_dpbf16ps(1, 4, 5);
        }
        _tile_stored(0, out + d, out_row);
        _tile_stored(1, out + d + LANES, out_row);
    }
}

// Attends with `count` rows (at most 16), of which row i sees slots 0..first + i. `values` gets
// (16, depth) unscaled, `totals` what each row is to be divided by.
inline void attend(const Pages& pages, const uint16_t* queries, size_t stride, int first, int count,
                   Sheet& sheet, float* values, float* totals) {
    int to = first + count, padded = round_up(to, PAGE);
    use_shapes();
    score_pages(pages, queries, stride, to, sheet);
    for (int row = 0; row < QUERIES; ++row) {
        size_t at = size_t(row) * sheet.stride;
        int limit = row < count ? first + row + 1 : 1;
        totals[row] =
            weigh_row(sheet.scores.data() + at, sheet.weights.data() + at, limit, padded);
    }
    sum_pages(pages, to, sheet, values);
}

}  // namespace tiles
