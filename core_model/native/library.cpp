// The plain C interface of the native step. Each function returns 0, or -1 with the reason in
// consilium_error(). Mirrored in core_model/native/library.py.
#include <string>

#include "forward.h"

#ifdef __AMX_BF16__
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace {

thread_local std::string reason;

struct Native {
    Model model;
    Team team;
    Cache cache;
    Forward forward;
    Batch batch;

    Native(Model&& given, const Shape& shape)
        : model(std::move(given)), team(shape.threads),
          cache(shape.layers, shape.blocks, shape.block_size, shape.kv_heads, shape.head_dim),
          forward(model, cache, team) {}
};

template <class F>
int guarded(F work) {
    try {
        work();
        return 0;
    } catch (const std::bad_alloc&) {
        reason = "out of memory";
    } catch (const std::exception& problem) {
        reason = problem.what();
    }
    return -1;
}

Buffer<float> copied(const float* from, size_t count) {
    Buffer<float> to(count);
    std::memcpy(to.data(), from, count * sizeof(float));
    return to;
}

Model shaped(const Shape& shape) {
    Model model;
    model.shape = shape;
    model.widths.assign(shape.widths, shape.widths + shape.experts);
    model.layers.resize(shape.layers);
    int half = shape.head_dim / 2;
    model.cosines.need(size_t(shape.context) * half);
    model.sines.need(size_t(shape.context) * half);
    for (int position = 0; position < shape.context; ++position)
        for (int d = 0; d < half; ++d) {
            float angle = position * shape.frequencies[d];
            model.cosines[size_t(position) * half + d] = std::cos(angle) * shape.rotary_scale;
            model.sines[size_t(position) * half + d] = std::sin(angle) * shape.rotary_scale;
        }
    return model;
}

}  // namespace

