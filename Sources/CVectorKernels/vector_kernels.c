#include "vector_kernels.h"

// Every function that takes or gives a vector is inlined: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

// Nothing is fused but what says so: else a compiler's choice would show in the bits.
#pragma STDC FP_CONTRACT OFF

#define LANES 16
typedef float floats __attribute__((ext_vector_type(16), may_alias));
typedef int32_t ints __attribute__((ext_vector_type(16), may_alias));
typedef int16_t shorts __attribute__((ext_vector_type(16), may_alias));
typedef uint8_t bytes __attribute__((ext_vector_type(16), may_alias));

// Of each form: `pairwise` multiplies the 16-bit halves of each lane and adds the two products; KEYS and QUERIES say how
// many sums the registers hold at once, which no result depends on.

#define NAME(x) x##_portable
#define KEYS 4
#define QUERIES 2
static inline ints pairwise_portable(ints a, ints b) {
    return ((a << 16) >> 16) * ((b << 16) >> 16) + (a >> 16) * (b >> 16);
}
#include "kernels_body.h"
#include "attention_body.h"
#undef NAME

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx2
static inline __attribute__((always_inline)) ints pairwise_avx2(ints a, ints b) {
    __m256i x[2], y[2];
    __builtin_memcpy(x, &a, sizeof a);
    __builtin_memcpy(y, &b, sizeof b);
    x[0] = _mm256_madd_epi16(x[0], y[0]);
    x[1] = _mm256_madd_epi16(x[1], y[1]);
    __builtin_memcpy(&a, x, sizeof a);
    return a;
}
#include "kernels_body.h"
#include "attention_body.h"
#undef NAME
#undef KEYS
#undef QUERIES
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx512
#define KEYS 8
#define QUERIES 8
static inline __attribute__((always_inline)) ints pairwise_avx512(ints a, ints b) {
    return (ints)_mm512_madd_epi16((__m512i)a, (__m512i)b);
}
#include "kernels_body.h"
#include "attention_body.h"
#undef NAME
#pragma clang attribute pop
#endif

const casebook_kernels *casebook_kernels_for(int level) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (level >= CASEBOOK_AVX512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &table_avx512;
    if (level >= CASEBOOK_AVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &table_avx2;
#endif
    return &table_portable;
}

size_t casebook_attention_scratch(size_t length, size_t width) {
    // Room for either kind of attention, whatever the form.
    size_t keys = (length + LANES) / LANES * LANES;
    return LANES * (width + 2 * keys) + 2 * width * keys + LANES * width + 4 * LANES + width;
}
