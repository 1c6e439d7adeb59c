/* expr_text.c — expressions as Spark SQL text.
 *
 * Two forms: SQL, which parses back to the same tree (names quoted where needed, literals with
 * their types), and Spark's column names (bare names, texts without quotes, count(1)).
 * Coercions added by resolving are not shown in either.
 */
#include "core/civil.h"
#include "core/escape.h"
#include "core/number.h"
#include "plan/desugar_date.h"
#include "plan/expr.h"
#include "plan/lex_expr.h"
#include "plan/spark_name.h"

#include <math.h>
#include <string.h>

typedef struct printer {
    lt_buf   *out;
    bool      pretty; /* a column name, not SQL */
    lt_error *err;
} printer;

static lt_status show(printer *p, const lt_expr *e);

static lt_status put(printer *p, const char *text) { return lt_buf_text(p->out, text, p->err); }

/* ---- names ---- */

static lt_status quote_name(printer *p, const char *name)
{
    LT_TRY(put(p, "`"));
    for (const char *c = name; *c; c++) {
        if (*c == '`') LT_TRY(put(p, "`"));
        LT_TRY(lt_buf_add(p->out, c, 1, p->err));
    }
    return put(p, "`");
}

static lt_status show_name(printer *p, const char *name, bool function)
{
    if (p->pretty || lt_expr_plain_name(name, function)) return put(p, name);
    return quote_name(p, name);
}

static lt_status show_type(printer *p, lt_type type)
{
    lt_type_text name;
    lt_type_spark(name, type);
    for (char *c = name; *c; c++)
        if (*c >= 'a' && *c <= 'z') *c = (char)(*c & ~0x20);
    return put(p, name);
}

/* ---- literals ---- */

static lt_status quote_text(printer *p, const uint8_t *text, int32_t len)
{
    LT_TRY(put(p, "'"));
    for (int32_t i = 0; i < len; i++) {
        const char *escape = text[i] == '\''   ? "\\'"
                             : text[i] == '\\' ? "\\\\"
                             : text[i] == '\n' ? "\\n"
                             : text[i] == '\r' ? "\\r"
                             : text[i] == '\t' ? "\\t"
                             : text[i] == 0    ? "\\u0000"
                                               : NULL;
        /* \% and \_ are escapes of patterns and stay two characters on reading */
        bool pattern = text[i] == '\\' && i + 1 < len && (text[i + 1] == '%' || text[i + 1] == '_');
        if (escape && !pattern)
            LT_TRY(put(p, escape));
        else
            LT_TRY(lt_buf_add(p->out, text + i, 1, p->err));
    }
    return put(p, "'");
}

static lt_status show_hex(printer *p, const uint8_t *bytes, int32_t len)
{
    LT_TRY(put(p, "X'"));
    for (int32_t i = 0; i < len; i++) LT_TRY(lt_buf_printf(p->out, p->err, "%02X", bytes[i]));
    return put(p, "'");
}

static lt_status show_float(printer *p, lt_value v)
{
    char        text[LT_F64_TEXT];
    bool        single = v.type.id == LT_F32;
    size_t      n = single ? lt_print_f32(text, (float)v.f) : lt_print_f64(text, v.f);
    const char *type = single ? "FLOAT" : "DOUBLE";
    if (!p->pretty && !isfinite(v.f))
        return lt_buf_printf(p->out, p->err, "CAST('%.*s' AS %s)", (int)n, text, type);
    LT_TRY(lt_buf_add(p->out, text, n, p->err));
    return p->pretty ? LT_OK : put(p, single ? "F" : "D");
}

static lt_status show_int(printer *p, lt_value v)
{
    static const char *const suffixes[] = {
        [LT_I8] = "Y", [LT_I16] = "S", [LT_I32] = "", [LT_I64] = "L"};
    char   text[LT_I64_TEXT];
    size_t n = lt_print_i64(text, v.i);
    LT_TRY(lt_buf_add(p->out, text, n, p->err));
    return p->pretty ? LT_OK : put(p, suffixes[v.type.id]);
}

static lt_status show_decimal(printer *p, lt_value v)
{
    char   text[LT_DECIMAL_TEXT];
    size_t n = lt_print_decimal(text, v.d, v.type.scale);
    LT_TRY(lt_buf_add(p->out, text, n, p->err));
    return p->pretty ? LT_OK : put(p, "BD");
}

