// One step of the whole model over a batch: every thread runs all of it, sharing the work of each
// phase and meeting at a barrier where the next phase reads what all have written.
#pragma once

#include <memory>

#include "attention.h"
#include "batch.h"
#include "product.h"
#include "routing.h"
#ifdef __AMX_BF16__
#include "attention_tiles.h"
#endif

// A group of 32 neurons of the general expert (-1) or of a specialist.
struct Unit {
    int expert, group;
};

// What a thread has for itself.
struct Scratch {
    int phase = 0;
    Buffer<float> x, out, other, low, scores, values, probability;
    Buffer<uint8_t> rows;
    Buffer<Route> routes;
    Panel panel;
    Plan plan;
    std::vector<Unit> units;
    std::vector<Buffer<float>> observed;  // per work
#ifdef __AMX_BF16__
    tiles::Sheet sheet;
#endif
};

class Forward {
public:
    Forward(const Model& model, Cache& cache, Team& team);

    void run(Batch& batch);

private:
    // Up to this many rows, each thread encodes all of them for itself, which saves a barrier.
    static constexpr int FEW = 2;
    // From this many rows on, dequantising the weights for tiles costs less than it saves.
    static constexpr int TILES_FROM = 20;
    static constexpr int PHASES_OF_LAYER = 20;

    struct alignas(64) Counter {
        std::atomic<int> next{0};
    };

    void make_room();
    void make_room(Scratch& mine);
    void pass(Scratch& mine);
    void finish();

    // attention
    void attention(int layer, Scratch& mine);
    void project(int layer, int pair, const Rows& rows, Scratch& mine);
    void place(int layer, int row);
    void rotate(const float* from, int position, float scale, float* to) const;
    void attend(int layer, const Item& item, Scratch& mine);
    void attend_row(const Pages& pages, const Item& item, Scratch& mine);
    void attend_tile(const Pages& pages, const Item& item, Scratch& mine);
    void observe(int work, int slots, const float* weights, float total, Scratch& mine) const;
    void gather_heads(int row, float* to) const;

    // experts
    void experts(int layer, Scratch& mine);
    Rows routed_rows(const Rows& rows, Scratch& mine);
    void list_units(Scratch& mine) const;
    void activate(const Matrix& gate_up, int layer, const Unit& unit, const Rows& from,
                  const Rows& to, Scratch& mine);
    void sum_experts(int layer, int pair, Scratch& mine);

    // adapters
    void adapt(int layer, Site site, const Rows& rows, Scratch& mine);
    void add_adapted(int layer, Site site, int pair, float* out, Scratch& mine) const;
    const LowRank* low_rank(const Span& span, int layer, Site site) const;

    void head(Scratch& mine);

    // Rows encoded from what `produce(row, x)` writes: by each thread for itself, or shared.
    template <class F>
    Rows encode(Scratch& mine, int count, int inputs, F produce);
    // Gives the items 0..count of this phase to whichever thread asks.
    template <class F>
    void share(Scratch& mine, int count, F each);

    void normalise(const float* x, const Buffer<float>& weight, float* to) const;
    void add_to_residual(int pair, int count, const int* index, const float* from);

    bool few() const { return batch_->count() <= FEW; }
    // Tiles read and write whole sixteens, from any row on.
    static size_t room(size_t rows) { return (rows + 15) / 16 * 16 + 16; }
    static Rows rows_in(Buffer<uint8_t>& buffer, size_t count, int inputs, bool tiles) {
        size_t stride = Rows::stride_of(inputs);
        return {buffer.need(room(count) * stride), stride, inputs, tiles};
    }
    // The rows of specialist `expert` among all activations of specialists.
    Rows special_of(int expert, const Plan& plan) const;
    static Rows from_row(Rows rows, int first) {
        rows.base += first * rows.stride;
        return rows;
    }
    float* residual(int row) const { return x_.data() + size_t(row) * width_; }
    float* query(int row, int head) const {
        return queries_.data() + (size_t(row) * shape_.heads + head) * cache_.depth();
    }
    float* part(int row, int head, int at) const {
        size_t place = (size_t(row) * shape_.heads + head) * batch_->most_parts + at;
        return parts_.data() + place * Part::size(cache_.depth());
    }

