// bfloat16 products on AMX tiles. Weights are dequantised a pair of blocks at a time into a panel.
#pragma once

#include <immintrin.h>

#include "memory.h"
#include "rows.h"

namespace tiles {

constexpr int TILE_BYTES = 1024;

struct alignas(64) Shape {
    uint8_t palette = 1, start = 0, reserved[14] = {};
    uint16_t width[16] = {};
    uint8_t rows[16] = {};
    Shape() {
        for (int i = 0; i < 8; ++i) set(i, 16, 64);
    }
    void set(int tile, int height, int bytes) {
        rows[tile] = height;
        width[tile] = bytes;
    }
};

// Tiles 0 to 3 and 6, 7 are whole. 4 is 16 rows of 16 bfloat16 and 5 is 8 rows of pairs, for the
// values of attention, whose blocks are 16 slots long.
inline void use_shapes() {
    static const Shape shape = [] {
        Shape made;
        made.set(4, 16, 32);
        made.set(5, 8, 64);
        return made;
    }();
    _tile_loadconfig(&shape);
}

}  // namespace tiles

// Dequantised weights: for each group of 32 inputs two tiles of 16 pairs of inputs by 16 outputs.
struct Panel {
    Buffer<uint16_t> weights;
    void need(int inputs) { weights.need(inputs * PAIR); }
};

namespace tiles {

// Rounds to bfloat16 and lays each two side by side.
INLINE __m512i pack_pairs(__m512 even, __m512 odd) {
    alignas(64) static constexpr uint16_t ORDER[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,
                                                       21, 6,  22, 7,  23, 8,  24, 9,  25, 10, 26,
                                                       11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(ORDER),
                                    (__m512i)_mm512_cvtne2ps_pbh(odd, even));
}

// The four bits from SHIFT on: the lookup takes just the low four bits of each index.
template <int SHIFT>
INLINE __m512 weight_4(__m512i dwords, __m512 scale, __m512 base) {
    const __m512 numbers = _mm512_setr_ps(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512 q = _mm512_permutexvar_ps(_mm512_srli_epi32(dwords, SHIFT), numbers);
    return _mm512_fmadd_ps(q, scale, base);
}

template <int SHIFT>
INLINE __m512 weight_8(__m512i dwords, __m512 scale, __m512 base) {
    __m512i q = _mm512_and_si512(_mm512_srli_epi32(dwords, SHIFT), _mm512_set1_epi32(255));
    return _mm512_fmadd_ps(_mm512_cvtepi32_ps(q), scale, base);
}

// One group of one block as a tile: row k/2 holds inputs k, k+1 of the 16 outputs.
INLINE void unpack_4(const uint8_t* w, uint16_t* tile) {
    __m512 scale = product::halves(w), base = product::halves(w + 32);
    for (int i = 0; i < 4; ++i) {
        __m512i q = _mm512_load_si512(w + 64 + 64 * i);
        auto* low = reinterpret_cast<__m512i*>(tile + 2 * i * PAIR);
        auto* high = reinterpret_cast<__m512i*>(tile + (8 + 2 * i) * PAIR);
        low[0] = pack_pairs(weight_4<0>(q, scale, base), weight_4<8>(q, scale, base));
        low[1] = pack_pairs(weight_4<16>(q, scale, base), weight_4<24>(q, scale, base));
        high[0] = pack_pairs(weight_4<4>(q, scale, base), weight_4<12>(q, scale, base));
        high[1] = pack_pairs(weight_4<20>(q, scale, base), weight_4<28>(q, scale, base));
    }
}

INLINE void unpack_8(const uint8_t* quants, __m512 scale, uint16_t* tile) {
    __m512 base = _mm512_mul_ps(scale, _mm512_set1_ps(-128));
    for (int i = 0; i < 8; ++i) {
        __m512i q = _mm512_load_si512(quants + 64 * i);
        auto* to = reinterpret_cast<__m512i*>(tile + 2 * i * PAIR);
        to[0] = pack_pairs(weight_8<0>(q, scale, base), weight_8<8>(q, scale, base));
        to[1] = pack_pairs(weight_8<16>(q, scale, base), weight_8<24>(q, scale, base));
    }
}

inline void unpack(const Matrix& matrix, int pair, uint16_t* panel) {
    for (int half = 0; half < 2; ++half) {
        const uint8_t* w = matrix.block(2 * pair + half);
        uint16_t* to = panel + half * TILE_BYTES / 2;
        if (matrix.bits == 4) {
            for (int group = 0; group < matrix.groups; ++group, to += TILE_BYTES)
                unpack_4(w + group * GROUP_BYTES_4, to);
        } else {
            for (int group = 0; group < matrix.groups; group += 2, to += 2 * TILE_BYTES) {
                const uint8_t* at = w + group / 2 * PAIR_BYTES_8;
                unpack_8(at + 64, product::halves(at), to);
                unpack_8(at + 576, product::halves(at + 32), to + TILE_BYTES);
            }
        }
    }
}

// 32 rows (or 16) by 32 outputs.
template <bool BOTH>
INLINE void square(const uint8_t* x, size_t stride, const uint16_t* panel, int groups, float* out) {
    _tile_zero(0);
    _tile_zero(1);
    if (BOTH) _tile_zero(2);
    if (BOTH) _tile_zero(3);
    for (int group = 0; group < groups; ++group, panel += TILE_BYTES, x += 64) {
        _tile_loadd(4, panel, 64);
        _tile_loadd(5, panel + TILE_BYTES / 2, 64);
        _tile_loadd(6, x, stride);
        _tile_dpbf16ps(0, 6, 4);
        _tile_dpbf16ps(1, 6, 5);
        if (BOTH) {
            _tile_loadd(7, x + 16 * stride, stride);
            _tile_dpbf16ps(2, 7, 4);
            _tile_dpbf16ps(3, 7, 5);
        }
    }
    _tile_stored(0, out, PAIR * sizeof(float));
    _tile_stored(1, out + LANES, PAIR * sizeof(float));
    if (BOTH) _tile_stored(2, out + 16 * PAIR, PAIR * sizeof(float));
    if (BOTH) _tile_stored(3, out + 16 * PAIR + LANES, PAIR * sizeof(float));
}

inline void multiply(const Matrix& matrix, int pair, const Rows& rows, int count, float* out,
                     Panel& panel) {
    uint16_t* weights = panel.weights.data();
    unpack(matrix, pair, weights);
    static const Shape whole;
    _tile_loadconfig(&whole);
    int at = 0;
    for (; at + 16 < count; at += 32)
        square<true>(rows.row(at), rows.stride, weights, matrix.groups, out + at * PAIR);
    if (at < count)
        square<false>(rows.row(at), rows.stride, weights, matrix.groups, out + at * PAIR);
}

}  // namespace tiles
