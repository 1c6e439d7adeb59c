/* explain_modes.c — a plan as text: as written, resolved, optimised, what the rules did, what ran.
 */
#include "backend/explaining.h"

#include "column/show.h"
#include "plan/rules.h"

#include <stdio.h>
#include <string.h>

static const char *const modes[LT_EXPLAIN_MODES] = {
    [LT_EXPLAIN_RULES] = "rules",       [LT_EXPLAIN_SIMPLE] = "simple",
    [LT_EXPLAIN_EXTENDED] = "extended", [LT_EXPLAIN_COST] = "cost",
    [LT_EXPLAIN_ANALYZE] = "analyze",
};

const char *lt_explain_mode_name(int32_t mode)
{
    return mode >= 0 && mode < LT_EXPLAIN_MODES ? modes[mode] : NULL;
}

bool lt_explain_mode_find(const char *name, lt_explain_mode *out)
{
    for (int32_t i = 0; i < LT_EXPLAIN_MODES; i++) {
        if (strcmp(modes[i], name) != 0) continue;
        *out = (lt_explain_mode)i;
        return true;
    }
    return false;
}

/* ---- trees ---- */

/* "  (est. 1,204 rows)", where the rows are known, or are at most so many. */
static lt_status note_rows(void *arg, const lt_plan *p, lt_buf *out, lt_error *err)
{
    const lt_explaining *x = arg;
    char                 rows[32];
    bool                 exact;
    int64_t              n = lt_plan_most_rows(p, &exact);
    if (n < 0) return LT_OK;
    const char *at_most = exact ? "" : x->how.ascii ? "<= " : "≤ ";
    return lt_buf_printf(out, err, "  (est. %s%s row%s)", at_most, lt_show_count(rows, n),
                         n == 1 ? "" : "s");
}

static lt_status tree(lt_buf *out, const lt_explaining *x, const char *title, const lt_plan *p,
                      lt_plan_note *note, lt_error *err)
{
    LT_TRY(lt_buf_printf(out, err, "%s== %s ==\n", out->len ? "\n" : "", title));
    if (x->how.ascii) return lt_plan_text_ascii(out, p, note, (void *)x, err);
    return lt_plan_text(out, p, note, (void *)x, err);
}

static lt_status rules(lt_buf *out, const lt_explaining *x, lt_error *err)
{
    const lt_buf *fired = &x->bound->fired;
    LT_TRY(lt_buf_text(out, "\n== Rules that fired ==\n", err));
    if (!fired->len) return lt_buf_text(out, "none: the plan is as good as written\n", err);
    return lt_buf_add(out, fired->data, fired->len, err);
}

static lt_status run_summary(lt_buf *out, const lt_explaining *x, lt_error *err)
{
    char                  rows[32];
    const lt_query_stats *s = x->stats;
    LT_TRY(lt_buf_printf(out, err, "\n== Run ==\n%s rows, %.1f MB read, %.1f ms",
                         lt_show_count(rows, s->rows), (double)s->bytes / 1e6,
                         (double)s->elapsed_ns / 1e6));
    if (s->restarts)
        LT_TRY(lt_buf_printf(out, err, ", restarted %s with wider types",
                             s->restarts == 1 ? "once" : "several times"));
    LT_TRY(lt_buf_text(out, "\n", err));
    LT_TRY(lt_show_mended(out, "", (int64_t[]){s->padded, s->cut, s->dropped, s->replaced}, err));
    LT_TRY(lt_buf_text(out, "\n", err));
    return lt_explain_ops(out, x, err);
}

static lt_status explain_text(lt_buf *out, const lt_explaining *x, lt_error *err)
{
    lt_explain_mode mode = x->how.mode;
    const lt_bound *b = x->bound;
    bool            only = mode == LT_EXPLAIN_SIMPLE || mode == LT_EXPLAIN_COST;
    if (!only) LT_TRY(tree(out, x, "Plan as written", x->written, NULL, err));
    if (mode == LT_EXPLAIN_EXTENDED) LT_TRY(tree(out, x, "Resolved plan", b->resolved, NULL, err));
    LT_TRY(tree(out, x, "Optimised plan", b->optimised,
                mode == LT_EXPLAIN_SIMPLE ? NULL : note_rows, err));
    if (!only) LT_TRY(rules(out, x, err));
    return x->stats ? run_summary(out, x, err) : LT_OK;
}

/* ---- all of it ---- */

static lt_status tell(lt_buf *out, const lt_explaining *x, lt_error *err)
{
    lt_buf    text = {.mem = out->mem};
    lt_status status = x->how.json ? lt_explain_json(&text, x, err) : explain_text(&text, x, err);
    if (!status && x->how.json) status = lt_buf_text(&text, "\n", err);
    if (!status) status = lt_buf_add(out, text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

lt_status lt_explain(lt_buf *out, lt_context *ctx, lt_plan *p, const lt_explain_options *how,
                     const lt_query *query, lt_error *err)
{
    lt_query_stats stats = {.op_count = 0};
    lt_query       asked = query ? *query : (lt_query){.cancel = NULL};
    lt_bound       b;
    lt_explaining  x = {.written = p, .bound = &b};
    if (how) x.how = *how;
    asked.stats = &stats;
    if (x.how.mode == LT_EXPLAIN_ANALYZE) {
        LT_TRY(lt_run_counting(&b, ctx, p, &asked, err));
        x.stats = &stats;
    } else {
        LT_TRY(lt_bind_plan(&b, ctx, p, err));
    }
    lt_status status = tell(out, &x, err);
    lt_bound_clear(&b);
    if (query && query->stats) *query->stats = stats;
    return status;
}