static lt_status show_time(printer *p, lt_value v)
{
    char   text[LT_TIMESTAMP_TEXT];
    bool   instant = v.type.id == LT_TIMESTAMP;
    size_t n =
        v.type.id == LT_DATE ? lt_print_date(text, (int32_t)v.i) : lt_print_timestamp(text, v.i);
    const char *word = v.type.id == LT_DATE ? "DATE" : instant ? "TIMESTAMP" : "TIMESTAMP_NTZ";
    return lt_buf_printf(p->out, p->err, "%s '%.*s%s'", word, (int)n, text, instant ? "Z" : "");
}

static lt_status show_null(printer *p, lt_type type)
{
    if (p->pretty || type.id == LT_VOID) return put(p, "NULL");
    LT_TRY(put(p, "CAST(NULL AS "));
    LT_TRY(show_type(p, type));
    return put(p, ")");
}

static lt_status show_literal(printer *p, lt_value v);

/* array(1, 2); long ones, which only folding makes, are cut. */
static lt_status show_items(printer *p, lt_value v)
{
    enum { MOST = 100 };
    LT_TRY(put(p, "array("));
    for (int32_t i = 0; i < v.list.len && i < MOST; i++) {
        if (i) LT_TRY(put(p, ", "));
        LT_TRY(show_literal(p, lt_value_item(v, i)));
    }
    return put(p, v.list.len > MOST ? ", …)" : ")");
}

static lt_status show_literal(printer *p, lt_value v)
{
    if (v.null) return show_null(p, v.type);
    switch ((lt_type_id)v.type.id) {
    case LT_BOOL: return put(p, v.b ? "true" : "false");
    case LT_F32:
    case LT_F64: return show_float(p, v);
    case LT_DECIMAL: return show_decimal(p, v);
    case LT_STRING:
        if (p->pretty) return lt_buf_add(p->out, v.s.bytes, (size_t)v.s.len, p->err);
        return quote_text(p, v.s.bytes, v.s.len);
    case LT_BINARY: return show_hex(p, v.s.bytes, v.s.len);
    case LT_DATE:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: return show_time(p, v);
    case LT_VOID: return put(p, "NULL");
    case LT_LIST: return show_items(p, v);
    default: return show_int(p, v);
    }
}

/* ---- calls ---- */

static lt_status show_some(printer *p, const lt_expr *e, int32_t from, int32_t end)
{
    for (int32_t i = from; i < end; i++) {
        if (i > from) LT_TRY(put(p, ", "));
        LT_TRY(show(p, e->args[i]));
    }
    return LT_OK;
}

static lt_status show_list(printer *p, const lt_expr *e, int32_t from)
{
    return show_some(p, e, from, e->arg_count);
}

/* before arg after */
static lt_status show_around(printer *p, const char *before, const lt_expr *arg, const char *after)
{
    LT_TRY(put(p, before));
    LT_TRY(show(p, arg));
    return put(p, after);
}

static lt_status show_args(printer *p, const lt_expr *e, int32_t count)
{
    const lt_spark_habit *h = p->pretty ? lt_spark_habit_of(e->name) : NULL;
    if (!h) return show_some(p, e, 0, count);
    LT_TRY(show_some(p, e, 0, count < h->shown ? count : h->shown));
    if (count + 1 != h->shown || !h->missing) return LT_OK;
    return lt_buf_printf(p->out, p->err, ", %s", h->missing);
}

/* In column names of percentiles Spark leaves out that small comes first. */
static lt_status show_order(printer *p, const char *name, const lt_expr *key)
{
    bool texts = strcmp(name, "listagg") == 0 || strcmp(name, "string_agg") == 0;
    bool plain = p->pretty && !texts && !key->descending && key->nulls_first;
    return show_around(p, " WITHIN GROUP (ORDER BY ", plain ? key->args[0] : key, ")");
}

static lt_status show_capitals(printer *p, const char *name)
{
    for (; *name; name++) {
        char c = (char)(*name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name);
        LT_TRY(lt_buf_add(p->out, &c, 1, p->err));
    }
    return LT_OK;
}

