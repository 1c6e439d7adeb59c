/* server_derive.c — another result made of one: sorted or filtered; pieces of one as text. */
#include "tui/engine/server_state.h"

#include "column/show.h"
#include "notebook/param.h"
#include "tui/list.h"
#include "tui/rows.h"

#include <math.h>
#include <string.h>

enum { HEAD = 1000, MOST_KEYS = 64, VALUE_MOST = 8 << 20, COPY_MOST = 15 << 20 };

static tui_kept *need(tui_server *s, uint64_t id, lt_error *err)
{
    tui_kept *k = tui_kept_find(s, id);
    if (!k) (void)LT_FAIL(err, LT_ENOTFOUND, "that result is not held any more");
    return k;
}

/* The plan of all of k's rows; *is_own: they are held. */
static lt_status base_of(lt_plan **out, bool *is_own, tui_server *s, tui_kept *k, lt_error *err)
{
    pthread_mutex_lock(&s->lock);
    *is_own = !k->held->partial || !k->plan;
    *out = *is_own ? lt_from_table(k->held) : lt_plan_retain(k->plan);
    pthread_mutex_unlock(&s->lock);
    return *out ? LT_OK : lt_mem_refused(s->mem, 0, "a plan", err);
}

/* ---- sort and filter ---- */

static lt_status sort_by(lt_plan **p, const char *text, lt_error *err)
{
    lt_expr    *keys[MOST_KEYS];
    int32_t     n = 0;
    const char *at = text, *item;
    size_t      len;
    lt_status   status = LT_OK;
    while (!status && tui_list_next(&at, &item, &len)) {
        if (n == MOST_KEYS)
            status = LT_FAIL(err, LT_ELIMIT, "more than %d keys to sort by", MOST_KEYS);
        else if (!(status = lt_expr_parse_sort(&keys[n], item, len, 0, err)))
            n++;
    }
    if (!status && !n) status = LT_FAIL(err, LT_EUSAGE, "there is no key to sort by");
    if (status) {
        while (n) lt_expr_release(keys[--n]);
        return status;
    }
    *p = lt_sort(*p, keys, n);
    return LT_OK;
}

static lt_status filter_by(lt_plan **p, const char *text, lt_error *err)
{
    lt_expr *keep;
    LT_TRY(lt_expr_parse(&keep, text, strlen(text), 0, err));
    *p = lt_filter(*p, keep);
    return LT_OK;
}

static lt_status derive(tui_server *s, tui_job *job, tui_kept *k, lt_error *err)
{
    const tui_derive *d = &job->request.derive;
    lt_plan          *p = NULL;
    lt_table         *t = NULL;
    bool              is_own;
    tui_event_told    e = {.kind = TUI_TELL_DERIVED, .number = job->request.number};
    LT_TRY(base_of(&p, &is_own, s, k, err));
    lt_status status =
        d->kind == TUI_DERIVE_SORT ? sort_by(&p, d->text, err) : filter_by(&p, d->text, err);
    if (!status && !p) status = lt_mem_refused(s->mem, 0, "a plan", err);
    if (!status) status = tui_tables_run(&t, s, p, is_own ? -1 : HEAD, is_own, 0, err);
    tui_kept *made = status ? NULL : tui_kept_add(s, t, p, 0, HEAD);
    if (!status && !made) status = lt_mem_refused(s->mem, sizeof(*made), "a result", err);
    if (made) {
        pthread_mutex_lock(&s->lock);
        made->owner = job->client;
        pthread_mutex_unlock(&s->lock);
        tui_kept_describe(&e.result, made, &job->arena);
        tui_server_tell(s, job->client, &e);
        tui_kept_release(s, made);
    }
    lt_table_release(t);
    lt_plan_release(p);
    return status;
}

lt_status tui_table_derive(tui_server *s, tui_job *job, lt_error *err)
{
    tui_kept *k = need(s, job->request.derive.result, err);
    if (!k) return err->code;
    lt_status status = derive(s, job, k, err);
    tui_kept_release(s, k);
    return status;
}

