// The product of one pair of blocks (32 outputs) with many rows, by the best path of the target.
#pragma once

#if defined(__AVX512VNNI__) && defined(__AVX512BW__)
#include "product_avx512.h"
#elif defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#include "product_avx2.h"
#else
#include "product_portable.h"
#endif

#ifdef __AMX_BF16__
#include "tiles.h"
#else
struct Panel {
    void need(int) {}
};
#endif

namespace product {

template <int R>
int some_rows(const Matrix& matrix, int pair, const Rows& rows, const int* index, int at,
              int count, float* out, bool add) {
    for (; at + R <= count; at += R) {
        uint8_t* x[R];
        float* y[R];
        for (int r = 0; r < R; ++r) x[r] = rows.row(index ? index[at + r] : at + r);
        for (int half = 0; half < 2; ++half) {
            for (int r = 0; r < R; ++r) y[r] = out + (at + r) * PAIR + half * LANES;
            block<R>(matrix, 2 * pair + half, x, y, add);
        }
    }
    return at;
}

}  // namespace product

// out (count, 32) = rows * pair of blocks. In int8, row r is rows[index[r]] where an index is
// given; in bfloat16 the rows lie together, and `out` must have room for a multiple of 16 of them.
inline void multiply(const Matrix& matrix, int pair, const Rows& rows, const int* index, int count,
                     float* out, Panel& panel) {
#ifdef __AMX_BF16__
    if (rows.tiles) return tiles::multiply(matrix, pair, rows, count, out, panel);
#endif
    int at = 0;
    if constexpr (product::ROWS >= 4)
        at = product::some_rows<4>(matrix, pair, rows, index, at, count, out, false);
    if constexpr (product::ROWS >= 2)
        at = product::some_rows<2>(matrix, pair, rows, index, at, count, out, false);
    product::some_rows<1>(matrix, pair, rows, index, at, count, out, false);
}
