// The kernels themselves: included once for each instruction set, with NAME(x) giving x a suffix.

#define INLINE static inline __attribute__((always_inline))

INLINE floats NAME(load)(const float *p) {
    floats v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}

INLINE void NAME(store)(float *p, floats v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE floats NAME(fma)(floats a, floats b, floats c) { return __builtin_elementwise_fma(a, b, c); }

// Written so that they become one instruction each: no value here is a NaN.
INLINE floats NAME(max)(floats a, floats b) { return a > b ? a : b; }

INLINE floats NAME(min)(floats a, floats b) { return a < b ? a : b; }

INLINE float NAME(greatest)(floats v) {
    float most = v[0];
    for (int lane = 1; lane < LANES; lane++) most = v[lane] > most ? v[lane] : most;
    return most;
}

/// The nearest integers, halves to even, for magnitudes below 2^22: adding 1.5 * 2^23 leaves them in the low bits.
INLINE ints NAME(rounded)(floats v) {
    v = v + 12582912.0f;
    ints bits;
    __builtin_memcpy(&bits, &v, sizeof bits);
    return bits - 0x4B400000;
}

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
    x = NAME(max)(x, (floats)-87.0f);
    x = NAME(min)(x, (floats)88.0f);
    // Adding and taking off 1.5 * 2^23 rounds to the nearest integer.
    floats shifted = NAME(fma)(x, (floats)1.44269504088896341f, (floats)12582912.0f);
    floats n = shifted - 12582912.0f;
    floats r = NAME(fma)(n, (floats)-0.693359375f, x);
    r = NAME(fma)(n, (floats)2.12194440e-4f, r);
    floats p = (floats)1.9875691500e-4f;
    p = NAME(fma)(p, r, (floats)1.3981999507e-3f);
    p = NAME(fma)(p, r, (floats)8.3334519073e-3f);
    p = NAME(fma)(p, r, (floats)4.1665795894e-2f);
    p = NAME(fma)(p, r, (floats)1.6666665459e-1f);
    p = NAME(fma)(p, r, (floats)5.0000001201e-1f);
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
    x = NAME(max)(x, (floats)-4.0f);
    x = NAME(min)(x, (floats)4.0f);
    floats s = x * x;
    floats p = (floats)-2.72614225801306e-10f;
    p = NAME(fma)(p, s, (floats)2.77068142495902e-08f);
    p = NAME(fma)(p, s, (floats)-2.10102402082508e-06f);
    p = NAME(fma)(p, s, (floats)-5.69250639462346e-05f);
    p = NAME(fma)(p, s, (floats)-7.34990630326855e-04f);
    p = NAME(fma)(p, s, (floats)-2.95459980854025e-03f);
    p = NAME(fma)(p, s, (floats)-1.60960333262415e-02f);
    floats q = (floats)-1.45660718464996e-05f;
    q = NAME(fma)(q, s, (floats)-2.13374055278905e-04f);
    q = NAME(fma)(q, s, (floats)-1.68282697438203e-03f);
    q = NAME(fma)(q, s, (floats)-7.37332916720468e-03f);
    q = NAME(fma)(q, s, (floats)-1.42647390514189e-02f);
    return x * p / q;
}

static casebook_quantisation NAME(quantise)(const float *x, size_t n, uint8_t *out) {
    floats low = {}, high = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j);
        low = NAME(min)(v, low);
        high = NAME(max)(v, high);
    }
    float least = -NAME(greatest)(-low), most = NAME(greatest)(high);
    casebook_quantisation row = {(most - least) / 255.0f, 0};
    if (!(row.scale > 0)) {
        row.scale = 1;
        __builtin_memset(out, 0, n);
        return row;
    }
    float inverse = 1.0f / row.scale;
    float zero = (-least * inverse + 12582912.0f) - 12582912.0f;
    row.zero = (int32_t)zero;
    floats offset = (floats)zero;
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(fma)(NAME(load)(x + j), (floats)inverse, offset);
        v = NAME(min)(NAME(max)(v, (floats){}), (floats)255.0f);
        bytes narrow = __builtin_convertvector(NAME(rounded)(v), bytes);
        __builtin_memcpy(out + j, &narrow, sizeof narrow);
    }
    return row;
}

INLINE floats NAME(output)(
    const int32_t *sums, size_t j, casebook_quantisation row, const casebook_columns *columns) {
    ints sum, column;
    __builtin_memcpy(&sum, sums + j, sizeof sum);
    __builtin_memcpy(&column, columns->sums + j, sizeof column);
    floats value = __builtin_convertvector(sum - column * row.zero, floats);
    floats scale = NAME(load)(columns->scales + j) * row.scale;
    return NAME(fma)(value, scale, NAME(load)(columns->bias + j));
}

static void NAME(dequantise)(
    const int32_t *sums, size_t n, casebook_quantisation row, const casebook_columns *columns, float *out) {
    for (size_t j = 0; j < n; j += LANES) NAME(store)(out + j, NAME(output)(sums, j, row, columns));
}

/// x * Phi(x) within 2e-4: Phi - 1/2 as an odd polynomial, least error on [-4, 4] weighted by x. What it feeds is
/// quantised in steps a hundred times as large.
static void NAME(dequantise_gelu)(
    const int32_t *sums, size_t n, casebook_quantisation row, const casebook_columns *columns, float *out) {
    for (size_t j = 0; j < n; j += LANES) {
        floats x = NAME(output)(sums, j, row, columns);
        floats v = NAME(min)(NAME(max)(x, (floats)-4.0f), (floats)4.0f);
        floats s = v * v;
        floats p = (floats)2.278139632494458e-08f;
        p = NAME(fma)(p, s, (floats)-1.5985999652912142e-06f);
        p = NAME(fma)(p, s, (floats)4.795547283720225e-05f);
        p = NAME(fma)(p, s, (floats)-0.0008140149875544012f);
        p = NAME(fma)(p, s, (floats)0.008772386237978935f);
        p = NAME(fma)(p, s, (floats)-0.06457310169935226f);
        p = NAME(fma)(p, s, (floats)0.3978833556175232f);
        NAME(store)(out + j, x * NAME(fma)(p, v, (floats)0.5f));
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
        floats cubic = NAME(fma)(v * v * v, (floats)0.044715f, v);
        // v * (1 + tanh(u)) / 2 = v / (1 + exp(-2u))
        floats power = NAME(exp)(cubic * (-2.0f * 0.79788456080286536f));
        NAME(store)(x + j, v / (power + 1.0f));
    }
}

INLINE void NAME(layer_norm)(
    float *x, size_t n, floats total, const float *gamma, const float *beta, float epsilon) {
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

static void NAME(add_and_normalise)(
    float *x, const float *y, size_t n, const float *gamma, const float *beta, float epsilon) {
    floats total = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j) + NAME(load)(y + j);
        NAME(store)(x + j, v);
        total += v;
    }
    NAME(layer_norm)(x, n, total, gamma, beta, epsilon);
}

static void NAME(dequantise_add_and_normalise)(
    float *x, const int32_t *sums, size_t n, casebook_quantisation row, const casebook_columns *columns,
    const float *gamma, const float *beta, float epsilon) {
    floats total = {};
    for (size_t j = 0; j < n; j += LANES) {
        floats v = NAME(load)(x + j) + NAME(output)(sums, j, row, columns);
        NAME(store)(x + j, v);
        total += v;
    }
    NAME(layer_norm)(x, n, total, gamma, beta, epsilon);
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