    const Model& model_;
    const Shape& shape_;
    Cache& cache_;
    Team& team_;
    int width_, widest_, low_inputs_ = 0;
    bool tiles_ = false;
    Batch* batch_ = nullptr;
    Buffer<float> x_, qkv_, queries_, parts_, attended_, low_;
    Buffer<uint16_t> tile_queries_;
    Buffer<uint8_t> encoded_, routed_, general_, special_, low_encoded_;
    Buffer<Route> routes_;
    std::vector<Scratch> scratch_;
    std::vector<Counter> counters_;
};

inline Forward::Forward(const Model& model, Cache& cache, Team& team)
    : model_(model), shape_(model.shape), cache_(cache), team_(team),
      width_(round_up(model.shape.width, INPUT_STEP)),
      widest_(neurons_padded(*std::max_element(model.widths.begin(), model.widths.end()))),
      scratch_(team.size()), counters_(model.shape.layers * PHASES_OF_LAYER + PHASES_OF_LAYER) {}

template <class F>
void Forward::share(Scratch& mine, int count, F each) {
    std::atomic<int>& next = counters_[mine.phase++].next;
    int chunk = few() ? (count + 2 * team_.size() - 1) / (2 * team_.size()) : 1;
    for (int at; (at = next.fetch_add(chunk, std::memory_order_relaxed)) < count;)
        for (int i = at; i < std::min(count, at + chunk); ++i) each(i);
}

template <class F>
Rows Forward::encode(Scratch& mine, int count, int inputs, F produce) {
    bool own = count <= FEW;
    int padded = round_up(inputs, INPUT_STEP);
    Rows rows = rows_in(own ? mine.rows : encoded_, count, padded, tiles_ && count >= TILES_FROM);
    auto one = [&](int row) {
        float* x = mine.x.data();
        produce(row, x);
        std::fill(x + inputs, x + padded, 0.0f);
        encode_row(rows, rows.row(row), x, inputs);
    };
    if (own) {
        for (int row = 0; row < count; ++row) one(row);
    } else {
        share(mine, count, one);
        team_.barrier();
    }
    return rows;
}

inline void Forward::normalise(const float* x, const Buffer<float>& weight, float* to) const {
    int count = shape_.width;
    float scale = 1 / std::sqrt(dot(x, x, count) / count + shape_.eps);
    for (int i = 0; i < count; ++i) to[i] = x[i] * scale * weight[i];
}

inline void Forward::add_to_residual(int pair, int count, const int* index, const float* from) {
    for (int r = 0; r < count; ++r, from += PAIR) {
        float* x = residual(index ? index[r] : r) + pair * PAIR;
        store(x, load(x) + load(from));
        store(x + LANES, load(x + LANES) + load(from + LANES));
    }
}

inline void Forward::run(Batch& batch) {
    batch_ = &batch;
#ifdef __AMX_BF16__
    tiles_ = batch.count() >= TILES_FROM;
#endif
    batch::plan_attention(batch, shape_, team_.size(), tiles_);
    make_room();
    for (auto& counter : counters_) counter.next.store(0, std::memory_order_relaxed);
    team_.run([this](int thread) { pass(scratch_[thread]); });
    finish();
}

inline void Forward::pass(Scratch& mine) {
    mine.phase = 0;
    const Row* rows = batch_->rows.data();
    share(mine, batch_->count(),
          [&](int row) { unpack_row(model_.embedding, rows[row].token, residual(row)); });
    team_.barrier();
    for (int layer = 0; layer < shape_.layers; ++layer) {
        attention(layer, mine);
        experts(layer, mine);
    }
    head(mine);
#ifdef __AMX_BF16__
    if (tiles_) _tile_release();
#endif
}

