// Softmax attention of one head, with 16 queries side by side in the lanes: each key's score, its exponential and the
// sums over keys are then whole vectors, and no step adds across lanes. Included after kernels_body.h.

#define INLINE static inline __attribute__((always_inline))

// Lanes that change places in one step of a transposition.
#define CROSS(a, b, s, high)                                                                                   \
    __builtin_shufflevector(a, b, LANE(0, s, high), LANE(1, s, high), LANE(2, s, high), LANE(3, s, high),      \
        LANE(4, s, high), LANE(5, s, high), LANE(6, s, high), LANE(7, s, high), LANE(8, s, high),              \
        LANE(9, s, high), LANE(10, s, high), LANE(11, s, high), LANE(12, s, high), LANE(13, s, high),          \
        LANE(14, s, high), LANE(15, s, high))
// The upper row keeps the lanes without bit s and takes the rest from the lower one; the lower row the other way.
#define LANE(k, s, high) ((high) ? (((k) & (s)) ? 16 + (k) : (k) + (s)) : (((k) & (s)) ? 16 + (k) - (s) : (k)))

#define TRANSPOSE_STEP(rows, s)                     \
    for (int i = 0; i < 16; i++) {                  \
        if (i & (s)) continue;                      \
        ints upper = rows[i], lower = rows[i + (s)]; \
        rows[i] = CROSS(upper, lower, s, 0);        \
        rows[i + (s)] = CROSS(upper, lower, s, 1);  \
    }

INLINE void NAME(transpose)(ints rows[16]) {
    TRANSPOSE_STEP(rows, 8)
    TRANSPOSE_STEP(rows, 4)
    TRANSPOSE_STEP(rows, 2)
    TRANSPOSE_STEP(rows, 1)
}

#undef TRANSPOSE_STEP
#undef LANE
#undef CROSS

/// Writes column after column of a block of `count` rows of `words` 32-bit values, 16 rows to a vector; rows past the
/// last are zeros.
INLINE void NAME(columns_of)(const void *block, size_t stride, size_t count, size_t words, ints *out) {
    for (size_t first = 0; first < words; first += 16) {
        ints rows[16] = {};
        for (size_t i = 0; i < count; i++)
            __builtin_memcpy(&rows[i], (const int32_t *)block + i * stride + first, sizeof rows[i]);
        NAME(transpose)(rows);
        size_t here = words - first < 16 ? words - first : 16;
        for (size_t d = 0; d < here; d++) out[first + d] = rows[d];
    }
}

/// Where QUERIES of a block's lanes write: `out` is the first lane's row, `stride` apart. Lanes past the `count` queries
/// write into `unused`, which has room for 2 * LANES floats.
INLINE void NAME(aim)(size_t lane, size_t count, float *out, size_t stride, float *unused, float *targets[QUERIES]) {
    for (size_t i = 0; i < QUERIES; i++) targets[i] = lane + i < count ? out + (lane + i) * stride : unused;
}

/// Moves the targets on by 2 * LANES columns.
INLINE void NAME(advance)(float *targets[QUERIES], const float *unused) {
    for (size_t i = 0; i < QUERIES; i++)
        if (targets[i] != unused) targets[i] += 2 * LANES;
}

INLINE void *NAME(aligned)(void *memory) { return (void *)(((uintptr_t)memory + 63) & ~(uintptr_t)63); }

/// Asks for the first rows of a sequence in the order of memory: head by head they would come line by line.
INLINE void NAME(prefetch)(const float *qkv, size_t length, size_t row) {
    size_t rows = length < 64 ? length : 64;
    for (size_t i = 0; i < rows * row; i += 16) __builtin_prefetch(qkv + i, 0, 2);
}

// 32-bit floats.

