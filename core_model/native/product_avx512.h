// Integer products of one block with a few encoded rows: AVX-512 with VNNI.
#pragma once

#include <immintrin.h>

#include "rows.h"

namespace product {

constexpr int ROWS = 4;  // rows per call, at most
constexpr int AHEAD = 2560;  // bytes of weights asked for ahead of use

INLINE __m512 halves(const uint8_t* at) {
    return _mm512_cvtph_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(at)));
}
INLINE __m512i quad(const int8_t* at) {
    int32_t four;
    std::memcpy(&four, at, 4);
    return _mm512_set1_epi32(four);
}
INLINE void ask(const uint8_t* at, int lines) {
    for (int i = 0; i < lines; ++i)
        _mm_prefetch(reinterpret_cast<const char*>(at + AHEAD + 64 * i), _MM_HINT_T0);
}

template <int R>
INLINE void group_4(const uint8_t* w, const RowView* x, int group, __m512* total) {
    const __m512i low = _mm512_set1_epi8(15);
    __m512i q[8];
    for (int i = 0; i < 4; ++i) {
        __m512i both = _mm512_load_si512(w + 64 + 64 * i);
        q[i] = _mm512_and_si512(both, low);
        q[4 + i] = _mm512_and_si512(_mm512_srli_epi16(both, 4), low);
    }
    __m512 scale = halves(w), minimum = halves(w + 32);
    for (int r = 0; r < R; ++r) {
        const int8_t* xq = x[r].quants + group * GROUP;
        __m512i even = _mm512_setzero_si512(), odd = even;
        for (int i = 0; i < 8; i += 2) {
            even = _mm512_dpbusd_epi32(even, q[i], quad(xq + 4 * i));
            odd = _mm512_dpbusd_epi32(odd, q[i + 1], quad(xq + 4 * i + 4));
        }
        __m512 dot = _mm512_cvtepi32_ps(_mm512_add_epi32(even, odd));
        __m512 by = _mm512_mul_ps(scale, _mm512_set1_ps(x[r].scales[group]));
        total[r] = _mm512_fmadd_ps(dot, by, total[r]);
        total[r] = _mm512_fmadd_ps(minimum, _mm512_set1_ps(x[r].sums[group]), total[r]);
    }
}

template <int R>
INLINE void group_8(const uint8_t* quants, __m512 scale, const RowView* x, int group,
                    __m512* total) {
    __m512i q[8];
    for (int i = 0; i < 8; ++i) q[i] = _mm512_load_si512(quants + 64 * i);
    for (int r = 0; r < R; ++r) {
        const int8_t* xq = x[r].quants + group * GROUP;
        __m512i even = _mm512_set1_epi32(x[r].corrections[group]), odd = _mm512_setzero_si512();
        for (int i = 0; i < 8; i += 2) {
            even = _mm512_dpbusd_epi32(even, q[i], quad(xq + 4 * i));
            odd = _mm512_dpbusd_epi32(odd, q[i + 1], quad(xq + 4 * i + 4));
        }
        __m512 dot = _mm512_cvtepi32_ps(_mm512_add_epi32(even, odd));
        __m512 by = _mm512_mul_ps(scale, _mm512_set1_ps(x[r].scales[group]));
        total[r] = _mm512_fmadd_ps(dot, by, total[r]);
    }
}

// out[r][0..16) (+)= block * row r.
template <int R>
void block(const Matrix& matrix, int at, uint8_t* const* rows, float* const* out, bool add) {
    RowView x[R];
    __m512 total[R];
    for (int r = 0; r < R; ++r) {
        x[r] = view_of(rows[r], matrix.padded_inputs());
        total[r] = add ? _mm512_loadu_ps(out[r]) : _mm512_setzero_ps();
    }
    const uint8_t* w = matrix.block(at);
    if (matrix.bits == 4) {
        for (int group = 0; group < matrix.groups; ++group, w += GROUP_BYTES_4) {
            ask(w, 5);
            group_4<R>(w, x, group, total);
        }
    } else {
        for (int group = 0; group < matrix.groups; group += 2, w += PAIR_BYTES_8) {
            ask(w, 17);
            group_8<R>(w + 64, halves(w), x, group, total);
            group_8<R>(w + 576, halves(w + 32), x, group + 1, total);
        }
    }
    for (int r = 0; r < R; ++r) _mm512_storeu_ps(out[r], total[r]);
}

}  // namespace product
