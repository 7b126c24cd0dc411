#include "score_kernels.h"

#include "vector_kernels.h"

// Every function that takes or gives a vector is inlined: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

// Nothing is fused: else a compiler's choice would show in the bits.
#pragma STDC FP_CONTRACT OFF

#define LANES 16
typedef float floats __attribute__((ext_vector_type(LANES)));
typedef float floats8 __attribute__((ext_vector_type(8)));
typedef float floats4 __attribute__((ext_vector_type(4)));
typedef float floats2 __attribute__((ext_vector_type(2)));
typedef uint8_t bytes __attribute__((ext_vector_type(LANES)));
typedef int32_t ints __attribute__((ext_vector_type(LANES)));
typedef _Bool flags __attribute__((ext_vector_type(LANES)));

#define NAME(x) x##_portable
#include "score_kernels_body.h"
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi"))), apply_to = function)
#define NAME(x) x##_avx2
#include "score_kernels_body.h"
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi"))), apply_to = function)
#define NAME(x) x##_avx512
#include "score_kernels_body.h"
#undef NAME
#pragma clang attribute pop
#endif

const casebook_score_kernels *casebook_score_kernels_for(int level) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (level >= CASEBOOK_AVX512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return &table_avx512;
    if (level >= CASEBOOK_AVX2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) return &table_avx2;
#endif
    return &table_portable;
}
