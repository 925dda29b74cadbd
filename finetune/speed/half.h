// bfloat16 in memory, sixteen floats in registers.
#pragma once

#include "vector.h"

typedef uint16_t Half;
typedef uint16_t Shorts __attribute__((vector_size(32)));

INLINE Floats load_half(const Half* from) {
    Shorts narrow;
    std::memcpy(&narrow, from, sizeof narrow);
    return floats_of(__builtin_convertvector(narrow, Words) << 16);
}
INLINE float of_half(Half x) { return float_of(uint32_t(x) << 16); }
INLINE void store_half(Half* to, Floats x) {
#ifdef __AVX512BF16__
    __m256bh narrow = _mm512_cvtneps_pbh(reinterpret_cast<__m512>(x));
    std::memcpy(to, &narrow, sizeof narrow);
#else
    store_bf16(to, x);
#endif
}
