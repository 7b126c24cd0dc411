// The loops of nearest-neighbour search, in three forms that give the same bits (see vector_kernels.h).
#ifndef CASEBOOK_SCORE_KERNELS_H
#define CASEBOOK_SCORE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    /// Writes the columns j of a row for which scores[j] - excess[j] > bar, ascending; returns how many. `width` is a
    /// multiple of 16, and `hits` has room for it.
    size_t (*above_bar)(const int32_t *scores, const int32_t *excess, int32_t bar, size_t width, uint16_t *hits);
    /// The same for scores[j] - excess[j] > min(bar, bars[j]).
    size_t (*above_bars)(
        const int32_t *scores, const int32_t *excess, int32_t bar, const int32_t *bars, size_t width, uint16_t *hits);
    /// out[i] = the inner product of `query` with the row of `width` floats that begins at base + rows[i] * width:
    /// 16 partial sums, columns in turn, then added in halves. No product is fused with its sum.
    void (*inner_products)(
        const float *query, const float *base, const int32_t *rows, size_t count, size_t width, float *out);
    /// out[i] = the sum of (query[j] - 128) * (row[j] - 128), the row beginning at base + rows[i] * width. Each factor
    /// is within 63 of 0, and `width` is a multiple of 64.
    void (*integer_products)(
        const uint8_t *query, const uint8_t *base, const int32_t *rows, size_t count, size_t width, int32_t *out);
} casebook_score_kernels;

/// The kernels for an instruction set at most as new as `level` (as in vector_kernels.h), among those that this
/// processor has.
const casebook_score_kernels *casebook_score_kernels_for(int level);

#endif
