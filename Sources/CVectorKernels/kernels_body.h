// The kernels themselves: included once for each instruction set, with NAME(x) giving x a suffix.

#define INLINE static inline __attribute__((always_inline))

INLINE floats NAME(load)(const float *p) {
    floats v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

INLINE void NAME(store)(float *p, floats v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE floats NAME(fma)(floats a, floats b, floats c) { return __builtin_elementwise_fma(a, b, c); }

INLINE floats NAME(max)(floats a, floats b) { return __builtin_elementwise_max(a, b); }

INLINE floats NAME(min)(floats a, floats b) { return __builtin_elementwise_min(a, b); }

/// One order for every machine: halves are added until one lane is left.
INLINE float NAME(sum)(floats v) {
    typedef float half8 __attribute__((vector_size(32)));
    typedef float half4 __attribute__((vector_size(16)));
    half8 a = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
              __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
    half4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
    return (b[0] + b[2]) + (b[1] + b[3]);
}

/// e to the power of x, within 2 units in the last place for -87 <= x <= 88; smaller x give about 1e-38.
/// Range reduction and polynomial as in Cephes' expf (S. L. Moshier).
INLINE floats NAME(exp)(floats x) {
    x = NAME(max)(x, (floats){} - 87.0f);
    x = NAME(min)(x, (floats){} + 88.0f);
    // Adding and taking off 1.5 * 2^23 rounds to the nearest integer.
    floats shifted = NAME(fma)(x, (floats){} + 1.44269504088896341f, (floats){} + 12582912.0f);
    floats n = shifted - 12582912.0f;
    floats r = NAME(fma)(n, (floats){} - 0.693359375f, x);
    r = NAME(fma)(n, (floats){} + 2.12194440e-4f, r);
    floats p = (floats){} + 1.9875691500e-4f;
    p = NAME(fma)(p, r, (floats){} + 1.3981999507e-3f);
    p = NAME(fma)(p, r, (floats){} + 8.3334519073e-3f);
    p = NAME(fma)(p, r, (floats){} + 4.1665795894e-2f);
    p = NAME(fma)(p, r, (floats){} + 1.6666665459e-1f);
    p = NAME(fma)(p, r, (floats){} + 5.0000001201e-1f);
    p = NAME(fma)(p, r * r, r + 1.0f);
    ints bits;
    __builtin_memcpy(&bits, &shifted, sizeof bits);
    // The low bits of `shifted` are n, so that moving them up adds n to the exponent.
    bits = bits << 23;
    ints value;
    __builtin_memcpy(&value, &p, sizeof value);
    value += bits;
    __builtin_memcpy(&p, &value, sizeof p);
    return p;
}

/// The error function as a rational approximation on [-4, 4] (as in Eigen and XLA), within 5e-7.
INLINE floats NAME(erf)(floats x) {
    x = NAME(max)(x, (floats){} - 4.0f);
    x = NAME(min)(x, (floats){} + 4.0f);
    floats s = x * x;
    floats p = (floats){} - 2.72614225801306e-10f;
    p = NAME(fma)(p, s, (floats){} + 2.77068142495902e-08f);
    p = NAME(fma)(p, s, (floats){} - 2.10102402082508e-06f);
    p = NAME(fma)(p, s, (floats){} - 5.69250639462346e-05f);
    p = NAME(fma)(p, s, (floats){} - 7.34990630326855e-04f);
    p = NAME(fma)(p, s, (floats){} - 2.95459980854025e-03f);
    p = NAME(fma)(p, s, (floats){} - 1.60960333262415e-02f);
    floats q = (floats){} - 1.45660718464996e-05f;
    q = NAME(fma)(q, s, (floats){} - 2.13374055278905e-04f);
    q = NAME(fma)(q, s, (floats){} - 1.68282697438203e-03f);
    q = NAME(fma)(q, s, (floats){} - 7.37332916720468e-03f);
    q = NAME(fma)(q, s, (floats){} - 1.42647390514189e-02f);
    return x * p / q;
}

static casebook_quantisation NAME(quantise)(const float *x, size_t n, uint8_t *out) {
    floats low = {}, high = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j);
        low = NAME(min)(low, v);
        high = NAME(max)(high, v);
    }
    float least = 0, most = 0;
    for (int lane = 0; lane < LANES; lane++) {
        least = low[lane] < least ? low[lane] : least;
        most = high[lane] > most ? high[lane] : most;
    }
    casebook_quantisation row = {(most - least) / 255.0f, 0};
    if (!(row.scale > 0)) {
        row.scale = 1;
        __builtin_memset(out, 0, n);
        return row;
    }
    float inverse = 1.0f / row.scale;
    // Adding 1.5 * 2^23 rounds to the nearest integer, halves to even, and leaves it in the low bits.
    float zero = (-least * inverse + 12582912.0f) - 12582912.0f;
    row.zero = (int32_t)zero;
    floats offset = (floats){} + zero;
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(fma)(NAME(load)(x + j), (floats){} + inverse, offset);
        v = NAME(min)(NAME(max)(v, (floats){}), (floats){} + 255.0f);
        v = v + 12582912.0f;
        ints bits;
        __builtin_memcpy(&bits, &v, sizeof bits);
        bytes narrow = __builtin_convertvector(bits & 255, bytes);
        __builtin_memcpy(out + j, &narrow, sizeof narrow);
    }
    return row;
}

