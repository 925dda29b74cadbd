// The attention half of a layer, and the low-rank terms of adapters. Part of forward.h.
#pragma once

#include "forward.h"

inline void Forward::attention(int layer, Scratch& mine) {
    const Layer& of = model_.layers[layer];
    Rows rows = encode(mine, batch_->count(), shape_.width,
                       [&](int row, float* x) { normalise(residual(row), of.norm, x); });
    adapt(layer, QKV, rows, mine);
    share(mine, of.qkv.pairs(), [&](int pair) { project(layer, pair, rows, mine); });
    team_.barrier();
    share(mine, batch_->count(), [&](int row) { place(layer, row); });
    team_.barrier();
    share(mine, static_cast<int>(batch_->items.size()),
          [&](int item) { attend(layer, batch_->items[item], mine); });
    team_.barrier();
    rows = encode(mine, batch_->count(), shape_.queries(),
                  [&](int row, float* x) { gather_heads(row, x); });
    adapt(layer, OUT, rows, mine);
    share(mine, of.out.pairs(), [&](int pair) {
        multiply(of.out, pair, rows, nullptr, batch_->count(), mine.out.data(), mine.panel);
        add_adapted(layer, OUT, pair, mine.out.data(), mine);
        add_to_residual(pair, batch_->count(), nullptr, mine.out.data());
    });
    team_.barrier();
}

inline void Forward::project(int layer, int pair, const Rows& rows, Scratch& mine) {
    const Matrix& qkv = model_.layers[layer].qkv;
    float* out = mine.out.data();
    multiply(qkv, pair, rows, nullptr, batch_->count(), out, mine.panel);
    add_adapted(layer, QKV, pair, out, mine);
    for (int row = 0; row < batch_->count(); ++row)
        std::memcpy(qkv_.data() + size_t(row) * qkv.blocks * LANES + pair * PAIR, out + row * PAIR,
                    PAIR * sizeof(float));
}

// Rotates queries and the key by position; key and value go to their slot.
inline void Forward::place(int layer, int row) {
    const Row& of = batch_->rows[row];
    const float* qkv = qkv_.data() + size_t(row) * model_.layers[layer].qkv.blocks * LANES;
    float scale = 1 / std::sqrt(float(shape_.head_dim));
    for (int head = 0; head < shape_.heads; ++head) {
        rotate(qkv + head * shape_.head_dim, of.position, scale, query(row, head));
        if (!tiles_) continue;
        uint16_t* to = tile_queries_.data() + (query(row, head) - queries_.data());
        for (int d = 0; d < cache_.depth(); d += LANES)
            store_bf16(to + d, load(query(row, head) + d));
    }
    int page = cache_.page_of(batch_->blocks_of(of.work), of.slot), at = of.slot % PAGE;
    const float *key = qkv + shape_.queries(), *value = key + shape_.keys();
    float rotated[512];
    for (int head = 0; head < shape_.kv_heads; ++head) {
        uint16_t *keys = cache_.keys(layer, page, head), *values = cache_.values(layer, page, head);
        rotate(key + head * shape_.head_dim, of.position, 1, rotated);
        for (int d = 0; d < shape_.head_dim; ++d) {
            keys[Cache::key_at(at, d)] = to_bf16(rotated[d]);
            values[cache_.value_at(at, d)] = to_bf16(value[head * shape_.head_dim + d]);
        }
    }
}

inline void Forward::rotate(const float* from, int position, float scale, float* to) const {
    int half = shape_.head_dim / 2;
    const float* cosines = model_.cosines.data() + size_t(position) * half;
    const float* sines = model_.sines.data() + size_t(position) * half;
    for (int d = 0; d < half; ++d) {
        float a = from[d] * scale, b = from[d + half] * scale;
        to[d] = a * cosines[d] - b * sines[d];
        to[d + half] = b * cosines[d] + a * sines[d];
    }
}

inline void Forward::attend(int layer, const Item& item, Scratch& mine) {
    Pages pages{cache_, batch_->blocks_of(item.work), layer, item.head};
    item.tiles ? attend_tile(pages, item, mine) : attend_row(pages, item, mine);
}