/// Scores of 16 queries with KEYS keys, each summed over the width in order.
INLINE void NAME(score_keys)(
    const floats *queries, const float *const keys[KEYS], size_t width, float scale, floats *scores, floats *most) {
    floats sums[KEYS] = {};
    for (size_t d = 0; d < width; d++) {
        floats query = queries[d];
#pragma clang loop unroll(full)
        for (int i = 0; i < KEYS; i++) sums[i] = NAME(fma)((floats)keys[i][d], query, sums[i]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < KEYS; i++) {
        scores[i] = sums[i] * scale;
        *most = NAME(max)(scores[i], *most);
    }
}

/// Weighted sums of the values for QUERIES of the lanes and 32 columns (16 if `blocks` is 1), in order of key.
INLINE void NAME(value_block)(
    const float *weights, const float *values, size_t stride, size_t length, const float *inverse,
    float *const out[QUERIES], int blocks) {
    floats sums[QUERIES][2] = {};
    for (size_t j = 0; j < length; j++) {
        floats left = NAME(load)(values + j * stride);
        floats right = blocks > 1 ? NAME(load)(values + j * stride + LANES) : left;
#pragma clang loop unroll(full)
        for (int i = 0; i < QUERIES; i++) {
            floats weight = (floats)weights[j * LANES + i];
            sums[i][0] = NAME(fma)(weight, left, sums[i][0]);
            if (blocks > 1) sums[i][1] = NAME(fma)(weight, right, sums[i][1]);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < QUERIES; i++) {
        NAME(store)(out[i], sums[i][0] * inverse[i]);
        if (blocks > 1) NAME(store)(out[i] + LANES, sums[i][1] * inverse[i]);
    }
}

static void NAME(attend)(
    const float *qkv, size_t length, size_t heads, size_t width, void *scratch, float *out) {
    size_t row = 3 * heads * width;
    floats *queries = NAME(aligned)(scratch);  // `width` vectors
    floats *scores = queries + width;          // a vector a key, a multiple of KEYS
    float *unused = (float *)(scores + (length + KEYS - 1) / KEYS * KEYS);  // where lanes past the last query write
    float scale = 1.0f / __builtin_sqrtf((float)width);
    NAME(prefetch)(qkv, length, row);
    for (size_t head = 0; head < heads; head++) {
        const float *keys = qkv + (heads + head) * width;
        const float *values = keys + heads * width;
        for (size_t first = 0; first < length; first += LANES) {
            size_t count = length - first < LANES ? length - first : LANES;
            NAME(columns_of)(qkv + first * row + head * width, row, count, width, (ints *)queries);
            floats most = (floats)-__builtin_inff();
            for (size_t j = 0; j < length; j += KEYS) {
                const float *asked[KEYS];
                // A last block with fewer keys computes the last one again.
                for (size_t i = 0; i < KEYS; i++) asked[i] = keys + (j + i < length ? j + i : length - 1) * row;
                NAME(score_keys)(queries, asked, width, scale, scores + j, &most);
            }
            floats total = {};
            for (size_t j = 0; j < length; j++) {
                scores[j] = NAME(exp)(scores[j] - most);
                total += scores[j];
            }
            floats inverse = (floats)1.0f / total;
            float *rows = out + (first * heads + head) * width;
            for (size_t lane = 0; lane < count; lane += QUERIES) {
                const float *weights = (const float *)scores + lane, *share = (const float *)&inverse + lane;
                float *targets[QUERIES];
                NAME(aim)(lane, count, rows, heads * width, unused, targets);
                for (size_t d = 0; d < width; d += 2 * LANES) {
                    if (d + LANES < width)
                        NAME(value_block)(weights, values + d, row, length, share, targets, 2);
                    else
                        NAME(value_block)(weights, values + d, row, length, share, targets, 1);
                    NAME(advance)(targets, unused);
                }
            }
        }
    }
}

// 16-bit integers: twice as many products at a time, and exact sums.

/// Lane by lane, sum + a.low * b.low + a.high * b.high, of the 16-bit halves.
INLINE ints NAME(multiply_add)(ints sum, ints a, ints b) { return sum + NAME(pairwise)(a, b); }

/// Greatest magnitude of `length` rows of `width` floats.
INLINE float NAME(magnitude)(const float *x, size_t stride, size_t length, size_t width) {
    floats high = {};
    for (size_t j = 0; j < length; j++)
        for (size_t d = 0; d < width; d += LANES)
            high = NAME(max)(__builtin_elementwise_abs(NAME(load)(x + j * stride + d)), high);
    return NAME(greatest)(high);
}

/// Quantises rows to `most`, 16 bits a value, row after row. Returns the step, 0 for zeros alone.
INLINE float NAME(narrow)(
    const float *x, size_t stride, size_t length, size_t width, float most, int16_t *out) {
    float step = NAME(magnitude)(x, stride, length, width) / most;
    float inverse = step > 0 ? 1.0f / step : 0;
    for (size_t j = 0; j < length; j++)
        for (size_t d = 0; d < width; d += LANES) {
            shorts v = __builtin_convertvector(NAME(rounded)(NAME(load)(x + j * stride + d) * inverse), shorts);
            __builtin_memcpy(out + j * width + d, &v, sizeof v);
        }
    return step;
}

/// As `narrow`, with the values of two rows side by side in a lane; a row of zeros follows an odd last one.
INLINE float NAME(narrow_pairs)(
    const float *x, size_t stride, size_t length, size_t width, float most, ints *out) {
    float step = NAME(magnitude)(x, stride, length, width) / most;
    float inverse = step > 0 ? 1.0f / step : 0;
    for (size_t j = 0; j < length; j += 2)
        for (size_t d = 0; d < width; d += LANES) {
            ints left = NAME(rounded)(NAME(load)(x + j * stride + d) * inverse), right = {};
            if (j + 1 < length) right = NAME(rounded)(NAME(load)(x + (j + 1) * stride + d) * inverse);
            *out++ = (left & 0xFFFF) | (right << 16);
        }
    return step;
}

/// 2 to the power of x, within 4e-6 of itself, for -126 <= x <= 0.
INLINE floats NAME(exp2)(floats x) {
    floats shifted = x + 12582912.0f;
    floats r = x - (shifted - 12582912.0f);
    floats p = (floats)0.009582852944731712f;
    p = NAME(fma)(p, r, (floats)0.055906426161527634f);
    p = NAME(fma)(p, r, (floats)0.24024099111557007f);
    p = NAME(fma)(p, r, (floats)0.6931241750717163f);
    p = NAME(fma)(p, r, (floats)1.0f);
    ints bits, value;
    __builtin_memcpy(&bits, &shifted, sizeof bits);
    __builtin_memcpy(&value, &p, sizeof value);
    // The low bits of `shifted` are the whole part.
    value += bits << 23;
    __builtin_memcpy(&p, &value, sizeof p);
    return p;
}

/// Turns integer scores into weights of 15 bits, two keys to a lane, and gives their sums.
INLINE ints NAME(soften_pairs)(ints *scores, size_t length, ints most, float scale, ints *weights) {
    floats total = {};
    for (size_t j = 0; j < length; j++) {
        floats below = __builtin_convertvector(scores[j] - most, floats) * scale;
        floats e = NAME(exp2)(NAME(max)(below, (floats)-126.0f));
        total += e;
        __builtin_memcpy(scores + j, &e, sizeof e);
    }
    floats share = (floats)32767.0f / total;
    ints sums = {};
    for (size_t j = 0; j < length; j += 2) {
        floats e;
        __builtin_memcpy(&e, scores + j, sizeof e);
        ints left = NAME(rounded)(e * share), right = {};
        if (j + 1 < length) {
            __builtin_memcpy(&e, scores + j + 1, sizeof e);
            right = NAME(rounded)(e * share);
        }
        sums += left + right;
        weights[j / 2] = left | (right << 16);
    }
    return sums;
}

/// As `value_block`, over pairs of keys.
INLINE void NAME(value_pairs)(
    const int32_t *weights, const ints *values, size_t stride, size_t pairs, const float *factor,
    float *const out[QUERIES], int blocks) {
    ints sums[QUERIES][2] = {};
    for (size_t j = 0; j < pairs; j++) {
        ints left = values[j * stride];
        ints right = blocks > 1 ? values[j * stride + 1] : left;
#pragma clang loop unroll(full)
        for (int i = 0; i < QUERIES; i++) {
            ints weight = (ints)weights[j * LANES + i];
            sums[i][0] = NAME(multiply_add)(sums[i][0], weight, left);
            if (blocks > 1) sums[i][1] = NAME(multiply_add)(sums[i][1], weight, right);
        }
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < QUERIES; i++) {
        NAME(store)(out[i], __builtin_convertvector(sums[i][0], floats) * factor[i]);
        if (blocks > 1) NAME(store)(out[i] + LANES, __builtin_convertvector(sums[i][1], floats) * factor[i]);
    }
}

static void NAME(attend_integers)(
    const float *qkv, size_t length, size_t heads, size_t width, void *scratch, float *out) {
    size_t row = 3 * heads * width;
    size_t pairs = (length + 1) / 2;
    ints *queries = NAME(aligned)(scratch);                 // width / 2 vectors of two columns each
    ints *scores = queries + width / 2;                     // a vector a key
    ints *weights = scores + length;                        // a vector a pair of keys
    ints *values = weights + pairs;                         // width / 16 vectors a pair of keys
    int16_t *keys = (int16_t *)(values + pairs * (width / LANES));
    int16_t *asked = keys + (length + LANES) * width;       // 16 rows of queries
    float *unused = (float *)(asked + LANES * width + LANES);
    // A score is at most 2^29, so that the difference of two fits.
    float most = __builtin_floorf(__builtin_sqrtf(536870912.0f / (float)width));
    most = most < 8191.0f ? most : 8191.0f;
    float root = 1.44269504088896341f / __builtin_sqrtf((float)width);
    for (size_t head = 0; head < heads; head++) {
        const float *query = qkv + head * width;
        float key_step = NAME(narrow)(query + heads * width, row, length, width, most, keys);
        // Weights sum to about 2^15.
        float value_step = NAME(narrow_pairs)(query + 2 * heads * width, row, length, width, 16383.0f, values);
        for (size_t first = 0; first < length; first += LANES) {
            size_t count = length - first < LANES ? length - first : LANES;
            float step = NAME(narrow)(query + first * row, row, count, width, most, asked);
            NAME(columns_of)(asked, width / 2, count, width / 2, queries);
            ints greatest = (ints)INT32_MIN;
            for (size_t j = 0; j < length; j++) {
                const int32_t *key = (const int32_t *)(const void *)(keys + j * width);
                ints sum = {};
                for (size_t d = 0; d < width / 2; d++) sum = NAME(multiply_add)(sum, (ints)key[d], queries[d]);
                scores[j] = sum;
                greatest = __builtin_elementwise_max(sum, greatest);
            }
            ints sums = NAME(soften_pairs)(scores, length, greatest, step * key_step * root, weights);
            floats inverse = (floats)value_step / __builtin_convertvector(sums, floats);
            float *rows = out + (first * heads + head) * width;
            for (size_t lane = 0; lane < count; lane += QUERIES) {
                const int32_t *shares = (const int32_t *)weights + lane;
                const float *factors = (const float *)&inverse + lane;
                float *targets[QUERIES];
                NAME(aim)(lane, count, rows, heads * width, unused, targets);
                for (size_t d = 0; d < width; d += 2 * LANES) {
                    const ints *block = values + d / LANES;
                    if (d + LANES < width)
                        NAME(value_pairs)(shares, block, width / LANES, pairs, factors, targets, 2);
                    else
                        NAME(value_pairs)(shares, block, width / LANES, pairs, factors, targets, 1);
                    NAME(advance)(targets, unused);
                }
            }
        }
    }
}

static const casebook_kernels NAME(table) = {
    NAME(quantise), NAME(dequantise), NAME(dequantise_gelu), NAME(gelu), NAME(gelu_tanh),
    NAME(add_and_normalise), NAME(dequantise_add_and_normalise), NAME(attend), NAME(attend_integers),
    NAME(add), NAME(normalise),
};

#undef INLINE