extern "C" {

// Weights of one layer, fp32. Specialists are stacked at `stacked` neurons each: gate_ups
// (experts, 2 * stacked, width), downs (experts, width, stacked). `bias` (experts,) may be null.
struct LayerWeights {
    const float *norm, *expert_norm, *query, *key, *value, *out, *gate, *up, *down, *router, *bias,
        *gate_ups, *downs;
    int32_t stacked;
};

// The low-rank term of one site: a (rank, inputs); b (outputs, rank), scaled. For GATE_UP b holds
// all gates, then all ups.
struct LowRankWeights {
    const float *a, *b;
    int32_t rank;
};

const char* consilium_error() { return reason.c_str(); }

// Whether this process may run what the library was compiled for. Linux wants AMX to be asked for.
int consilium_allowed() {
#ifdef __AMX_BF16__
    constexpr long ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18;
    return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
#else
    return 1;
#endif
}

void* consilium_create(const Shape* shape) {
    Native* made = nullptr;
    guarded([&] { made = new Native(shaped(*shape), *shape); });
    return made;
}

void consilium_destroy(void* handle) { delete static_cast<Native*>(handle); }

// `head` is null where it is tied to the embedding.
int consilium_ends(void* handle, const float* embedding, const float* head, const float* norm) {
    return guarded([&] {
        auto& native = *static_cast<Native*>(handle);
        const Shape& shape = native.model.shape;
        size_t width = shape.width;
        native.model.norm = copied(norm, width);
        native.model.embedding = Matrix(native.model.store, shape.vocab, shape.width, 8);
        pack_stacked(native.team, native.model.embedding, {{embedding, width, shape.vocab}});
        if (!head) return;
        native.model.head = Matrix(native.model.store, shape.vocab, shape.width, 8);
        pack_stacked(native.team, native.model.head, {{head, width, shape.vocab}});
    });
}

int consilium_layer(void* handle, int32_t at, const LayerWeights* from) {
    return guarded([&] {
        auto& native = *static_cast<Native*>(handle);
        Team& team = native.team;
        const Shape& s = native.model.shape;
        Layer& layer = native.model.layers[at];
        Store& store = native.model.store;
        size_t width = s.width;
        layer.norm = copied(from->norm, width);
        layer.expert_norm = copied(from->expert_norm, width);
        layer.router = copied(from->router, s.experts * width);
        if (from->bias) layer.bias = copied(from->bias, s.experts);
        layer.qkv = Matrix(store, s.queries() + 2 * s.keys(), s.width, s.bits);
        pack_stacked(team, layer.qkv,
                     {{from->query, width, s.queries()}, {from->key, width, s.keys()},
                      {from->value, width, s.keys()}});
        layer.out = Matrix(store, s.width, s.queries(), s.bits);
        pack_stacked(team, layer.out, {{from->out, size_t(s.queries()), s.width}});
        layer.gate_up = Matrix(store, 2 * neurons_padded(s.general), s.width, s.bits);
        pack_gated(team, layer.gate_up, {from->gate, width, s.general},
                   {from->up, width, s.general});
        layer.down = Matrix(store, s.width, s.general, s.bits);
        pack_stacked(team, layer.down, {{from->down, size_t(s.general), s.width}});
        size_t stacked = from->stacked;
        for (int e = 0; e < s.experts; ++e) {
            int own = native.model.widths[e];
            const float* gates = from->gate_ups + e * 2 * stacked * width;
            layer.gate_ups.emplace_back(store, 2 * neurons_padded(own), s.width,
                                        s.specialist_bits);
            pack_gated(team, layer.gate_ups.back(), {gates, width, own},
                       {gates + stacked * width, width, own});
            layer.downs.emplace_back(store, s.width, own, s.specialist_bits);
            pack_stacked(team, layer.downs.back(),
                         {{from->downs + e * width * stacked, stacked, s.width}});
        }
    });
}

// Adds or replaces an adapter; `sites` (layers * 4) in the order of Site, rank 0 where none is.
int consilium_adapter(void* handle, int32_t id, const LowRankWeights* sites) {
    return guarded([&] {
        auto& native = *static_cast<Native*>(handle);
        const Shape& s = native.model.shape;
        const int inputs[SITES] = {s.width, s.queries(), s.width, s.general};
        const int outputs[SITES] = {s.queries() + 2 * s.keys(), s.width,
                                    2 * neurons_padded(s.general), s.width};
        Adapter adapter;
        adapter.sites.resize(s.layers * SITES);
        for (int at = 0; at < s.layers * SITES; ++at) {
            const LowRankWeights& from = sites[at];
            if (!from.rank) continue;
            int site = at % SITES;
            size_t rank = from.rank;
            LowRank& to = adapter.sites[at];
            to.a = Matrix(adapter.store, from.rank, inputs[site], 8);
            to.b = Matrix(adapter.store, outputs[site], from.rank, 8);
            pack_stacked(native.team, to.a, {{from.a, size_t(inputs[site]), from.rank}});
            if (site == GATE_UP)
                pack_gated(native.team, to.b, {from.b, rank, s.general},
                           {from.b + s.general * rank, rank, s.general});
            else
                pack_stacked(native.team, to.b, {{from.b, rank, outputs[site]}});
        }
        native.model.adapters[id] = std::move(adapter);
    });
}

void consilium_drop_adapter(void* handle, int32_t id) {
    static_cast<Native*>(handle)->model.adapters.erase(id);
}

int consilium_step(void* handle, const int32_t* tokens, const int32_t* blocks, const Work* works,
                   int32_t count) {
    return guarded([&] {
        auto& native = *static_cast<Native*>(handle);
        native.batch = Batch();
        native.batch.blocks = blocks;
        native.batch.works.assign(works, works + count);
        int at = 0;
        for (int work = 0; work < count; ++work)
            batch::add_rows(native.batch, tokens, at, work, native.model.shape.vocab);
        native.forward.run(native.batch);
    });
}

int consilium_move(void* handle, const int64_t* source, const int64_t* target, int32_t count) {
    return guarded([&] {
        auto& native = *static_cast<Native*>(handle);
        native.cache.move(native.model.shape.layers, source, target, count);
    });
}

// What `rows` (outputs, inputs) become after packing.
int consilium_rounded(const float* rows, int32_t outputs, int32_t inputs, int32_t bits, float* to) {
    return guarded([&] {
        Team team(1);
        Store store;
        Matrix matrix(store, outputs, inputs, bits);
        pack_stacked(team, matrix, {{rows, size_t(inputs), outputs}});
        Buffer<float> row(matrix.padded_inputs());
        for (int at = 0; at < outputs; ++at) {
            unpack_row(matrix, at, row.data());
            std::memcpy(to + size_t(at) * inputs, row.data(), inputs * sizeof(float));
        }
    });
}

}  // extern "C"