/* What Spark shows in the place of arguments that were left out. */
static lt_status show_defaults(printer *p, const lt_expr *e)
{
    const char *text;
    for (int32_t k = e->arg_count; p->pretty && (text = lt_spark_default(e->name, k)); k++) {
        LT_TRY(put(p, ", "));
        LT_TRY(put(p, text));
    }
    return LT_OK;
}

static lt_status show_function(printer *p, const lt_expr *e)
{
    int32_t        count = lt_expr_plain_args(e);
    const lt_expr *filter = lt_expr_filter(e);
    bool           star = count == 1 && e->args[0]->kind == LT_EXPR_STAR;
    bool           order = count > 0 && e->args[count - 1]->kind == LT_EXPR_SORT;
    bool           capital = p->pretty && lt_spark_is_capital(e->name);
    LT_TRY(capital ? show_capitals(p, e->name) : show_name(p, e->name, true));
    LT_TRY(put(p, e->distinct ? "(DISTINCT " : "("));
    if (p->pretty && star && strcmp(e->name, "count") == 0)
        LT_TRY(put(p, "1"));
    else
        LT_TRY(show_args(p, e, count - order));
    LT_TRY(show_defaults(p, e));
    LT_TRY(put(p, ")"));
    if (order) LT_TRY(show_order(p, e->name, e->args[count - 1]));
    return filter ? show_around(p, " FILTER (WHERE ", filter, ")") : LT_OK;
}

static lt_status show_binary(printer *p, const lt_expr *e, const char *sign)
{
    LT_TRY(put(p, "("));
    LT_TRY(show(p, e->args[0]));
    LT_TRY(lt_buf_printf(p->out, p->err, " %s ", sign));
    LT_TRY(show(p, e->args[1]));
    return put(p, ")");
}

static lt_status show_case(printer *p, const lt_expr *e)
{
    LT_TRY(put(p, "CASE"));
    for (int32_t i = 0; i + 1 < e->arg_count; i += 2) {
        LT_TRY(show_around(p, " WHEN ", e->args[i], " THEN "));
        LT_TRY(show(p, e->args[i + 1]));
    }
    if (e->arg_count & 1) LT_TRY(show_around(p, " ELSE ", e->args[e->arg_count - 1], ""));
    return put(p, " END");
}

static lt_status show_in(printer *p, const lt_expr *e)
{
    LT_TRY(show_around(p, "(", e->args[0], " IN ("));
    LT_TRY(show_list(p, e, 1));
    return put(p, "))");
}

/* Spark names like without parentheses; SQL has them, so that what follows binds outside. */
static lt_status show_like(printer *p, const lt_expr *e, const char *word)
{
    LT_TRY(put(p, p->pretty ? "" : "("));
    LT_TRY(show(p, e->args[0]));
    LT_TRY(lt_buf_printf(p->out, p->err, " %s ", word));
    LT_TRY(show(p, e->args[1]));
    if (e->arg_count == 3) {
        LT_TRY(put(p, " ESCAPE "));
        lt_value v = e->args[2]->value;
        LT_TRY(quote_text(p, v.s.bytes, v.s.len));
    }
    return put(p, p->pretty ? "" : ")");
}

static const char *binary_sign(const char *name)
{
    static const char *const signs[][2] = {
        {"+", "+"},     {"-", "-"},     {"*", "*"},    {"/", "/"},   {"%", "%"}, {"div", "div"},
        {"==", "="},    {"!=", "!="},   {"<", "<"},    {"<=", "<="}, {">", ">"}, {">=", ">="},
        {"<=>", "<=>"}, {"and", "AND"}, {"or", "OR"},  {"&", "&"},   {"|", "|"}, {"^", "^"},
        {"<<", "<<"},   {">>", ">>"},   {">>>", ">>>"}};
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
        if (strcmp(signs[i][0], name) == 0) return signs[i][1];
    return NULL;
}

/* Spark names a != b as (NOT (a = b)). */
static lt_status show_signed(printer *p, const lt_expr *e, const char *sign)
{
    if (!p->pretty || strcmp(sign, "!=") != 0) return show_binary(p, e, sign);
    LT_TRY(put(p, "(NOT "));
    LT_TRY(show_binary(p, e, "="));
    return put(p, ")");
}

