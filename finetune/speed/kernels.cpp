// What a training step on a CPU does besides products of matrices, fused: each function reads and
// writes its tensors once. bfloat16 in memory, float in registers. Single-threaded; knows no model.
#include "half.h"
#ifdef __AMX_BF16__
#include "attention.h"
#endif

namespace {

INLINE Floats rounded(Floats x) {
    Half narrow[LANES];
    store_half(narrow, x);
    return load_half(narrow);
}
INLINE Floats sigmoid(Floats x) { return 1.0f / (exponential(-x) + 1.0f); }

struct Swiglu {
    Floats hidden, gate, up;  // value, and the gradients of both inputs for a gradient of 1
};
INLINE Swiglu swiglu(Floats gate, Floats up) {
    Floats share = sigmoid(gate), acted = gate * share;
    return {acted * up, up * (share + acted * (1.0f - share)), acted};
}

// The logarithm of the sum of exponentials of one row.
INLINE float log_sum(const Half* row, int64_t width) {
    int64_t whole = width / LANES * LANES;
    Floats peaks = all(-INFINITY);
    for (int64_t i = 0; i < whole; i += LANES) peaks = larger(peaks, load_half(row + i));
    float peak = largest(peaks);
    for (int64_t i = whole; i < width; ++i) peak = std::fmax(peak, of_half(row[i]));
    Floats totals{};
    for (int64_t i = 0; i < whole; i += LANES) totals += exponential(load_half(row + i) - peak);
    float total = sum(totals);
    for (int64_t i = whole; i < width; ++i) total += std::exp(of_half(row[i]) - peak);
    return std::log(total) + peak;
}

}  // namespace

extern "C" {

// y = weight * bf16(x / rms(x)) for each row; keeps 1 / rms.
void rms_forward(const Half* x, const Half* weight, Half* y, float* scale, int64_t rows,
                 int64_t width, float eps) {
    for (int64_t r = 0; r < rows; ++r, x += width, y += width) {
        Floats squares{};
        for (int64_t i = 0; i < width; i += LANES) {
            Floats v = load_half(x + i);
            squares += v * v;
        }
        float inverse = 1.0f / std::sqrt(sum(squares) / width + eps);
        scale[r] = inverse;
        for (int64_t i = 0; i < width; i += LANES)
            store_half(y + i, rounded(load_half(x + i) * inverse) * load_half(weight + i));
    }
}

// dx += scale * (weight * dy - x * scale^2 * mean(weight * dy * x)).
void rms_backward(const Half* x, const Half* weight, const float* scale, const Half* dy, Half* dx,
                  int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; ++r, x += width, dy += width, dx += width) {
        Floats along{};
        for (int64_t i = 0; i < width; i += LANES)
            along += load_half(weight + i) * load_half(dy + i) * load_half(x + i);
        float mean = sum(along) / width * scale[r] * scale[r];
        for (int64_t i = 0; i < width; i += LANES) {
            Floats g = load_half(weight + i) * load_half(dy + i);
            store_half(dx + i, (g - load_half(x + i) * mean) * scale[r]);
        }
    }
}

// hidden (rows, width) = silu(gate) * up; `stride` between rows of gate and up.
void swiglu_forward(const Half* gate, const Half* up, Half* hidden, int64_t rows, int64_t width,
                    int64_t stride) {
    for (int64_t r = 0; r < rows; ++r, gate += stride, up += stride, hidden += width)
        for (int64_t i = 0; i < width; i += LANES)
            store_half(hidden + i, swiglu(load_half(gate + i), load_half(up + i)).hidden);
}

void swiglu_backward(const Half* gate, const Half* up, const Half* dhidden, Half* dgate, Half* dup,
                     int64_t rows, int64_t width, int64_t stride) {
    for (int64_t r = 0; r < rows; ++r) {
        for (int64_t i = 0; i < width; i += LANES) {
            Swiglu by = swiglu(load_half(gate + i), load_half(up + i));
            Floats g = load_half(dhidden + i);
            store_half(dgate + i, g * by.gate);
            store_half(dup + i, g * by.up);
        }
        gate += stride, up += stride, dgate += stride, dup += stride, dhidden += width;
    }
}

// For rows of one specialist: gradients of gates and ups (rows, 2 width), the hidden values times
// their weight, and the gradient of each row's weight. `dhidden` is before the weight.
void expert_backward(const Half* gate_up, const Half* dhidden, const float* weight, Half* dgate_up,
                     Half* weighted, float* dweight, int64_t rows, int64_t width) {
    for (int64_t r = 0; r < rows; ++r) {
        Floats along{};
        for (int64_t i = 0; i < width; i += LANES) {
            Swiglu by = swiglu(load_half(gate_up + i), load_half(gate_up + width + i));
            Floats g = load_half(dhidden + i);
            along += g * by.hidden;
            store_half(dgate_up + i, g * by.gate * weight[r]);
            store_half(dgate_up + width + i, g * by.up * weight[r]);
            store_half(weighted + i, by.hidden * weight[r]);
        }
        dweight[r] = sum(along);
        gate_up += 2 * width, dgate_up += 2 * width, dhidden += width, weighted += width;
    }
}