static void NAME(dequantise)(
    const int32_t *sums, size_t n, casebook_quantisation row, casebook_columns columns, float *out) {
    for (size_t j = 0; j < n; j += LANES) {
        ints sum, column;
        __builtin_memcpy(&sum, sums + j, sizeof sum);
        __builtin_memcpy(&column, columns.sums + j, sizeof column);
        floats value = __builtin_convertvector(sum - column * row.zero, floats);
        floats scale = NAME(load)(columns.scales + j) * row.scale;
        NAME(store)(out + j, NAME(fma)(value, scale, NAME(load)(columns.bias + j)));
    }
}

static void NAME(add)(float *sum, const float *x, size_t n) {
    for (size_t j = 0; j < n; j += LANES) NAME(store)(sum + j, NAME(load)(sum + j) + NAME(load)(x + j));
}

static void NAME(gelu)(float *x, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j);
        floats half = v * 0.5f;
        NAME(store)(x + j, NAME(fma)(half, NAME(erf)(v * 0.70710678118654752f), half));
    }
}

static void NAME(gelu_tanh)(float *x, size_t n) {
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j);
        floats cubic = NAME(fma)(v * v * v, (floats){} + 0.044715f, v);
        // v * (1 + tanh(u)) / 2 = v / (1 + exp(-2u))
        floats power = NAME(exp)(cubic * (-2.0f * 0.79788456080286536f));
        NAME(store)(x + j, v / (power + 1.0f));
    }
}

static void NAME(add_and_normalise)(
    float *x, const float *y, size_t n, const float *gamma, const float *beta, float epsilon) {
    floats total = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j) + NAME(load)(y + j);
        NAME(store)(x + j, v);
        total += v;
    }
    float mean = NAME(sum)(total) / (float)n;
    floats squares = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats d = NAME(load)(x + j) - mean;
        squares = NAME(fma)(d, d, squares);
    }
    float scale = 1.0f / __builtin_sqrtf(NAME(sum)(squares) / (float)n + epsilon);
    for (size_t j = 0; j < n; j += LANES) {
        floats d = (NAME(load)(x + j) - mean) * scale;
        NAME(store)(x + j, NAME(fma)(d, NAME(load)(gamma + j), NAME(load)(beta + j)));
    }
}

static void NAME(normalise)(float *x, size_t n) {
    floats squares = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j);
        squares = NAME(fma)(v, v, squares);
    }
    float length = __builtin_sqrtf(NAME(sum)(squares));
    if (!(length > 0)) return;
    for (size_t j = 0; j < n; j += LANES) NAME(store)(x + j, NAME(load)(x + j) / length);
}

/// Scores of 4 queries with `blocks` * 16 keys, at most 2 * 16: each is summed over the width in order.
INLINE void NAME(score_block)(
    const float *const queries[4], const float *keys, size_t stride, size_t width, float scale, float *scores,
    size_t score_stride, int blocks) {
    floats sums[4][2] = {};
    for (size_t d = 0; d < width; d++) {
        floats left = NAME(load)(keys + d * stride);
        floats right = blocks > 1 ? NAME(load)(keys + d * stride + LANES) : left;
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) {
            floats q = (floats){} + queries[i][d];
            sums[i][0] = NAME(fma)(q, left, sums[i][0]);
            if (blocks > 1) sums[i][1] = NAME(fma)(q, right, sums[i][1]);
        }
    }
    for (int i = 0; i < 4; i++) {
        NAME(store)(scores + i * score_stride, sums[i][0] * scale);
        if (blocks > 1) NAME(store)(scores + i * score_stride + LANES, sums[i][1] * scale);
    }
}