inline void Forward::head(Scratch& mine) {
    int count = static_cast<int>(batch_->wanted.size());
    if (!count) return;
    Rows rows = encode(mine, count, shape_.width, [&](int row, float* x) {
        normalise(residual(batch_->wanted[row]), model_.norm, x);
    });
    share(mine, model_.projection().pairs(), [&](int pair) {
        float* out = mine.out.data();
        multiply(model_.projection(), pair, rows, nullptr, count, out, mine.panel);
        int have = std::min(PAIR, shape_.vocab - pair * PAIR);
        for (int r = 0; r < count && have > 0; ++r)
            std::memcpy(batch_->logits[r] + pair * PAIR, out + r * PAIR, have * sizeof(float));
    });
}

// Adds up what the threads observed: a mean over heads and layers.
inline void Forward::finish() {
    float scale = 1.0f / (shape_.heads * shape_.layers);
    for (size_t w = 0; w < batch_->works.size(); ++w) {
        const Work& work = batch_->works[w];
        for (int slot = 0; work.observe && slot < work.cached + work.tokens; ++slot) {
            float total = 0;
            for (const Scratch& scratch : scratch_) total += scratch.observed[w][slot];
            work.attention[slot] = total * scale;
        }
    }
}

inline void Forward::make_room() {
    size_t rows = room(batch_->count());
    x_.need(rows * width_ + PAIR);
    qkv_.need(rows * model_.layers[0].qkv.blocks * LANES);
    queries_.need(rows * shape_.heads * cache_.depth());
    if (tiles_) tile_queries_.need(rows * shape_.heads * cache_.depth());
    if (batch_->most_parts > 1)
        parts_.need(rows * shape_.heads * batch_->most_parts * Part::size(cache_.depth()));
    attended_.need(rows * shape_.queries());
    routes_.need(rows);
    int inputs = round_up(std::max(shape_.width, shape_.queries()), INPUT_STEP);
    rows_in(encoded_, rows, inputs, tiles_);
    size_t special = Plan::most(rows, shape_, 16);
    if (tiles_) rows_in(routed_, special, inputs, true);
    rows_in(general_, rows, neurons_padded(shape_.general), tiles_);
    rows_in(special_, special, widest_, tiles_);
    low_inputs_ = INPUT_STEP;
    for (const Span& span : batch_->spans)
        for (const LowRank& site : model_.adapters.at(span.adapter).sites)
            if (site.a.outputs) low_inputs_ = std::max(low_inputs_, site.b.padded_inputs());
    if (!batch_->spans.empty()) {
        low_.need(rows * low_inputs_);
        rows_in(low_encoded_, rows, low_inputs_, tiles_);
    }
    for (Scratch& mine : scratch_) make_room(mine);
}

inline void Forward::make_room(Scratch& mine) {
    size_t rows = room(batch_->count());
    size_t most = room(Plan::most(rows, shape_, 16));
    int inputs = round_up(std::max({shape_.width, shape_.queries()}), INPUT_STEP);
    mine.x.need(inputs + PAIR);
    mine.out.need(most * PAIR);
    mine.other.need(most * PAIR);
    mine.low.need(rows * PAIR);
    mine.scores.need(round_up(batch_->longest, PAGE) + PAGE);
    mine.values.need((PAGE + 1) * Part::size(cache_.depth()));
    mine.probability.need(shape_.experts);
    rows_in(mine.rows, FEW, inputs, false);
    mine.routes.need(FEW);
    if (tiles_) mine.panel.need(std::max({inputs, neurons_padded(shape_.general), low_inputs_,
                                          widest_}));
#ifdef __AMX_BF16__
    if (tiles_) mine.sheet.need(batch_->longest, cache_.depth());
#endif
    mine.observed.resize(std::max(mine.observed.size(), batch_->works.size()));
    for (size_t w = 0; w < batch_->works.size(); ++w) {
        const Work& work = batch_->works[w];
        if (!work.observe) continue;
        int slots = work.cached + work.tokens;
        std::fill_n(mine.observed[w].need(slots), slots, 0.0f);
    }
}

#include "forward_attention.h"
#include "forward_experts.h"
