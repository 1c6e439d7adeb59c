/* explain_json.c — a plan as one JSON object, for programs:
 *
 *   {"mode":"rules","written":NODE,"optimised":NODE,"rules":["…"],"run":{…}}
 *   NODE: {"id":3,"kind":"Filter","detail":"(a >
 * 1)","line":4,"columns":[{"name":"a","type":"int32"}],
 *          "rows":{"estimate":10,"exact":true},"operators":[{…}],"inputs":[NODE]}
 *
 * Members that are not known are left out: columns before resolving, operators before running.
 */
#include "backend/explaining.h"

#include "core/escape.h"
#include "plan/rules.h"

#include <string.h>

typedef struct writer {
    lt_buf     *out;
    lt_op_walk *walk;  /* NULL: it did not run */
    bool        facts; /* resolved: columns and rows */
} writer;

static lt_status put_text(lt_buf *out, const char *name, const char *text, size_t len,
                          lt_error *err)
{
    LT_TRY(lt_buf_printf(out, err, ",\"%s\":", name));
    return lt_json_string(out, text, len, err);
}

static lt_status put_int(lt_buf *out, const char *name, int64_t n, lt_error *err)
{
    return lt_buf_printf(out, err, ",\"%s\":%lld", name, (long long)n);
}

static lt_status put_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    lt_buf    text = {.mem = out->mem};
    lt_status status = lt_plan_detail(&text, p, err);
    size_t    from = 0;
    while (from < text.len && text.data[from] == ' ') from++;
    if (!status && from < text.len)
        status = put_text(out, "detail", (const char *)text.data + from, text.len - from, err);
    lt_buf_clear(&text);
    return status;
}

static lt_status put_columns(lt_buf *out, const lt_schema *s, lt_error *err)
{
    lt_type_text type;
    LT_TRY(lt_buf_text(out, ",\"columns\":[", err));
    for (int32_t i = 0; i < s->count; i++) {
        const char *name = s->fields[i].name;
        LT_TRY(lt_buf_text(out, i ? ",{\"name\":" : "{\"name\":", err));
        LT_TRY(lt_json_string(out, name, strlen(name), err));
        lt_type_name(type, s->fields[i].type);
        LT_TRY(put_text(out, "type", type, strlen(type), err));
        LT_TRY(lt_buf_text(out, "}", err));
    }
    return lt_buf_text(out, "]", err);
}

static lt_status put_rows(lt_buf *out, const lt_plan *p, lt_error *err)
{
    bool    exact;
    int64_t n = lt_plan_most_rows(p, &exact);
    if (n < 0) return LT_OK;
    return lt_buf_printf(out, err, ",\"rows\":{\"estimate\":%lld,\"exact\":%s}", (long long)n,
                         exact ? "true" : "false");
}

static lt_status put_op(lt_buf *out, const lt_op_stats *op, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "{\"name\":", err));
    LT_TRY(lt_json_string(out, op->name, strlen(op->name), err));
    if (!op->is_leaf) LT_TRY(put_int(out, "rows_in", op->rows_in, err));
    if (op->node) LT_TRY(put_int(out, "rows_out", op->rows_out, err));
    LT_TRY(put_int(out, "bytes", op->bytes, err));
    LT_TRY(put_int(out, "busy_ns", op->busy_ns, err));
    LT_TRY(put_int(out, "peak_bytes", op->peak_bytes, err));
    if (op->parts || op->parts_skipped) {
        LT_TRY(put_int(out, "parts", op->parts + op->parts_skipped, err));
        LT_TRY(put_int(out, "parts_skipped", op->parts_skipped, err));
    }
    return lt_buf_text(out, "}", err);
}

static lt_status put_ops(const writer *w, const lt_plan *p, lt_error *err)
{
    const lt_op_stats *ops[4];
    int32_t            n = lt_op_walk_take(w->walk, p->id, ops, 4);
    LT_TRY(lt_buf_text(w->out, ",\"operators\":[", err));
    for (int32_t i = 0; i < n; i++) {
        if (i) LT_TRY(lt_buf_text(w->out, ",", err));
        LT_TRY(put_op(w->out, ops[i], err));
    }
    return lt_buf_text(w->out, "]", err);
}

enum { DEPTH_MOST = 512 };

static lt_status put_node(const writer *w, const lt_plan *p, int depth, lt_error *err);

