// The kernels themselves: included once for each instruction set, with NAME(x) giving x a suffix.

#define INLINE static inline __attribute__((always_inline))

INLINE ints NAME(load)(const int32_t *p) {
    ints v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

/// Appends the lanes that are set, 16 of them from column `first`.
INLINE size_t NAME(append)(ints set, size_t first, uint16_t *hits, size_t count) {
    flags narrow = __builtin_convertvector(set, flags);
    uint16_t bits;
    __builtin_memcpy(&bits, &narrow, sizeof bits);
    for (unsigned rest = bits; rest; rest &= rest - 1) hits[count++] = (uint16_t)(first + __builtin_ctz(rest));
    return count;
}

static size_t NAME(above_bar)(
    const int32_t *scores, const int32_t *excess, int32_t bar, size_t width, uint16_t *hits) {
    size_t count = 0;
    for (size_t j = 0; j < width; j += LANES)
        count = NAME(append)(NAME(load)(scores + j) - NAME(load)(excess + j) > bar, j, hits, count);
    return count;
}

static size_t NAME(above_bars)(
    const int32_t *scores, const int32_t *excess, int32_t bar, const int32_t *bars, size_t width, uint16_t *hits) {
    size_t count = 0;
    for (size_t j = 0; j < width; j += LANES) {
        ints score = NAME(load)(scores + j) - NAME(load)(excess + j);
        count = NAME(append)((score > bar) | (score > NAME(load)(bars + j)), j, hits, count);
    }
    return count;
}

/// Asks for the row that comes two after this one, while others are still computed.
INLINE void NAME(prefetch)(const char *row, size_t size) {
    for (size_t byte = 0; byte < size; byte += 64) __builtin_prefetch(row + byte);
}

static void NAME(inner_products)(
    const float *query, const float *base, const int32_t *rows, size_t count, size_t width, float *out) {
    size_t whole = width & ~(size_t)(LANES - 1);
    for (size_t i = 0; i < count; i++) {
        const float *row = base + (size_t)rows[i] * width;
        if (i + 2 < count)
            NAME(prefetch)((const char *)(base + (size_t)rows[i + 2] * width), width * sizeof(float));
        floats sums = {};
        for (size_t j = 0; j < whole; j += LANES) {
            floats a, b;
            __builtin_memcpy(&a, query + j, sizeof a);
            __builtin_memcpy(&b, row + j, sizeof b);
            sums += a * b;
        }
        for (size_t j = whole; j < width; j++) sums[j - whole] += query[j] * row[j];
        floats8 eight = sums.lo + sums.hi;
        floats4 four = eight.lo + eight.hi;
        floats2 two = four.lo + four.hi;
        out[i] = two[0] + two[1];
    }
}

static void NAME(integer_products)(
    const uint8_t *query, const uint8_t *base, const int32_t *rows, size_t count, size_t width, int32_t *out) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *row = base + (size_t)rows[i] * width;
        if (i + 2 < count) NAME(prefetch)((const char *)(base + (size_t)rows[i + 2] * width), width);
        ints sums = {};
        for (size_t j = 0; j < width; j += LANES) {
            bytes a, b;
            __builtin_memcpy(&a, query + j, sizeof a);
            __builtin_memcpy(&b, row + j, sizeof b);
            sums += (__builtin_convertvector(a, ints) - 128) * (__builtin_convertvector(b, ints) - 128);
        }
        out[i] = __builtin_reduce_add(sums);
    }
}

static const casebook_score_kernels NAME(table) = {
    NAME(above_bar), NAME(above_bars), NAME(inner_products), NAME(integer_products),
};

#undef INLINE
