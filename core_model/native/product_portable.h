// Integer product of one block with one encoded row, in plain C++.
#pragma once

#include "rows.h"

namespace product {

constexpr int ROWS = 1;  // rows per call, at most

// out[r][0..16) (+)= block * row r.
template <int R>
void block(const Matrix& matrix, int at, uint8_t* const* rows, float* const* out, bool add) {
    static_assert(R == 1);
    float total[LANES];
    for (int lane = 0; lane < LANES; ++lane) total[lane] = add ? out[0][lane] : 0;
    RowView x = view_of(rows[0], matrix.padded_inputs());
    for (int group = 0; group < matrix.groups; ++group) {
        GroupView w = group_of(matrix, matrix.block(at), group);
        int32_t dot[LANES] = {};
        const int8_t* xq = x.quants + group * GROUP;
        for (int i = 0; i < (matrix.bits == 4 ? 4 : 8); ++i)
            for (int lane = 0; lane < LANES; ++lane)
                for (int j = 0; j < 4; ++j) {
                    int q = w.quants[64 * i + 4 * lane + j];
                    if (matrix.bits == 4)
                        dot[lane] += (q & 15) * xq[4 * i + j] + (q >> 4) * xq[16 + 4 * i + j];
                    else
                        dot[lane] += (q - 128) * xq[4 * i + j];
                }
        for (int lane = 0; lane < LANES; ++lane) {
            total[lane] += dot[lane] * x.scales[group] * get_half(w.scales, lane);
            if (matrix.bits == 4) total[lane] += x.sums[group] * get_half(w.minima, lane);
        }
    }
    for (int lane = 0; lane < LANES; ++lane) out[0][lane] = total[lane];
}

}  // namespace product
