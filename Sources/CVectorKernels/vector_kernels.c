#include "vector_kernels.h"

// Every function that takes or gives a vector is inlined: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

// Nothing is fused but what says so: else a compiler's choice would show in the bits.
#pragma STDC FP_CONTRACT OFF

#define LANES 16
typedef float floats __attribute__((vector_size(64)));
typedef int32_t ints __attribute__((vector_size(64)));
typedef uint8_t bytes __attribute__((vector_size(16)));

#define NAME(x) x##_portable
#include "kernels_body.h"
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx2
#include "kernels_body.h"
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx512
#include "kernels_body.h"
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
    size_t padded = (length + LANES - 1) / LANES * LANES;
    return 2 * width * padded + 4 * padded + width;
}