/// Turns scores into exponentials, and gives one over their sum. What stands behind the last key becomes 0.
INLINE float NAME(soften)(float *scores, size_t length, size_t padded) {
    for (size_t j = length; j < padded; j++) scores[j] = -__builtin_inff();
    floats high = (floats){} - __builtin_inff();
    for (size_t j = 0; j < padded; j += LANES) high = NAME(max)(high, NAME(load)(scores + j));
    float most = high[0];
    for (int lane = 1; lane < LANES; lane++) most = high[lane] > most ? high[lane] : most;
    floats total = {};
    for (size_t j = 0; j < padded; j += LANES) {
        floats e = NAME(exp)(NAME(load)(scores + j) - most);
        NAME(store)(scores + j, e);
        if (j + LANES > length)
            for (size_t k = length > j ? length : j; k < j + LANES; k++) scores[k] = 0;
        total += NAME(load)(scores + j);
    }
    return 1.0f / NAME(sum)(total);
}

/// Weighted sums of the values for 4 queries, `blocks` * 16 columns, at most 2 * 16, in order of key.
INLINE void NAME(value_block)(
    const float *weights, size_t weight_stride, const float *values, size_t width, size_t length,
    const float inverse[4], float *const out[4], int blocks) {
    floats sums[4][2] = {};
    for (size_t j = 0; j < length; j++) {
        floats left = NAME(load)(values + j * width);
        floats right = blocks > 1 ? NAME(load)(values + j * width + LANES) : left;
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) {
            floats w = (floats){} + weights[i * weight_stride + j];
            sums[i][0] = NAME(fma)(w, left, sums[i][0]);
            if (blocks > 1) sums[i][1] = NAME(fma)(w, right, sums[i][1]);
        }
    }
    for (int i = 0; i < 4; i++) {
        NAME(store)(out[i], sums[i][0] * inverse[i]);
        if (blocks > 1) NAME(store)(out[i] + LANES, sums[i][1] * inverse[i]);
    }
}

static void NAME(attend)(
    const float *qkv, size_t length, size_t heads, size_t width, float *scratch, float *out) {
    size_t row = 3 * heads * width;
    size_t padded = (length + LANES - 1) / LANES * LANES;
    float *keys = scratch;                      // `width` rows of `padded` keys
    float *values = keys + width * padded;      // `padded` rows of `width` values
    float *scores = values + width * padded;    // 4 rows of `padded` scores
    float *unused = scores + 4 * padded;        // where queries past the last one write
    float scale = 1.0f / __builtin_sqrtf((float)width);
    for (size_t d = 0; d < width; d++)
        for (size_t j = length; j < padded; j++) keys[d * padded + j] = 0;
    for (size_t head = 0; head < heads; head++) {
        const float *queries = qkv + head * width;
        for (size_t j = 0; j < length; j++) {
            const float *key = qkv + j * row + (heads + head) * width;
            for (size_t d = 0; d < width; d++) keys[d * padded + j] = key[d];
            __builtin_memcpy(values + j * width, key + heads * width, width * sizeof(float));
        }
        for (size_t first = 0; first < length; first += 4) {
            size_t count = length - first < 4 ? length - first : 4;
            const float *asked[4];
            float *targets[4], inverse[4];
            for (size_t i = 0; i < 4; i++) {
                // A last block with fewer queries computes the last one again, and drops it.
                size_t query = i < count ? first + i : length - 1;
                asked[i] = queries + query * row;
                targets[i] = i < count ? out + (query * heads + head) * width : unused;
            }
            size_t j = 0;
            for (; j + 2 * LANES <= padded; j += 2 * LANES)
                NAME(score_block)(asked, keys + j, padded, width, scale, scores + j, padded, 2);
            if (j < padded) NAME(score_block)(asked, keys + j, padded, width, scale, scores + j, padded, 1);
            for (size_t i = 0; i < 4; i++)
                inverse[i] = i < count ? NAME(soften)(scores + i * padded, length, padded) : 0;
            size_t d = 0;
            for (; d + 2 * LANES <= width; d += 2 * LANES) {
                float *columns[4] = {targets[0] + d, targets[1] + d, targets[2] + d, targets[3] + d};
                NAME(value_block)(scores, padded, values + d, width, length, inverse, columns, 2);
            }
            if (d < width) {
                float *columns[4] = {targets[0] + d, targets[1] + d, targets[2] + d, targets[3] + d};
                NAME(value_block)(scores, padded, values + d, width, length, inverse, columns, 1);
            }
        }
    }
}

static const casebook_kernels NAME(table) = {
    NAME(quantise), NAME(dequantise), NAME(gelu), NAME(gelu_tanh),
    NAME(add_and_normalise), NAME(attend), NAME(add), NAME(normalise),
};

#undef INLINE
