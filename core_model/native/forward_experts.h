// The experts' half of a layer: routing, the general expert, the specialists. Part of forward.h.
#pragma once

#include "forward.h"

inline void Forward::experts(int layer, Scratch& mine) {
    const Layer& of = model_.layers[layer];
    int count = batch_->count();
    Route* routes = few() ? mine.routes.data() : routes_.data();
    Rows rows = encode(mine, count, shape_.width, [&](int row, float* x) {
        normalise(residual(row), of.expert_norm, x);
        route(shape_, of, x, mine.probability.data(), routes[row]);
    });
    mine.plan.make(routes, count, shape_, tiles_ ? 16 : 1);
    list_units(mine);
    adapt(layer, GATE_UP, rows, mine);
    Rows routed = tiles_ ? routed_rows(rows, mine) : rows;
    Rows general = rows_in(general_, count, neurons_padded(shape_.general), tiles_);
    share(mine, static_cast<int>(mine.units.size()), [&](int at) {
        const Unit& unit = mine.units[at];
        if (unit.expert < 0)
            activate(of.gate_up, layer, unit, rows, general, mine);
        else
            activate(of.gate_ups[unit.expert], layer, unit, routed,
                     special_of(unit.expert, mine.plan), mine);
    });
    team_.barrier();
    adapt(layer, DOWN, general, mine);
    share(mine, of.down.pairs(), [&](int pair) { sum_experts(layer, pair, mine); });
    team_.barrier();
}

inline Rows Forward::special_of(int expert, const Plan& plan) const {
    size_t stride = Rows::stride_of(widest_);
    return {special_.data() + plan.first[expert] * stride, stride,
            neurons_padded(model_.widths[expert]), tiles_};
}

// Tiles read rows that lie together: a copy of each row for each of its specialists.
inline Rows Forward::routed_rows(const Rows& rows, Scratch& mine) {
    const std::vector<int>& index = mine.plan.row;
    Rows to = rows_in(routed_, index.size(), rows.inputs, true);
    share(mine, static_cast<int>(index.size()), [&](int at) {
        if (index[at] >= 0)
            std::memcpy(to.row(at), rows.row(index[at]), rows.inputs * sizeof(uint16_t));
    });
    team_.barrier();
    return to;
}

inline void Forward::list_units(Scratch& mine) const {
    mine.units.clear();
    auto add = [&](int expert, int neurons) {
        for (int group = 0; group < neurons / GROUP; ++group) mine.units.push_back({expert, group});
    };
    add(-1, neurons_padded(shape_.general));
    for (int e = 0; e < shape_.experts; ++e)
        if (mine.plan.count[e]) add(e, neurons_padded(model_.widths[e]));
}

// silu(gate) * up of 32 neurons, weighed by the router for a specialist, encoded for `down`.
inline void Forward::activate(const Matrix& gate_up, int layer, const Unit& unit, const Rows& from,
                              const Rows& to, Scratch& mine) {
    const Plan& plan = mine.plan;
    bool general = unit.expert < 0;
    int first = general ? 0 : plan.first[unit.expert];
    int count = general ? batch_->count() : plan.count[unit.expert];
    const int* index = general || from.tiles ? nullptr : plan.row.data() + first;
    Rows rows = general || !from.tiles ? from : from_row(from, first);
    float* out[2] = {mine.out.data(), mine.other.data()};
    for (int half = 0; half < 2; ++half) {
        multiply(gate_up, 2 * unit.group + half, rows, index, count, out[half], mine.panel);
        if (general) add_adapted(layer, GATE_UP, 2 * unit.group + half, out[half], mine);
    }
    for (int r = 0; r < count; ++r) {
        const float *a = out[0] + r * PAIR, *b = out[1] + r * PAIR;
        float weight = general ? 1 : plan.weight[first + r];
        encode_group(to, to.row(r), unit.group, silu(load(a)) * load(a + LANES) * weight,
                     silu(load(b)) * load(b + LANES) * weight);
    }
}

inline void Forward::sum_experts(int layer, int pair, Scratch& mine) {
    const Layer& of = model_.layers[layer];
    const Plan& plan = mine.plan;
    float* out = mine.out.data();
    Rows general = rows_in(general_, batch_->count(), neurons_padded(shape_.general), tiles_);
    multiply(of.down, pair, general, nullptr, batch_->count(), out, mine.panel);
    add_adapted(layer, DOWN, pair, out, mine);
    add_to_residual(pair, batch_->count(), nullptr, out);
    for (int e = 0; e < shape_.experts; ++e) {
        if (!plan.count[e]) continue;
        multiply(of.downs[e], pair, special_of(e, plan), nullptr, plan.count[e], out, mine.panel);
        add_to_residual(pair, plan.count[e], plan.row.data() + plan.first[e], out);
    }
}
