// Activations as the products take them: int8 with a scale for every 32 inputs, or bfloat16.
#pragma once

#include "matrix.h"

// Rows of one encoding. In int8 a row is: quants (inputs), then for each group of 32 its scale, its
// sum (scale * total of quants) and the correction -128 * total for weights stored as q + 128.
// In bfloat16 a row is just its inputs.
struct Rows {
    uint8_t* base = nullptr;
    size_t stride = 0;
    int inputs = 0;  // padded
    bool tiles = false;

    uint8_t* row(int at) const { return base + at * stride; }
    static size_t stride_of(int inputs) {  // enough for either encoding
        return round_up(2 * inputs, 64);
    }
};

struct RowView {
    int8_t* quants;
    float *scales, *sums;
    int32_t* corrections;
};

INLINE RowView view_of(uint8_t* row, int inputs) {
    int groups = inputs / GROUP;
    float* scales = reinterpret_cast<float*>(row + inputs);
    return {reinterpret_cast<int8_t*>(row), scales, scales + groups,
            reinterpret_cast<int32_t*>(scales + 2 * groups)};
}

INLINE void encode_group(const Rows& rows, uint8_t* row, int group, Floats a, Floats b) {
    if (rows.tiles) {
        uint16_t* to = reinterpret_cast<uint16_t*>(row) + group * GROUP;
        store_bf16(to, a);
        store_bf16(to + LANES, b);
        return;
    }
    RowView to = view_of(row, rows.inputs);
    float peak = largest(larger(magnitude(a), magnitude(b)));
    float inverse = peak > 0 ? 127 / peak : 0;
    typedef int8_t Bytes __attribute__((vector_size(16)));
    Floats half = all(0.5f), minus = all(-0.5f);
    Ints p = __builtin_convertvector(a * inverse + (a > 0 ? half : minus), Ints);
    Ints q = __builtin_convertvector(b * inverse + (b > 0 ? half : minus), Ints);
    Bytes low = __builtin_convertvector(p, Bytes), high = __builtin_convertvector(q, Bytes);
    std::memcpy(to.quants + group * GROUP, &low, 16);
    std::memcpy(to.quants + group * GROUP + 16, &high, 16);
    float total = sum(__builtin_convertvector(p + q, Floats));
    to.scales[group] = peak / 127;
    to.sums[group] = peak / 127 * total;
    to.corrections[group] = -128 * (int32_t)total;
}

// Encodes `count` inputs, which must be readable up to the next multiple of 32 and zero there.
inline void encode_row(const Rows& rows, uint8_t* row, const float* x, int count) {
    int group = 0;
    for (; group * GROUP < count; ++group)
        encode_group(rows, row, group, load(x + group * GROUP), load(x + group * GROUP + LANES));
    for (; group * GROUP < rows.inputs; ++group) encode_group(rows, row, group, Floats{}, Floats{});
}
