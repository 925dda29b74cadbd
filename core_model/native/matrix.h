// Weights in 4 or 8 bits, packed for streaming: blocks of 16 outputs, groups of 32 inputs.
//
// A group of one block is, in 4 bits, 320 bytes: 16 scales and 16 minima in half precision, then
// 256 bytes in which byte 16*4*i + 4*n + j holds input 4i+j of output n in its low half and input
// 16+4i+j in its high half: w = scale * q + minimum, q from 0 to 15 (as GGUF's Q4_1, exactly).
// In 8 bits two groups share 1088 bytes: twice 16 scales, then twice 512 bytes in which byte
// 64*i + 4*n + j holds input 4i+j of output n: w = scale * (q - 128) (as GGUF's Q8_0, exactly).
#pragma once

#include "memory.h"
#include "vector.h"

constexpr int GROUP = 32;
constexpr int PAIR = 2 * LANES;  // outputs that are computed together
constexpr int INPUT_STEP = 64;   // inputs are padded to this
constexpr size_t GROUP_BYTES_4 = 320;
constexpr size_t PAIR_BYTES_8 = 1088;

struct Matrix {
    int outputs = 0, inputs = 0, bits = 8, blocks = 0, groups = 0;
    size_t block_bytes = 0;
    uint8_t* bytes = nullptr;

    Matrix() = default;
    Matrix(Store& store, int outputs, int inputs, int bits)
        : outputs(outputs), inputs(inputs), bits(bits), blocks(round_up(outputs, PAIR) / LANES),
          groups(round_up(inputs, INPUT_STEP) / GROUP),
          block_bytes(bits == 4 ? groups * GROUP_BYTES_4 : groups / 2 * PAIR_BYTES_8),
          bytes(store.take(blocks * block_bytes)) {}

    int pairs() const { return blocks / 2; }
    int padded_inputs() const { return groups * GROUP; }
    uint8_t* block(int at) const { return bytes + at * block_bytes; }
};

// Half-precision scales, then minima in 4 bits, of one group; and its quants.
struct GroupView {
    uint8_t *scales, *minima, *quants;
};

inline GroupView group_of(const Matrix& matrix, uint8_t* block, int group) {
    if (matrix.bits == 4) {
        uint8_t* at = block + group * GROUP_BYTES_4;
        return {at, at + 32, at + 64};
    }
    uint8_t* at = block + group / 2 * PAIR_BYTES_8;
    return {at + group % 2 * 32, nullptr, at + 64 + group % 2 * 512};
}

inline void put_half(uint8_t* halves, int lane, uint16_t value) {
    std::memcpy(halves + 2 * lane, &value, 2);
}
inline float get_half(const uint8_t* halves, int lane) {
    uint16_t value;
    std::memcpy(&value, halves + 2 * lane, 2);
    return from_half(value);
}

struct Range {
    float low, high;
};

inline Range range_of(const float* x) {
    Floats low = smaller(load(x), load(x + LANES)), high = larger(load(x), load(x + LANES));
    return {-largest(-low), largest(high)};
}

inline void pack_lane_4(const GroupView& to, int lane, const float* x) {
    Range range = range_of(x);
    uint16_t minimum = to_half(range.low);
    uint16_t scale = to_half((range.high - range.low) / 15);
    put_half(to.scales, lane, scale);
    put_half(to.minima, lane, minimum);
    float inverse = from_half(scale) > 0 ? 1 / from_half(scale) : 0;
    Floats base = all(from_half(minimum));
    alignas(64) int32_t q[GROUP];
    for (int at = 0; at < GROUP; at += LANES) {
        Floats steps = smaller(larger((load(x + at) - base) * inverse, all(0)), all(15));
        Ints rounded = __builtin_convertvector(steps + 0.5f, Ints);
        std::memcpy(q + at, &rounded, sizeof rounded);
    }
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j)
            to.quants[64 * i + 4 * lane + j] = q[4 * i + j] | q[16 + 4 * i + j] << 4;
}

inline void pack_lane_8(const GroupView& to, int lane, const float* x) {
    Range range = range_of(x);
    float peak = range.high > -range.low ? range.high : -range.low;
    uint16_t scale = to_half(peak / 127);
    put_half(to.scales, lane, scale);
    float inverse = from_half(scale) > 0 ? 1 / from_half(scale) : 0;
    alignas(64) int32_t q[GROUP];
    for (int at = 0; at < GROUP; at += LANES) {
        Floats steps = load(x + at) * inverse;
        steps = smaller(larger(steps, all(-127)), all(127)) + 128.5f;
        Ints rounded = __builtin_convertvector(steps, Ints);
        std::memcpy(q + at, &rounded, sizeof rounded);
    }
    for (int i = 0; i < 8; ++i)
        for (int j = 0; j < 4; ++j) to.quants[64 * i + 4 * lane + j] = q[4 * i + j];
}

// Packs one block from its 16 rows of inputs; a null row is zeros.
inline void pack_block(Matrix& matrix, int block, const float* const rows[LANES]) {
    alignas(64) float x[GROUP];
    for (int group = 0; group < matrix.groups; ++group) {
        GroupView to = group_of(matrix, matrix.block(block), group);
        for (int lane = 0; lane < LANES; ++lane) {
            int have = rows[lane] ? matrix.inputs - group * GROUP : 0;
            have = have < 0 ? 0 : have > GROUP ? GROUP : have;
            std::memset(x, 0, sizeof x);
            if (have) std::memcpy(x, rows[lane] + group * GROUP, have * sizeof(float));
            matrix.bits == 4 ? pack_lane_4(to, lane, x) : pack_lane_8(to, lane, x);
        }
    }
}

// The weights of one output, dequantised, padding included: embedding rows, and checks.
inline void unpack_row(const Matrix& matrix, int row, float* to) {
    int lane = row % LANES;
    for (int group = 0; group < matrix.groups; ++group, to += GROUP) {
        GroupView from = group_of(matrix, matrix.block(row / LANES), group);
        float scale = get_half(from.scales, lane);
        float minimum = matrix.bits == 4 ? get_half(from.minima, lane) : -128 * scale;
        for (int k = 0; k < GROUP; ++k) {
            int at = matrix.bits == 4 ? k % 16 / 4 * 64 + 4 * lane + k % 4
                                      : k / 4 * 64 + 4 * lane + k % 4;
            int q = from.quants[at];
            if (matrix.bits == 4) q = k < 16 ? q & 15 : q >> 4;
            to[k] = matrix.bits == 4 ? scale * q + minimum : scale * (q - 128);
        }
    }
}
