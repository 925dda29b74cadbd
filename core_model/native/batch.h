// One step's tokens, row by row, and which groups of them go where.
#pragma once

#include <algorithm>
#include <vector>

#include "model.h"

enum Wanted { NONE, LAST, ALL };

// New tokens of one sequence; mirrored in core_model/native/library.py.
struct Work {
    int32_t tokens, cached, position, first_block, adapter, wanted, observe, reserved;
    float* logits;     // (V,) or (tokens, V)
    float* attention;  // (cached + tokens,)
};

struct Row {
    int work, token, slot, position;
};

// Attention of some rows of one work and one key-value head: slots from..to of one row, or up to 16
// rows by tiles.
struct Item {
    int work, row, rows, head, part, from, to;
    bool tiles;
};

struct Span {
    int adapter, first, count;
};

struct Batch {
    const int32_t* blocks = nullptr;
    std::vector<Work> works;
    std::vector<Row> rows;
    std::vector<Item> items;
    std::vector<Span> spans;  // rows of each adapter; works come sorted by adapter
    std::vector<int> wanted;  // rows whose logits are wanted
    std::vector<float*> logits;
    std::vector<int> parts;  // of each row's attention
    int most_parts = 1, longest = 0;

    const int32_t* blocks_of(int work) const { return blocks + works[work].first_block; }
    int count() const { return static_cast<int>(rows.size()); }
};

namespace batch {

constexpr int PART_SLOTS = 128, MOST_PARTS = 8;

inline void add_rows(Batch& batch, const int32_t* tokens, int& at, int work, int vocab) {
    const Work& of = batch.works[work];
    int first = batch.count();
    for (int i = 0; i < of.tokens; ++i, ++at) {
        batch.rows.push_back({work, tokens[at], of.cached + i, of.position + i});
        bool kept = of.wanted == ALL || (of.wanted == LAST && i == of.tokens - 1);
        if (!kept) continue;
        batch.wanted.push_back(first + i);
        batch.logits.push_back(of.logits + (of.wanted == ALL ? size_t(i) * vocab : 0));
    }
    batch.longest = std::max(batch.longest, of.cached + of.tokens);
    if (of.adapter < 0) return;
    if (!batch.spans.empty() && batch.spans.back().adapter == of.adapter)
        batch.spans.back().count += of.tokens;
    else
        batch.spans.push_back({of.adapter, first, of.tokens});
}

inline int parts_of(const Work& work, int slots, int rows, int heads, int threads) {
    if (work.observe || rows * heads >= 8 * threads) return 1;
    return std::clamp((slots + PART_SLOTS - 1) / PART_SLOTS, 1, MOST_PARTS);
}

inline void add_row_items(Batch& batch, int row, const Shape& shape, int threads) {
    const Row& of = batch.rows[row];
    int slots = of.slot + 1;
    int parts =
        parts_of(batch.works[of.work], slots, batch.count(), shape.kv_heads, threads);
    int each = round_up((slots + parts - 1) / parts, 16);
    parts = (slots + each - 1) / each;
    batch.parts[row] = parts;
    batch.most_parts = std::max(batch.most_parts, parts);
    for (int head = 0; head < shape.kv_heads; ++head)
        for (int part = 0; part < parts; ++part)
            batch.items.push_back({of.work, row, 1, head, part, part * each,
                                   std::min(slots, (part + 1) * each), false});
}

inline void add_tile_items(Batch& batch, int first, int count, const Shape& shape) {
    for (int row = first; row < first + count; row += 16)
        for (int head = 0; head < shape.kv_heads; ++head) {
            int rows = std::min(16, first + count - row);
            batch.items.push_back({batch.rows[row].work, row, rows, head, 0, 0,
                                   batch.rows[row].slot + rows, true});
        }
}

inline void plan_attention(Batch& batch, const Shape& shape, int threads, bool tiles) {
    batch.parts.assign(batch.count(), 1);
    for (int first = 0; first < batch.count();) {
        int count = batch.works[batch.rows[first].work].tokens;
        if (tiles && count > 1)
            add_tile_items(batch, first, count, shape);
        else
            for (int row = first; row < first + count; ++row)
                add_row_items(batch, row, shape, threads);
        first += count;
    }
    auto cost = [](const Item& item) { return (item.to - item.from) * item.rows; };
    std::stable_sort(batch.items.begin(), batch.items.end(),
                     [&](const Item& a, const Item& b) { return cost(a) > cost(b); });
}

}  // namespace batch