// out (tokens, width) = base + the sum of each token's `k` rows, times their weights if any.
void combine(const Half* base, const Half* rows, const int64_t* place, const float* weight,
             Half* out, int64_t tokens, int64_t k, int64_t width) {
    for (int64_t t = 0; t < tokens; ++t, out += width)
        for (int64_t i = 0; i < width; i += LANES) {
            Floats total = base ? load_half(base + t * width + i) : Floats{};
            for (int64_t j = t * k; j < (t + 1) * k; ++j)
                total += load_half(rows + place[j] * width + i) * (weight ? weight[j] : 1.0f);
            store_half(out + i, total);
        }
}

// to (rows of `stride`) += from (rows, width).
void add_into(float* to, const Half* from, int64_t rows, int64_t width, int64_t stride) {
    for (int64_t r = 0; r < rows; ++r, to += stride, from += width)
        for (int64_t i = 0; i < width; i += LANES) store(to + i, load(to + i) + load_half(from + i));
}

// In place: each row's logits become the gradient of scale * cross-entropy; rows of a negative
// label become zero. losses[r] is the row's cross-entropy, unscaled.
void cross_entropy(Half* logits, const int64_t* label, float* losses, int64_t rows, int64_t width,
                   float scale) {
    int64_t whole = width / LANES * LANES;
    for (int64_t r = 0; r < rows; ++r, logits += width) {
        losses[r] = 0;
        if (label[r] < 0) {
            std::memset(logits, 0, width * sizeof(Half));
            continue;
        }
        float total = log_sum(logits, width), target = of_half(logits[label[r]]);
        losses[r] = total - target;
        for (int64_t i = 0; i < whole; i += LANES)
            store_half(logits + i, exponential(load_half(logits + i) - total) * scale);
        for (int64_t i = whole; i < width; ++i)
            logits[i] = to_bf16(std::exp(of_half(logits[i]) - total) * scale);
        logits[label[r]] = to_bf16((std::exp(target - total) - 1.0f) * scale);
    }
}

// In place: each row's logits become the gradient of scale * KL(teacher || own); losses[r] is the
// row's divergence, unscaled. `teacher` holds logits and is left as it is.
void divergence(Half* logits, const Half* teacher, float* losses, int64_t rows, int64_t width,
                float scale) {
    int64_t whole = width / LANES * LANES;
    for (int64_t r = 0; r < rows; ++r, logits += width, teacher += width) {
        float own = log_sum(logits, width), other = log_sum(teacher, width);
        Floats along{};
        for (int64_t i = 0; i < whole; i += LANES) {
            Floats mine = load_half(logits + i) - own, its = load_half(teacher + i) - other;
            Floats share = exponential(its);
            along += share * (its - mine);
            store_half(logits + i, (exponential(mine) - share) * scale);
        }
        float total = sum(along);
        for (int64_t i = whole; i < width; ++i) {
            float mine = of_half(logits[i]) - own, its = of_half(teacher[i]) - other;
            total += std::exp(its) * (its - mine);
            logits[i] = to_bf16((std::exp(mine) - std::exp(its)) * scale);
        }
        losses[r] = total;
    }
}

// Whether attention can be computed here; else its functions do nothing.
int64_t attention_allowed() {
#ifdef __AMX_BF16__
    return attention::allowed();
#else
    return 0;
#endif
}

void attention_forward(const Half* query, const Half* key, const Half* value, const Half* cosine,
                       const Half* sine, const int32_t* first, Half* out, float* logsum,
                       int64_t batch, int64_t length, int64_t heads, int64_t groups, float scale) {
#ifdef __AMX_BF16__
    attention::forward(query, key, value, cosine, sine, first, out, logsum,
                       {batch, length, heads, groups, scale});
#endif
}

void attention_backward(const Half* query, const Half* key, const Half* value, const Half* cosine,
                        const Half* sine, const int32_t* first, const Half* out,
                        const float* logsum, const Half* dout, Half* dquery, Half* dkey,
                        Half* dvalue, int64_t batch, int64_t length, int64_t heads, int64_t groups,
                        float scale) {
#ifdef __AMX_BF16__
    attention::backward(query, key, value, cosine, sine, first, out, logsum, dout, dquery, dkey,
                        dvalue, {batch, length, heads, groups, scale});
#endif
}

}  // extern "C"
