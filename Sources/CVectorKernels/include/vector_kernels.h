// Row-wise arithmetic of a transformer encoder, in three forms (AVX-512, AVX2 with FMA, portable) that give the same
// bits: every product is fused or not by the source's own word, every sum has one order, whatever the width of the
// machine's vectors. Swift cannot compile one function for several instruction sets, hence C.
#ifndef CASEBOOK_VECTOR_KERNELS_H
#define CASEBOOK_VECTOR_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Sizes that rows are padded to, so that no kernel needs a tail: buffers hold a multiple of this many floats.
enum { CASEBOOK_LANES = 16 };

/// A row of 8-bit integers stands for (value - zero) * scale.
typedef struct {
    float scale;
    int32_t zero;
} casebook_quantisation;

/// What turns the integer sums of one layer into floats, column by column.
typedef struct {
    const float *scales;        // of the weights
    const int32_t *sums;        // of each column's weights, for the zero point
    const float *bias;
} casebook_columns;

typedef struct {
    /// Quantises `n` floats to 0...255 by their own range, which always holds 0.
    casebook_quantisation (*quantise)(const float *x, size_t n, uint8_t *out);
    /// out[j] = (sums[j] - zero * columns.sums[j]) * scale * columns.scales[j] + columns.bias[j].
    void (*dequantise)(
        const int32_t *sums, size_t n, casebook_quantisation row, const casebook_columns *columns, float *out);
    /// The same, and then x * Phi(x) within 2e-4.
    void (*dequantise_gelu)(
        const int32_t *sums, size_t n, casebook_quantisation row, const casebook_columns *columns, float *out);
    /// x[j] = x[j] * Phi(x[j]), the error function to float accuracy.
    void (*gelu)(float *x, size_t n);
    /// The tanh approximation of the same (`gelu_new`).
    void (*gelu_tanh)(float *x, size_t n);
    /// x = layernorm(x + y) * gamma + beta.
    void (*add_and_normalise)(
        float *x, const float *y, size_t n, const float *gamma, const float *beta, float epsilon);
    /// The same, of y that is yet to be dequantised.
    void (*dequantise_add_and_normalise)(
        float *x, const int32_t *sums, size_t n, casebook_quantisation row, const casebook_columns *columns,
        const float *gamma, const float *beta, float epsilon);
    /// Softmax attention of one sequence: `qkv` has `length` rows of 3 * heads * width floats (queries, keys, values),
    /// `out` rows of heads * width. `width` is a multiple of 16. `scratch` holds casebook_attention_scratch floats.
    void (*attend)(const float *qkv, size_t length, size_t heads, size_t width, void *scratch, float *out);
    /// The same in 16-bit integers with exact sums: queries, keys and values by their greatest magnitude in a head (of
    /// queries, in 16 of them), weights of 15 bits. At most 4096 rows.
    void (*attend_integers)(const float *qkv, size_t length, size_t heads, size_t width, void *scratch, float *out);
    /// sum += x.
    void (*add)(float *sum, const float *x, size_t n);
    /// Scales to unit length; zeros stay.
    void (*normalise)(float *x, size_t n);
} casebook_kernels;

enum { CASEBOOK_PORTABLE = 0, CASEBOOK_AVX2 = 1, CASEBOOK_AVX512 = 2 };

/// The kernels for an instruction set at most as new as `level`, among those that this processor has.
const casebook_kernels *casebook_kernels_for(int level);

/// Floats of scratch memory that `attend` needs.
size_t casebook_attention_scratch(size_t length, size_t width);

#endif