inline void Forward::attend_row(const Pages& pages, const Item& item, Scratch& mine) {
    for (int g = 0; g < shape_.group(); ++g) {
        int head = item.head * shape_.group() + g;
        bool whole = batch_->parts[item.row] == 1;
        Part to{whole ? mine.values.data() : part(item.row, head, item.part)};
        ::attend(pages, query(item.row, head), item.from, item.to, mine.scores.data(), to);
        if (!whole) continue;
        float* out =
            attended_.data() + size_t(item.row) * shape_.queries() + head * shape_.head_dim;
        merge(to.at, 1, cache_.depth(), shape_.head_dim, out);
        observe(item.work, item.to, mine.scores.data(), to.total(), mine);
    }
}

inline void Forward::attend_tile(const Pages& pages, const Item& item, Scratch& mine) {
#ifdef __AMX_BF16__
    float totals[tiles::QUERIES];
    size_t stride = shape_.heads * cache_.depth() * sizeof(uint16_t);
    for (int g = 0; g < shape_.group(); ++g) {
        int head = item.head * shape_.group() + g;
        const uint16_t* queries =
            tile_queries_.data() + (query(item.row, head) - queries_.data());
        int first = batch_->rows[item.row].slot;
        tiles::attend(pages, queries, stride, first, item.rows, mine.sheet, mine.values.data(),
                      totals);
        for (int row = 0; row < item.rows; ++row) {
            float* out = attended_.data() + size_t(item.row + row) * shape_.queries() +
                         head * shape_.head_dim;
            const float* values = mine.values.data() + row * cache_.depth();
            for (int d = 0; d < shape_.head_dim; ++d) out[d] = values[d] / totals[row];
            observe(item.work, first + row + 1,
                    mine.sheet.scores.data() + size_t(row) * mine.sheet.stride, totals[row], mine);
        }
    }
#else
    (void)pages, (void)item, (void)mine;
#endif
}

inline void Forward::observe(int work, int slots, const float* weights, float total,
                             Scratch& mine) const {
    if (!batch_->works[work].observe) return;
    float* to = mine.observed[work].data();
    for (int slot = 0; slot < slots; ++slot) to[slot] += weights[slot] / total;
}

inline void Forward::gather_heads(int row, float* to) const {
    int parts = batch_->parts[row];
    if (parts == 1) {
        const float* from = attended_.data() + size_t(row) * shape_.queries();
        std::memcpy(to, from, shape_.queries() * sizeof(float));
        return;
    }
    for (int head = 0; head < shape_.heads; ++head)
        merge(part(row, head, 0), parts, cache_.depth(), shape_.head_dim,
              to + head * shape_.head_dim);
}

inline const LowRank* Forward::low_rank(const Span& span, int layer, Site site) const {
    const LowRank& found = model_.adapters.at(span.adapter).sites[layer * SITES + site];
    return found.a.outputs ? &found : nullptr;
}

// What each adapted row becomes in the low rank: rows * A, encoded for the product with B.
inline void Forward::adapt(int layer, Site site, const Rows& rows, Scratch& mine) {
    if (batch_->spans.empty()) return;
    for (const Span& span : batch_->spans) {
        const LowRank* low = low_rank(span, layer, site);
        if (!low) continue;
        share(mine, low->a.pairs(), [&](int pair) {
            float* out = mine.low.data();
            multiply(low->a, pair, from_row(rows, span.first), nullptr, span.count, out,
                     mine.panel);
            for (int r = 0; r < span.count; ++r)
                std::memcpy(low_.data() + size_t(span.first + r) * low_inputs_ + pair * PAIR,
                            out + r * PAIR, PAIR * sizeof(float));
        });
    }
    team_.barrier();
    for (const Span& span : batch_->spans) {
        const LowRank* low = low_rank(span, layer, site);
        if (!low) continue;
        Rows to = rows_in(low_encoded_, batch_->count(), low_inputs_, rows.tiles);
        to.inputs = low->b.padded_inputs();
        share(mine, span.count, [&](int r) {
            encode_row(to, to.row(span.first + r),
                       low_.data() + size_t(span.first + r) * low_inputs_, low->b.inputs);
        });
    }
    team_.barrier();
}

inline void Forward::add_adapted(int layer, Site site, int pair, float* out, Scratch& mine) const {
    for (const Span& span : batch_->spans) {
        const LowRank* low = low_rank(span, layer, site);
        if (!low) continue;
        Rows rows{low_encoded_.data(), Rows::stride_of(low_inputs_), low->b.padded_inputs(),
                  tiles_};
        float* term = mine.low.data();
        multiply(low->b, pair, from_row(rows, span.first), nullptr, span.count, term, mine.panel);
        float* to = out + size_t(span.first) * PAIR;
        for (int i = 0; i < span.count * PAIR; ++i) to[i] += term[i];
    }
}