static bool is_text(const lt_expr *e)
{
    return e->kind == LT_EXPR_LITERAL && e->type.id == LT_STRING && !e->value.null;
}

/* extract(year FROM x): the field is a plain word, as the parser knows it. */
static lt_status show_extract(printer *p, const lt_expr *e)
{
    lt_value v = e->args[0]->value;
    LT_TRY(
        lt_buf_printf(p->out, p->err, "%s(%.*s FROM ", e->name, v.s.len, (const char *)v.s.bytes));
    return show_around(p, "", e->args[1], ")");
}

/* (x + INTERVAL '1' DAY), of what resolving made of it */
static lt_status show_moved(printer *p, const lt_expr *e, const lt_interval *v)
{
    lt_buf    text = {.mem = p->out->mem}, fields = {.mem = p->out->mem};
    lt_status status = lt_interval_text(&text, &fields, v, p->err);
    if (!status) status = show_around(p, "(", e->args[0], " + INTERVAL '");
    if (!status)
        status = lt_buf_printf(p->out, p->err, "%.*s' %.*s)", (int)text.len, (char *)text.data,
                               (int)fields.len, (char *)fields.data);
    lt_buf_clear(&text);
    lt_buf_clear(&fields);
    return status;
}

/* INTERVAL '1 02' DAY TO HOUR */
static lt_status show_interval(printer *p, const lt_expr *e)
{
    lt_value text = e->args[0]->value, fields = e->args[1]->value;
    return lt_buf_printf(p->out, p->err, "INTERVAL '%.*s' %.*s", text.s.len,
                         (const char *)text.s.bytes, fields.s.len, (const char *)fields.s.bytes);
}

static lt_status show_date_words(printer *p, const lt_expr *e, bool *done)
{
    lt_interval v;
    lt_value    a = e->args[0]->value, b = e->args[1]->value;
    bool        fields = is_text(e->args[0]), texts = fields && is_text(e->args[1]);
    bool        named = p->pretty && strcmp(e->name, "datepart") == 0; /* as Spark names it */
    if (fields && (named || strcmp(e->name, "extract") == 0) &&
        lt_date_field((const char *)a.s.bytes, (size_t)a.s.len))
        return show_extract(p, e);
    if (texts && strcmp(e->name, "interval") == 0 &&
        lt_interval_read(&v, (const char *)a.s.bytes, (size_t)a.s.len, (const char *)b.s.bytes,
                         (size_t)b.s.len))
        return show_interval(p, e);
    *done = false;
    return LT_OK;
}

/* list[index] */
static lt_status show_index(printer *p, const lt_expr *e)
{
    LT_TRY(show(p, e->args[0]));
    return show_around(p, "[", e->args[1], "]");
}

static lt_status show_two(printer *p, const lt_expr *e, bool *done)
{
    if (strcmp(e->name, "[]") == 0 && e->arg_count == 2) return show_index(p, e);
    const char *trim = p->pretty && e->arg_count == 2 ? lt_spark_trim(e->name) : NULL;
    if (trim) {
        LT_TRY(show_around(p, trim, e->args[0], " FROM "));
        return show_around(p, "", e->args[1], ")");
    }
    if (e->arg_count == 2) {
        LT_TRY(show_date_words(p, e, done));
        if (*done) return LT_OK;
        *done = true;
    }
    const char *sign = binary_sign(e->name);
    if (sign && e->arg_count == 2) return show_signed(p, e, sign);
    const char *like = strcmp(e->name, "like") == 0    ? "LIKE"
                       : strcmp(e->name, "ilike") == 0 ? "ILIKE"
                       : strcmp(e->name, "rlike") == 0 ? "RLIKE"
                                                       : NULL;
    bool        named = p->pretty && like && like[0] != 'L';
    bool        pattern =
        e->arg_count == 2 || (e->arg_count == 3 && is_text(e->args[2]) && like && like[0] != 'R');
    *done = like && pattern && !named;
    return *done ? show_like(p, e, like) : LT_OK;
}

