/* dates_rows.c — what the date kernels share: rows, arguments, units, zones by name. */
#include "kernel/dates.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- arguments ---- */

int32_t lt_date_int(const lt_date_cell *c, int i)
{
    const lt_column *arg = c->call->args[i];
    return ((const int32_t *)arg->values)[lt_column_slot(arg, c->row)];
}

int64_t lt_date_long(const lt_date_cell *c, int i)
{
    const lt_column *arg = c->call->args[i];
    int32_t          slot = lt_column_slot(arg, c->row);
    if (lt_type_bytes(arg->type) == 4) return ((const int32_t *)arg->values)[slot];
    return ((const int64_t *)arg->values)[slot];
}

const lt_view *lt_date_text(const lt_date_cell *c, int i)
{
    return lt_view_at(c->call->args[i], c->row);
}

/* ---- rows ---- */

static lt_status out_of_range(const lt_call *call, int32_t row, const char *name, lt_error *err)
{
    char         args[8 * sizeof(lt_short_text)];
    size_t       at = 0;
    lt_type_text type;
    args[0] = 0;
    for (int i = 0; i < call->arg_count && i < 8; i++) {
        lt_short_text one;
        lt_short(one, call->args[i], row);
        int n = snprintf(args + at, sizeof(args) - at, "%s%s", i ? ", " : "", one);
        at += n > 0 && (size_t)n < sizeof(args) - at ? (size_t)n : 0;
    }
    return LT_FAIL(err, LT_EOVERFLOW, "%s(%s) is out of range for %s", name, args,
                   lt_type_name(type, call->result));
}

static lt_status put_row(lt_column *made, const lt_date_cell *c, lt_error *err)
{
    if (c->null) return lt_result_null(made, c->row, err);
    if (lt_type_bytes(made->type) == 4)
        ((int32_t *)made->values)[c->row] = (int32_t)c->result;
    else
        ((int64_t *)made->values)[c->row] = c->result;
    return LT_OK;
}

lt_status lt_date_rows(const lt_call *call, lt_column **out, lt_date_fn *fn, void *state,
                       const char *name, lt_error *err)
{
    lt_date_cell c = {
        .call = call, .state = state, .err = call->try_ ? NULL : err, .hard_err = err};
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        if (!lt_wanted(call, i)) continue;
        c.row = i;
        c.null = false;
        c.fault = LT_OK;
        bool good = fn(&c);
        if (c.hard) {
            status = c.fault;
        } else if (!good && !call->try_) {
            status = c.fault ? c.fault : out_of_range(call, i, name, err);
        } else {
            c.null = c.null || !good;
            status = put_row(made, &c, err);
        }
        if ((i & 0xFFFF) == 0xFFFF && !status && call->cancel)
            status = lt_cancel_check(call->cancel, err);
    }
    return lt_done(out, made, status);
}

/* ---- months, units ---- */

bool lt_add_months(int64_t *days, int32_t from, int64_t months)
{
    int32_t first;
    int     m, day;
    lt_date_from_days(from, &first, &m, &day);
    int64_t all = (int64_t)first * 12 + m - 1 + months;
    int64_t year = all / 12 - (all % 12 < 0);
    int     month = (int)(all - year * 12) + 1;
    if (year < -5000000 || year > 5000000) return false;
    int last = lt_days_in_month((int32_t)year, month);
    *days = lt_days_from_date((int32_t)year, month, day < last ? day : last);
    return true;
}

lt_date_unit lt_date_unit_of(const lt_view *name)
{
    static const struct {
        const char  *name;
        lt_date_unit is;
    } names[] = {{"year", LT_UNIT_YEAR},
                 {"yyyy", LT_UNIT_YEAR},
                 {"yy", LT_UNIT_YEAR},
                 {"quarter", LT_UNIT_QUARTER},
                 {"month", LT_UNIT_MONTH},
                 {"mon", LT_UNIT_MONTH},
                 {"mm", LT_UNIT_MONTH},
                 {"week", LT_UNIT_WEEK},
                 {"day", LT_UNIT_DAY},
                 {"dd", LT_UNIT_DAY},
                 {"hour", LT_UNIT_HOUR},
                 {"minute", LT_UNIT_MINUTE},
                 {"second", LT_UNIT_SECOND},
                 {"millisecond", LT_UNIT_MILLISECOND},
                 {"microsecond", LT_UNIT_MICROSECOND}};
    const char *p = (const char *)lt_view_bytes(name);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strlen(names[i].name) == (size_t)name->len &&
            strncasecmp(p, names[i].name, (size_t)name->len) == 0)
            return names[i].is;
    return LT_UNIT_NONE;
}

/* ---- zones ---- */

static bool same_view(const lt_view *a, const lt_view *b)
{
    return a->len == b->len && memcmp(lt_view_bytes(a), lt_view_bytes(b), (size_t)a->len) == 0;
}

lt_status lt_zone_cache_find(const lt_zone **out, lt_zone_cache *z, const lt_view *name,
                             lt_error *err)
{
    lt_zone    *made = NULL;
    const char *p = (const char *)lt_view_bytes(name);
    size_t      n = (size_t)name->len;
    for (int32_t i = 0; i < z->used; i++) {
        if (!same_view(&z->kept[i].name, name)) continue;
        *out = z->kept[i].zone;
        return LT_OK;
    }
    while (n && (unsigned char)*p <= ' ') p++, n--;
    while (n && (unsigned char)p[n - 1] <= ' ') n--;
    LT_TRY(lt_zone_open(&made, z->mem, p, n, err));
    int32_t at = z->next;
    z->next = (at + 1) % LT_ZONES_KEPT;
    if (at < z->used)
        lt_zone_close(z->kept[at].zone);
    else
        z->used++;
    z->kept[at].name = *name;
    z->kept[at].zone = made;
    *out = made;
    return LT_OK;
}

/* With nobody to tell, lt_zone_open does not look for a near name: that reads folders. */
bool lt_date_zone(lt_date_cell *c, const lt_zone **out, lt_zone_cache *z, const lt_view *name)
{
    c->fault = lt_zone_cache_find(out, z, name, c->err);
    c->hard = c->fault == LT_ENOMEM;
    if (c->hard && !c->err) c->fault = LT_FAIL(c->hard_err, LT_ENOMEM, "no memory for a time zone");
    return c->fault == LT_OK;
}

void lt_zone_cache_close(lt_zone_cache *z)
{
    for (int32_t i = 0; i < z->used; i++) lt_zone_close(z->kept[i].zone);
    z->used = 0;
}
