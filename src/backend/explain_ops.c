/* explain_ops.c — what each operator of a run did, in the shape of the plan:
 *
 *   operator             rows in  rows out     bytes     time  share    memory
 *   Count                      2         -      16 B   0.0 ms     0%         -
 *   └─ Aggregate #7        1,000         2   15.6 KB   0.1 ms     4%   96.5 KB
 *      └─ Scan #5 csv          -     1,000   34.1 KB   2.3 ms    96%         -  1 part
 *
 * Bytes are those that came in; of a scan, those it read. Time is work alone, summed over the
 * workers, so it may be more than the time that passed. Memory is the most that the operator held
 * at once.
 */
#include "backend/explaining.h"

#include "column/show.h"
#include "core/escape.h"

#include <stdio.h>
#include <string.h>

int32_t lt_op_walk_take(lt_op_walk *w, int32_t node, const lt_op_stats **out, int32_t most)
{
    int32_t n = 0;
    for (int32_t i = w->stats->op_count - 1; i >= 0 && n < most; i--) { /* the oldest is last */
        const lt_op_stats *op = w->stats->ops + i;
        bool               same = false;
        if (op->node != node || w->used[i]) continue;
        for (int32_t k = 0; k < n; k++) same = same || strcmp(out[k]->name, op->name) == 0;
        if (same) break;
        w->used[i] = true;
        out[n++] = op;
    }
    for (int32_t i = 0; i < n / 2; i++) { /* a scan was made before the filter behind it */
        const lt_op_stats *first = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = first;
    }
    return n;
}

/* ---- cells ---- */

enum { CELLS = 6, CELL = 24, TREE_MOST = 60 };

typedef struct line {
    char   cells[CELLS][CELL];
    size_t at, len; /* the operator's text in texts */
    int    width;
    char   note[96];
} line;

static void put_count(char *out, int64_t n)
{
    char text[32];
    snprintf(out, CELL, "%s", lt_show_count(text, n));
}

static void put_bytes(char *out, int64_t bytes)
{
    static const char *const units[] = {"KB", "MB", "GB", "TB"};
    double                   n = (double)bytes / 1024;
    int                      u = 0;
    if (bytes <= 0) {
        snprintf(out, CELL, "-");
        return;
    }
    if (bytes < 1024) {
        snprintf(out, CELL, "%d B", (int)bytes);
        return;
    }
    for (; n >= 1023.95 && u < 3; u++) n /= 1024;
    snprintf(out, CELL, "%.1f %s", n, units[u]);
}

static void put_time(char *out, int64_t ns)
{
    if (ns < 10000000000)
        snprintf(out, CELL, "%.1f ms", (double)ns / 1e6);
    else
        snprintf(out, CELL, "%.1f s", (double)ns / 1e9);
}

static void put_note(line *l, const lt_op_stats *op)
{
    char all[32], skipped[32];
    if (op->parts_skipped > 0)
        snprintf(l->note, sizeof(l->note), "%s skipped %s of %s",
                 strstr(op->name, "parquet") ? "row groups" : "parts",
                 lt_show_count(skipped, op->parts_skipped),
                 lt_show_count(all, op->parts + op->parts_skipped));
    else if (op->parts > 0)
        snprintf(l->note, sizeof(l->note), "%s part%s", lt_show_count(all, op->parts),
                 op->parts == 1 ? "" : "s");
}

/* ---- lines ---- */

typedef struct listing {
    const lt_explaining *x;
    lt_op_walk           walk;
    lt_buf               lines;  /* line */
    lt_buf               texts;  /* operators, safe to show */
    lt_buf               indent; /* what stands before a child's branch */
    int64_t              busy;   /* of all operators */
} listing;

static void fill(line *l, const listing *g, const lt_op_stats *op)
{
    for (int c = 0; c < CELLS; c++) snprintf(l->cells[c], CELL, "-");
    if (!op) return;
    if (!op->is_leaf) put_count(l->cells[0], op->rows_in);
    if (op->node) put_count(l->cells[1], op->rows_out);
    put_bytes(l->cells[2], op->bytes);
    put_time(l->cells[3], op->busy_ns);
    if (g->busy > 0)
        snprintf(l->cells[4], CELL, "%.0f%%", (double)op->busy_ns * 100 / (double)g->busy);
    put_bytes(l->cells[5], op->peak_bytes);
    put_note(l, op);
}

static lt_status add_line(listing *g, const char *branch, const char *name, int32_t id,
                          const lt_op_stats *op, lt_error *err)
{
    char text[160];
    line l = {.at = g->texts.len};
    LT_TRY(lt_buf_add(&g->texts, g->indent.data, g->indent.len, err));
    snprintf(text, sizeof(text), id ? "%s%s #%d" : "%s%s", branch, name, id);
    LT_TRY(lt_escape(&g->texts, text, strlen(text), LT_ESCAPE_LINE, err));
    l.len = g->texts.len - l.at;
    l.width = lt_text_width((const char *)g->texts.data + l.at, l.len);
    fill(&l, g, op);
    return lt_buf_add(&g->lines, &l, sizeof(l), err);
}