static lt_status show_one(printer *p, const lt_expr *e, bool *done)
{
    const lt_expr *arg = e->args[0];
    if (strcmp(e->name, "not") == 0) return show_around(p, "(NOT ", arg, ")");
    if (strcmp(e->name, "isnull") == 0) return show_around(p, "(", arg, " IS NULL)");
    if (strcmp(e->name, "isnotnull") == 0) return show_around(p, "(", arg, " IS NOT NULL)");
    if (strcmp(e->name, "negative") == 0) {
        bool number = !p->pretty && arg->kind == LT_EXPR_LITERAL; /* -5 would be a literal */
        return show_around(p, number ? "(- (" : "(- ", arg, number ? "))" : ")");
    }
    if (strcmp(e->name, "positive") == 0) return show_around(p, "(+ ", arg, ")");
    if (strcmp(e->name, "~") == 0) return show_around(p, "~", arg, "");
    *done = false;
    return LT_OK;
}

static lt_status show_call(printer *p, const lt_expr *e)
{
    bool        done = !e->distinct && !e->filtered;
    lt_interval by;
    if (e->resolved && lt_interval_of_call(&by, e)) return show_moved(p, e, &by);
    if (done && e->arg_count == 1)
        LT_TRY(show_one(p, e, &done));
    else if (done && e->arg_count >= 2 && strcmp(e->name, "in") == 0)
        return show_in(p, e);
    else if (done && e->arg_count >= 2 && strcmp(e->name, "when") == 0)
        return show_case(p, e);
    else if (done && p->pretty && e->arg_count == 3 && strcmp(e->name, "if") == 0) {
        LT_TRY(put(p, "(IF("));
        LT_TRY(show_list(p, e, 0));
        return put(p, "))");
    } else if (done && e->arg_count >= 2)
        LT_TRY(show_two(p, e, &done));
    else
        done = false;
    return done ? LT_OK : show_function(p, e);
}

/* ---- the rest ---- */

static lt_status show_cast(printer *p, const lt_expr *e)
{
    if (e->implicit) return show(p, e->args[0]);
    LT_TRY(show_around(p, e->try_ ? "TRY_CAST(" : "CAST(", e->args[0], " AS "));
    LT_TRY(show_type(p, e->type));
    return put(p, ")");
}

static lt_status show_sort(printer *p, const lt_expr *e)
{
    LT_TRY(show_around(p, "", e->args[0], e->descending ? " DESC" : " ASC"));
    return put(p, e->nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

static lt_status show_star(printer *p, const lt_expr *e)
{
    if (e->arg_count == 0) return put(p, "*");
    LT_TRY(put(p, "* EXCEPT ("));
    LT_TRY(show_list(p, e, 0));
    return put(p, ")");
}

static lt_status show(printer *p, const lt_expr *e)
{
    switch (e->kind) {
    case LT_EXPR_COLUMN: return show_name(p, e->name, false);
    case LT_EXPR_LITERAL: return show_literal(p, e->value);
    case LT_EXPR_CALL: return show_call(p, e);
    case LT_EXPR_CAST: return show_cast(p, e);
    case LT_EXPR_ALIAS:
        LT_TRY(show_around(p, "", e->args[0], " AS "));
        return show_name(p, e->name, false);
    case LT_EXPR_STAR: return show_star(p, e);
    case LT_EXPR_SORT: return show_sort(p, e);
    }
    return LT_OK;
}

/* Resolving and rewriting deepen a tree, but not without bound. */
static lt_status show_checked(printer *p, const lt_expr *e)
{
    if (e->depth > 8 * LT_EXPR_DEPTH)
        return LT_FAIL(p->err, LT_ELIMIT, "an expression of %d levels: the limit is %d", e->depth,
                       LT_EXPR_DEPTH);
    return show(p, e);
}

lt_status lt_expr_text(lt_buf *out, const lt_expr *e, lt_error *err)
{
    return show_checked(&(printer){.out = out, .err = err}, e);
}

/* A cast of a column keeps the column's name, as in Spark. */
lt_status lt_expr_name(lt_buf *out, const lt_expr *e, lt_error *err)
{
    if (e->kind == LT_EXPR_ALIAS) return lt_buf_text(out, e->name, err);
    if (e->kind == LT_EXPR_CAST && e->args[0]->kind == LT_EXPR_COLUMN) e = e->args[0];
    return show_checked(&(printer){.out = out, .pretty = true, .err = err}, e);
}