/* ---- copies ---- */

static lt_status tsv_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                         lt_error *err)
{
    for (int32_t c = 0; c < t->schema->count; c++) {
        lt_value v = lt_table_value(t, row, c);
        size_t   from = out->len + (c > 0);
        if (c) LT_TRY(lt_buf_text(out, "\t", err));
        if (!v.null) LT_TRY(lt_show_value(out, v, zone, err));
        for (size_t i = from; i < out->len; i++) /* a cell of a sheet has no line ends and tabs */
            if (out->data[i] == '\t' || out->data[i] == '\n' || out->data[i] == '\r')
                out->data[i] = ' ';
    }
    return lt_buf_text(out, "\n", err);
}

static lt_status tsv_head(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    for (int32_t c = 0; c < schema->count; c++)
        LT_TRY(lt_buf_printf(out, err, c ? "\t%s" : "%s", schema->fields[c].name));
    return lt_buf_text(out, "\n", err);
}

static lt_status lua_value(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    lt_buf text = {.mem = out->mem};
    if (v.null) return lt_buf_text(out, "nil", err);
    if (v.type.id == LT_BOOL) return lt_buf_text(out, v.b ? "true" : "false", err);
    if (lt_type_is_float(v.type) && !isfinite(v.f))
        return lt_buf_text(out, isnan(v.f) ? "(0/0)" : v.f > 0 ? "math.huge" : "-math.huge", err);
    bool      bare = lt_type_is_numeric(v.type) && v.type.id != LT_DECIMAL;
    lt_status status = lt_value_text(&text, v, zone, err);
    if (!status)
        status = bare ? lt_buf_add(out, text.data, text.len, err)
                      : lt_lua_quote(out, (const char *)text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

/* { ["name"] = value, … }, to be given to from_rows. */
static lt_status lua_row(lt_buf *out, const lt_table *t, int64_t row, const struct lt_zone *zone,
                         lt_error *err)
{
    LT_TRY(lt_buf_text(out, "  {", err));
    for (int32_t c = 0; c < t->schema->count; c++) {
        const char *name = t->schema->fields[c].name;
        LT_TRY(lt_buf_text(out, c ? ", [" : "[", err));
        LT_TRY(lt_lua_quote(out, name, strlen(name), err));
        LT_TRY(lt_buf_text(out, "] = ", err));
        LT_TRY(lua_value(out, lt_table_value(t, row, c), zone, err));
    }
    return lt_buf_text(out, "},\n", err);
}

static lt_status lua_head(lt_buf *out, const lt_schema *schema, lt_error *err)
{
    (void)schema;
    return lt_buf_text(out, "from_rows{\n", err);
}

static const tui_rows tsv = {"tsv", tsv_head, "", "", tsv_row};
static const tui_rows lua = {"lua", lua_head, "", "}\n", lua_row};

static const tui_rows *format_of(const char *name)
{
    if (strcmp(name, "tsv") == 0) return &tsv;
    if (strcmp(name, "lua") == 0) return &lua;
    return tui_rows_find(name);
}

static lt_status print_rows(lt_buf *out, tui_server *s, const lt_table *t, const tui_copy *q,
                            lt_error *err)
{
    const tui_rows *f = format_of(q->format);
    if (!f) return LT_FAIL(err, LT_EUSAGE, "rows are not copied as \"%s\"", q->format);
    bool needs_head = f == &lua || strcmp(f->name, "json") == 0 || strcmp(f->name, "md") == 0;
    if (q->header || needs_head) LT_TRY(f->head(out, t->schema, err));
    for (int64_t r = 0; r < t->rows; r++) {
        if (r) LT_TRY(lt_buf_text(out, f->between, err));
        LT_TRY(f->row(out, t, r, s->zone, err));
        if (r % 64 == 0) LT_TRY(lt_cancel_check(&s->table_cancel, err));
        if (out->len <= COPY_MOST) continue;
        lt_fail(err, LT_ELIMIT, LT_HERE, "a copy holds at most %d MiB", COPY_MOST >> 20);
        lt_error_hint(err, "write_csv writes any number of rows to a file");
        return LT_ELIMIT;
    }
    return lt_buf_text(out, f->after, err);
}

/* The asked rows and columns of the plan, consumed. */
static lt_plan *cut_out(lt_plan *p, const lt_schema *schema, const tui_copy *q)
{
    lt_plan *rows = lt_limit(p, q->rows, q->row);
    if (q->column == 0 && q->columns >= schema->count) return rows;
    lt_expr *exprs[256];
    int32_t  n = 0;
    for (int32_t c = q->column; n < q->columns && n < 256; c++) {
        const char *name = schema->fields[c].name;
        exprs[n++] = lt_expr_column(name, strlen(name));
    }
    return lt_select(rows, exprs, n);
}

static lt_status copy(lt_buf *out, tui_server *s, tui_copy q, tui_kept *k, lt_error *err)
{
    lt_plan         *p = NULL;
    lt_table        *t = NULL;
    bool             is_own;
    const lt_schema *schema = k->held->schema;
    if (q.row < 0 || q.rows < 0 || q.column < 0 || q.columns < 0 || q.column > schema->count)
        return LT_FAIL(err, LT_EUSAGE, "there are no such rows and columns to copy");
    if (q.columns > schema->count - q.column) q.columns = schema->count - q.column;
    if (q.columns > 256 && q.columns < schema->count)
        return LT_FAIL(err, LT_ELIMIT, "256 columns or all of them can be copied");
    LT_TRY(base_of(&p, &is_own, s, k, err));
    p = cut_out(p, schema, &q);
    if (!p) return lt_mem_refused(s->mem, 0, "a plan", err);
    lt_status status = tui_tables_run(&t, s, p, -1, is_own, 0, err);
    lt_plan_release(p);
    if (!status) status = print_rows(out, s, t, &q, err);
    lt_table_release(t);
    return status;
}

/* ---- one value ---- */

static lt_status value_at(lt_buf *out, tui_server *s, tui_kept *k, const tui_request *q,
                          lt_error *err)
{
    int64_t   row = q->at.row;
    lt_table *t = k->held;
    if (row >= t->rows && k->page && row >= k->page_row && row < k->page_row + k->page->rows) {
        t = k->page;
        row -= k->page_row;
    }
    if (row < 0 || row >= t->rows || q->at.column < 0 || q->at.column >= t->schema->count)
        return LT_FAIL(err, LT_ENOTFOUND, "that value is not held; look at its row first");
    lt_value v = lt_table_value(t, row, q->at.column);
    if (v.null) return lt_buf_text(out, "NULL", err);
    if ((v.type.id == LT_STRING || v.type.id == LT_BINARY) && v.s.len > VALUE_MOST)
        v.s.len = VALUE_MOST;
    return v.type.id == LT_BINARY ? lt_show_value(out, v, s->zone, err)
                                  : lt_value_text(out, v, s->zone, err);
}

lt_status tui_table_copy(tui_server *s, tui_job *job, lt_error *err)
{
    const tui_request *q = &job->request;
    bool               is_value = q->kind == TUI_ASK_VALUE;
    lt_buf             text = {.mem = s->mem};
    tui_kept          *k = need(s, is_value ? q->at.result : q->copy.result, err);
    if (!k) return err->code;
    lt_status status = is_value ? value_at(&text, s, k, q, err) : copy(&text, s, q->copy, k, err);
    if (!status)
        tui_server_tell(s, job->client,
                        &(tui_event_told){.kind = is_value ? TUI_TELL_VALUE : TUI_TELL_COPIED,
                                          .number = q->number,
                                          .bytes = {(const char *)text.data, text.len}});
    lt_buf_clear(&text);
    tui_kept_release(s, k);
    return status;
}