/* The operators of p, one below the other; how deep the indent is for what is below them. */
static lt_status add_ops(listing *g, const lt_plan *p, const char *branch, const char *below,
                         lt_error *err)
{
    const lt_op_stats *ops[4];
    bool               ascii = g->x->how.ascii;
    int32_t            n = lt_op_walk_take(&g->walk, p->id, ops, 4);
    if (n == 0) {
        LT_TRY(add_line(g, branch, lt_plan_kind_name(p->kind), p->id, NULL, err));
        return lt_buf_text(&g->indent, below, err);
    }
    for (int32_t i = 0; i < n; i++) {
        LT_TRY(add_line(g, i ? (ascii ? "`- " : "└─ ") : branch, ops[i]->name, p->id, ops[i], err));
        LT_TRY(lt_buf_text(&g->indent, i ? "   " : below, err));
    }
    return LT_OK;
}

static lt_status add_node(listing *g, const lt_plan *p, const char *branch, const char *below,
                          int depth, lt_error *err)
{
    size_t held = g->indent.len;
    bool   ascii = g->x->how.ascii;
    if (depth > TREE_MOST) return LT_OK;
    LT_TRY(add_ops(g, p, branch, below, err));
    for (int32_t i = 0; i < p->input_count; i++) {
        bool        last = i == p->input_count - 1;
        const char *next = last ? (ascii ? "`- " : "└─ ") : ascii ? "+- " : "├─ ";
        const char *under = last ? "   " : ascii ? "|  " : "│  ";
        LT_TRY(add_node(g, p->inputs[i], next, under, depth + 1, err));
    }
    g->indent.len = held;
    return LT_OK;
}

/* ---- the table ---- */

static lt_status pad(lt_buf *out, int n, lt_error *err)
{
    for (; n > 0; n--) LT_TRY(lt_buf_text(out, " ", err));
    return LT_OK;
}

static lt_status put_line(lt_buf *out, const listing *g, const line *l, int tree, const int *widths,
                          lt_error *err)
{
    LT_TRY(lt_buf_add(out, g->texts.data + l->at, l->len, err));
    LT_TRY(pad(out, tree - l->width, err));
    for (int c = 0; c < CELLS; c++)
        LT_TRY(lt_buf_printf(out, err, "  %*s", widths[c], l->cells[c]));
    return lt_buf_printf(out, err, "%s%s\n", *l->note ? "  " : "", l->note);
}

static lt_status put_table(lt_buf *out, const listing *g, lt_error *err)
{
    static const char *const heads[CELLS] = {"rows in", "rows out", "bytes",
                                             "time",    "share",    "memory"};
    const line              *lines = (const line *)g->lines.data;
    size_t                   n = g->lines.len / sizeof(*lines);
    int                      tree = 8, widths[CELLS];
    for (int c = 0; c < CELLS; c++) widths[c] = (int)strlen(heads[c]);
    for (size_t i = 0; i < n; i++) {
        if (lines[i].width > tree) tree = lines[i].width;
        for (int c = 0; c < CELLS; c++)
            if ((int)strlen(lines[i].cells[c]) > widths[c])
                widths[c] = (int)strlen(lines[i].cells[c]);
    }
    LT_TRY(lt_buf_printf(out, err, "%-*s", tree, "operator"));
    for (int c = 0; c < CELLS; c++) LT_TRY(lt_buf_printf(out, err, "  %*s", widths[c], heads[c]));
    LT_TRY(lt_buf_text(out, "\n", err));
    for (size_t i = 0; i < n; i++) LT_TRY(put_line(out, g, &lines[i], tree, widths, err));
    return LT_OK;
}

lt_status lt_explain_ops(lt_buf *out, const lt_explaining *x, lt_error *err)
{
    const lt_op_stats *target;
    listing            g = {.x = x, .walk.stats = x->stats};
    g.lines.mem = g.texts.mem = g.indent.mem = out->mem;
    for (int32_t i = 0; i < x->stats->op_count; i++) g.busy += x->stats->ops[i].busy_ns;
    bool      has_target = lt_op_walk_take(&g.walk, 0, &target, 1) == 1;
    lt_status status = LT_OK;
    if (has_target) status = add_line(&g, "", target->name, 0, target, err);
    if (!status)
        status = add_node(&g, x->bound->optimised,
                          !has_target    ? ""
                          : x->how.ascii ? "`- "
                                         : "└─ ",
                          has_target ? "   " : "", 0, err);
    if (!status) status = put_table(out, &g, err);
    if (!status && x->stats->op_total > x->stats->op_count)
        status = lt_buf_printf(out, err, "and %d more operators\n",
                               x->stats->op_total - x->stats->op_count);
    lt_buf_clear(&g.lines);
    lt_buf_clear(&g.texts);
    lt_buf_clear(&g.indent);
    return status;
}
