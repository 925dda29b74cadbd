// Integer products of one block with a few encoded rows: AVX2 with FMA and F16C.
#pragma once

#include <immintrin.h>

#include "rows.h"

namespace product {

constexpr int ROWS = 2;  // rows per call, at most

INLINE __m256 halves(const uint8_t* at) {
    return _mm256_cvtph_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(at)));
}
INLINE __m256i quad(const int8_t* at) {
    int32_t four;
    std::memcpy(&four, at, 4);
    return _mm256_set1_epi32(four);
}
// Unsigned bytes at most 127 by signed bytes at least -127: the 16-bit sums do not saturate.
INLINE __m256i add_dots(__m256i total, __m256i w, __m256i x) {
    return _mm256_add_epi32(
        total, _mm256_madd_epi16(_mm256_maddubs_epi16(w, x), _mm256_set1_epi16(1)));
}

// Half of a group's outputs (8 of 16): `half` 0 or 1.
template <int R>
INLINE void group_4(const uint8_t* w, int half, const RowView* x, int group, __m256* total) {
    const __m256i low = _mm256_set1_epi8(15);
    __m256 scale = halves(w + 16 * half), minimum = halves(w + 32 + 16 * half);
    for (int r = 0; r < R; ++r) {
        const int8_t* xq = x[r].quants + group * GROUP;
        __m256i dot = _mm256_setzero_si256();
        for (int i = 0; i < 4; ++i) {
            __m256i both = _mm256_load_si256(
                reinterpret_cast<const __m256i*>(w + 64 + 64 * i + 32 * half));
            dot = add_dots(dot, _mm256_and_si256(both, low), quad(xq + 4 * i));
            __m256i high = _mm256_and_si256(_mm256_srli_epi16(both, 4), low);
            dot = add_dots(dot, high, quad(xq + 16 + 4 * i));
        }
        __m256 by = _mm256_mul_ps(scale, _mm256_set1_ps(x[r].scales[group]));
        total[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), by, total[r]);
        total[r] = _mm256_fmadd_ps(minimum, _mm256_set1_ps(x[r].sums[group]), total[r]);
    }
}

template <int R>
INLINE void group_8(const uint8_t* quants, const uint8_t* scales, int half, const RowView* x,
                    int group, __m256* total) {
    __m256 scale = halves(scales + 16 * half);
    const __m256i flip = _mm256_set1_epi8(-128);
    for (int r = 0; r < R; ++r) {
        const int8_t* xq = x[r].quants + group * GROUP;
        __m256i dot = _mm256_setzero_si256();
        for (int i = 0; i < 8; ++i) {
            __m256i w = _mm256_xor_si256(
                _mm256_load_si256(reinterpret_cast<const __m256i*>(quants + 64 * i + 32 * half)),
                flip);
            dot = add_dots(dot, _mm256_abs_epi8(w), _mm256_sign_epi8(quad(xq + 4 * i), w));
        }
        __m256 by = _mm256_mul_ps(scale, _mm256_set1_ps(x[r].scales[group]));
        total[r] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(dot), by, total[r]);
    }
}

// out[r][0..16) (+)= block * row r.
template <int R>
void block(const Matrix& matrix, int at, uint8_t* const* rows, float* const* out, bool add) {
    RowView x[R];
    for (int r = 0; r < R; ++r) x[r] = view_of(rows[r], matrix.padded_inputs());
    for (int half = 0; half < 2; ++half) {
        __m256 total[R];
        for (int r = 0; r < R; ++r)
            total[r] = add ? _mm256_loadu_ps(out[r] + 8 * half) : _mm256_setzero_ps();
        const uint8_t* w = matrix.block(at);
        if (matrix.bits == 4) {
            for (int group = 0; group < matrix.groups; ++group, w += GROUP_BYTES_4)
                group_4<R>(w, half, x, group, total);
        } else {
            for (int group = 0; group < matrix.groups; group += 2, w += PAIR_BYTES_8) {
                group_8<R>(w + 64, w, half, x, group, total);
                group_8<R>(w + 576, w + 32, half, x, group + 1, total);
            }
        }
        for (int r = 0; r < R; ++r) _mm256_storeu_ps(out[r] + 8 * half, total[r]);
    }
}

}  // namespace product
