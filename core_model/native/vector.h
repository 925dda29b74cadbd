// Sixteen floats at a time, in the vector extension of GCC and Clang: the compiler lowers them to
// whatever the target has. Knows nothing of models.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define INLINE inline __attribute__((always_inline))

constexpr int LANES = 16;

typedef float Floats __attribute__((vector_size(64)));
typedef int32_t Ints __attribute__((vector_size(64)));
typedef uint32_t Words __attribute__((vector_size(64)));
typedef float LooseFloats __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint32_t LooseWords __attribute__((vector_size(64), aligned(4), may_alias));

INLINE Floats load(const float* from) { return *reinterpret_cast<const LooseFloats*>(from); }
INLINE void store(float* to, Floats x) { *reinterpret_cast<LooseFloats*>(to) = x; }
INLINE Words load_words(const void* from) {
    return *reinterpret_cast<const LooseWords*>(from);
}
INLINE Floats all(float x) { return Floats{} + x; }
INLINE Floats floats_of(Words bits) { return reinterpret_cast<Floats>(bits); }
INLINE Words words_of(Floats x) { return reinterpret_cast<Words>(x); }
INLINE Floats larger(Floats a, Floats b) { return a > b ? a : b; }
INLINE Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
INLINE Floats magnitude(Floats x) { return floats_of(words_of(x) & 0x7fffffffu); }

#ifdef __AVX512F__
INLINE float sum(Floats x) { return _mm512_reduce_add_ps(reinterpret_cast<__m512>(x)); }
INLINE float largest(Floats x) { return _mm512_reduce_max_ps(reinterpret_cast<__m512>(x)); }
#else
INLINE float sum(Floats x) {
    float lanes[LANES];
    store(lanes, x);
    for (int width = LANES / 2; width; width /= 2)
        for (int i = 0; i < width; ++i) lanes[i] += lanes[i + width];
    return lanes[0];
}
INLINE float largest(Floats x) {
    float lanes[LANES];
    store(lanes, x);
    for (int width = LANES / 2; width; width /= 2)
        for (int i = 0; i < width; ++i)
            lanes[i] = lanes[i] > lanes[i + width] ? lanes[i] : lanes[i + width];
    return lanes[0];
}
#endif

// e^x within 2 units in the last place for x from -87 to 88; beyond, the value at the bound.
// Range reduction by ln 2 in two parts (Cody and Waite), then the Taylor polynomial of degree 6.
INLINE Floats exponential(Floats x) {
    x = larger(smaller(x, all(88.0f)), all(-87.0f));
    Floats scaled = x * 1.44269504f;
    Ints power = __builtin_convertvector(scaled + (scaled >= 0 ? all(0.5f) : all(-0.5f)), Ints);
    Floats whole = __builtin_convertvector(power, Floats);
    Floats rest = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    Floats y = all(1.0f / 720) * rest + 1.0f / 120;
    y = y * rest + 1.0f / 24;
    y = y * rest + 1.0f / 6;
    y = y * rest + 0.5f;
    y = y * rest + 1.0f;
    y = y * rest + 1.0f;
    return y * floats_of(reinterpret_cast<Words>((power + 127) << 23));
}

INLINE Floats silu(Floats x) { return x / (exponential(-x) + 1.0f); }

INLINE uint32_t bits_of(float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, 4);
    return bits;
}
INLINE float float_of(uint32_t bits) {
    float x;
    std::memcpy(&x, &bits, 4);
    return x;
}

// bfloat16, rounded to nearest even; a NaN stays a NaN.
INLINE uint16_t to_bf16(float x) {
    uint32_t bits = bits_of(x);
    if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fc0;
    return (bits + 0x7fffu + ((bits >> 16) & 1)) >> 16;
}
INLINE Words to_bf16(Floats x) {
    Words bits = words_of(x);
    Words rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    Words lost = reinterpret_cast<Words>((bits & 0x7fffffffu) > 0x7f800000u);
    return (lost & 0x7fc0u) | (~lost & rounded);
}
INLINE void store_bf16(uint16_t* to, Floats x) {
    Words words = to_bf16(x);
    typedef uint16_t Shorts __attribute__((vector_size(32)));
    Shorts narrow = __builtin_convertvector(words, Shorts);
    std::memcpy(to, &narrow, sizeof narrow);
}
// The two bfloat16 of each word: the first in the low half.
INLINE Floats low_bf16(Words pair) { return floats_of(pair << 16); }
INLINE Floats high_bf16(Words pair) { return floats_of(pair & 0xffff0000u); }

// IEEE half precision, for scales of weights.
INLINE uint16_t to_half(float x) {
    uint32_t bits = bits_of(x), sign = (bits >> 16) & 0x8000u;
    float size = float_of(bits & 0x7fffffffu);
    if (!(size < 65520.0f)) return sign | 0x7c00u | (size != size ? 0x200u : 0u);
    if (size < 6.103515625e-5f) return sign | (uint16_t)std::nearbyint(size * 16777216.0f);
    uint32_t rounded = bits_of(size) + 0xfffu + ((bits_of(size) >> 13) & 1);
    return sign | ((rounded - 0x38000000u) >> 13);
}
INLINE float from_half(uint16_t half) {
    uint32_t exponent = (half >> 10) & 31, fraction = half & 0x3ffu;
    float size = exponent == 0    ? fraction * 5.9604644775390625e-8f
                 : exponent == 31 ? float_of(0x7f800000u | fraction << 13)
                                  : float_of((exponent + 112) << 23 | fraction << 13);
    return half & 0x8000u ? -size : size;
}

INLINE int round_up(int n, int step) { return (n + step - 1) / step * step; }
