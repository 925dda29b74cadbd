// The weights of the mixture, packed, and the adapters that are loaded beside them.
#pragma once

#include <map>
#include <vector>

#include "matrix.h"
#include "team.h"

// Sizes and coefficients; mirrored in core_model/native/library.py.
struct Shape {
    int32_t vocab, width, layers, heads, kv_heads, head_dim, general, experts, top_k, renormalise;
    int32_t context, blocks, block_size, bits, threads, tied, specialist_bits;
    float eps, temperature, rotary_scale;
    const int32_t* widths;     // (experts,)
    const float* frequencies;  // (head_dim / 2,)

    int queries() const { return heads * head_dim; }
    int keys() const { return kv_heads * head_dim; }
    int group() const { return heads / kv_heads; }
};

// Where an adapter adds its low-rank term. Targets that share an input share a site: their A are
// stacked, their B lie block-diagonally.
enum Site { QKV, OUT, GATE_UP, DOWN, SITES };

struct LowRank {
    Matrix a, b;  // (rank, inputs), (outputs, rank)
};

struct Adapter {
    Store store;
    std::vector<LowRank> sites;  // layers * SITES; rank 0 where nothing is adapted
};

struct Layer {
    Buffer<float> norm, expert_norm, router;  // (width,), (width,), (experts, width)
    Buffer<float> bias;                       // (experts,), added to choose, not to weigh
    Matrix qkv, out, gate_up, down;
    std::vector<Matrix> gate_ups, downs;  // one of each for every specialist
};

struct Model {
    Store store;
    Shape shape;
    std::vector<int> widths;
    std::vector<Layer> layers;
    Buffer<float> norm;
    Matrix embedding, head;
    std::map<int, Adapter> adapters;
    Buffer<float> cosines, sines;  // (context, head_dim / 2)

    const Matrix& projection() const { return shape.tied ? embedding : head; }
};

// Rows of inputs, `stride` floats apart; rows beyond `count` are absent.
struct Source {
    const float* rows;
    size_t stride;
    int count;
    const float* row(int at) const { return at < count ? rows + at * stride : nullptr; }
};

// Packs sources one below the other.
inline void pack_stacked(Team& team, Matrix& matrix, const std::vector<Source>& sources) {
    std::atomic<int> next{0};
    team.run([&](int) {
        for (int block; (block = next++) < matrix.blocks;) {
            const float* rows[LANES] = {};
            for (int lane = 0; lane < LANES; ++lane) {
                int at = block * LANES + lane;
                for (const Source& source : sources) {
                    if (at >= 0 && at < source.count) rows[lane] = source.row(at);
                    at -= source.count;
                }
            }
            pack_block(matrix, block, rows);
        }
    });
}

// Packs gates and ups so that a pair of blocks holds 16 gates and the 16 ups of the same neurons.
inline void pack_gated(Team& team, Matrix& matrix, const Source& gates, const Source& ups) {
    std::atomic<int> next{0};
    team.run([&](int) {
        for (int block; (block = next++) < matrix.blocks;) {
            const float* rows[LANES];
            for (int lane = 0; lane < LANES; ++lane)
                rows[lane] = (block % 2 ? ups : gates).row(block / 2 * LANES + lane);
            pack_block(matrix, block, rows);
        }
    });
}

inline int neurons_padded(int width) { return round_up(width, INPUT_STEP); }
