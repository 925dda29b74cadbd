// The router: softmax over all specialists in fp32, the k best, and the rows of each specialist.
#pragma once

#include <vector>

#include "model.h"

// The k choices of one row.
struct Route {
    static constexpr int MOST = 16;
    int expert[MOST];
    float weight[MOST];
};

INLINE float dot(const float* a, const float* b, int count) {
    Floats total{};
    int i = 0;
    for (; i + LANES <= count; i += LANES) total += load(a + i) * load(b + i);
    float rest = 0;
    for (; i < count; ++i) rest += a[i] * b[i];
    return sum(total) + rest;
}

// Chooses by probability plus bias where there is one; weighs by probability.
inline void route(const Shape& shape, const Layer& layer, const float* x, float* probability,
                  Route& to) {
    float peak = -INFINITY, total = 0, chosen = 0;
    for (int e = 0; e < shape.experts; ++e) {
        const float* w = layer.router.data() + size_t(e) * shape.width;
        probability[e] = dot(w, x, shape.width) / shape.temperature;
        peak = std::fmax(peak, probability[e]);
    }
    for (int e = 0; e < shape.experts; ++e)
        total += probability[e] = std::exp(probability[e] - peak);
    for (int k = 0; k < shape.top_k; ++k) {
        int best = -1;
        float best_score = 0;
        for (int e = 0; e < shape.experts; ++e) {
            bool taken = false;
            for (int i = 0; i < k; ++i) taken |= to.expert[i] == e;
            float score = probability[e] / total + (layer.bias.data() ? layer.bias[e] : 0);
            if (taken || (best >= 0 && !(score > best_score))) continue;
            best = e;
            best_score = score;
        }
        to.expert[k] = best;
        to.weight[k] = probability[best] / total;
        chosen += to.weight[k];
    }
    for (int k = 0; shape.renormalise && k < shape.top_k; ++k) to.weight[k] /= chosen;
}

// Rows sorted by specialist: those of specialist e lie at first[e] .. first[e] + count[e].
struct Plan {
    std::vector<int> row, first, count;
    std::vector<float> weight;

    void make(const Route* routes, int rows, const Shape& shape, int step) {
        count.assign(shape.experts, 0);
        first.assign(shape.experts, 0);
        for (int r = 0; r < rows; ++r)
            for (int k = 0; k < shape.top_k; ++k) ++count[routes[r].expert[k]];
        int at = 0;
        for (int e = 0; e < shape.experts; ++e) {
            first[e] = at;
            at += round_up(count[e], step);
            count[e] = 0;
        }
        row.assign(at, -1);
        weight.assign(at, 0);
        for (int r = 0; r < rows; ++r)
            for (int k = 0; k < shape.top_k; ++k) {
                int e = routes[r].expert[k], to = first[e] + count[e]++;
                row[to] = r;
                weight[to] = routes[r].weight[k];
            }
    }
    // Most places that `rows` rows can need.
    static size_t most(size_t rows, const Shape& shape, int step) {
        return rows * shape.top_k + size_t(shape.experts) * (step - 1);
    }
};