static lt_status put_inputs(const writer *w, const lt_plan *p, int depth, lt_error *err)
{
    LT_TRY(lt_buf_text(w->out, ",\"inputs\":[", err));
    for (int32_t i = 0; i < p->input_count; i++) {
        if (i) LT_TRY(lt_buf_text(w->out, ",", err));
        LT_TRY(put_node(w, p->inputs[i], depth + 1, err));
    }
    return lt_buf_text(w->out, "]", err);
}

static lt_status put_node(const writer *w, const lt_plan *p, int depth, lt_error *err)
{
    lt_buf *out = w->out;
    LT_TRY(
        lt_buf_printf(out, err, "{\"id\":%d,\"kind\":\"%s\"", p->id, lt_plan_kind_name(p->kind)));
    LT_TRY(put_detail(out, p, err));
    if (p->line > 0) LT_TRY(put_int(out, "line", p->line, err));
    if (p->schema) LT_TRY(put_columns(out, p->schema, err));
    if (w->facts) LT_TRY(put_rows(out, p, err));
    if (w->walk) LT_TRY(put_ops(w, p, err));
    if (p->input_count && depth < DEPTH_MOST) LT_TRY(put_inputs(w, p, depth, err));
    return lt_buf_text(out, "}", err);
}

static lt_status put_plan(writer *w, const char *name, const lt_plan *p, lt_error *err)
{
    LT_TRY(lt_buf_printf(w->out, err, ",\"%s\":", name));
    return put_node(w, p, 0, err);
}

/* The lines of what fired, each a string. */
static lt_status put_rules(lt_buf *out, const lt_buf *fired, lt_error *err)
{
    LT_TRY(lt_buf_text(out, ",\"rules\":[", err));
    if (!fired->len) return lt_buf_text(out, "]", err);
    const char *at = (const char *)fired->data, *end = at + fired->len;
    for (bool first = true; at < end; first = false) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        if (!first) LT_TRY(lt_buf_text(out, ",", err));
        LT_TRY(lt_json_string(out, at, (size_t)(stop - at), err));
        at = stop + 1;
    }
    return lt_buf_text(out, "]", err);
}

static lt_status put_run(lt_buf *out, const lt_query_stats *s, lt_op_walk *walk, lt_error *err)
{
    const lt_op_stats *target;
    LT_TRY(lt_buf_printf(out, err, ",\"run\":{\"rows_read\":%lld", (long long)s->rows));
    LT_TRY(put_int(out, "bytes_read", s->bytes, err));
    LT_TRY(put_int(out, "elapsed_ns", s->elapsed_ns, err));
    LT_TRY(put_int(out, "restarts", s->restarts, err));
    LT_TRY(put_int(out, "padded", s->padded, err));
    LT_TRY(put_int(out, "cut", s->cut, err));
    LT_TRY(put_int(out, "dropped", s->dropped, err));
    LT_TRY(put_int(out, "replaced", s->replaced, err));
    if (lt_op_walk_take(walk, 0, &target, 1) == 1) {
        LT_TRY(lt_buf_text(out, ",\"target\":", err));
        LT_TRY(put_op(out, target, err));
    }
    return lt_buf_text(out, "}", err);
}

lt_status lt_explain_json(lt_buf *out, const lt_explaining *x, lt_error *err)
{
    lt_op_walk      walk = {.stats = x->stats};
    writer          w = {.out = out};
    lt_explain_mode mode = x->how.mode;
    bool            only = mode == LT_EXPLAIN_SIMPLE || mode == LT_EXPLAIN_COST;
    LT_TRY(lt_buf_printf(out, err, "{\"mode\":\"%s\"", lt_explain_mode_name((int32_t)mode)));
    if (!only) LT_TRY(put_plan(&w, "written", x->written, err));
    if (mode == LT_EXPLAIN_EXTENDED) LT_TRY(put_plan(&w, "resolved", x->bound->resolved, err));
    w.facts = true;
    if (x->stats) w.walk = &walk;
    LT_TRY(put_plan(&w, "optimised", x->bound->optimised, err));
    LT_TRY(put_rules(out, &x->bound->fired, err));
    if (x->stats) LT_TRY(put_run(out, x->stats, &walk, err));
    return lt_buf_text(out, "}", err);
}
