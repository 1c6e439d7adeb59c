#include "notebook/param.h"

#include "notebook/lua_lex.h"

#include <string.h>

enum { MAX_PARAMS = 1000, MAX_CHOICES = 1000 };

static const char *const type_words[] = {
#define PARAM_WORD(name, word) [LT_PARAM_##name] = word,
    LT_PARAM_TYPE_LIST(PARAM_WORD)
#undef PARAM_WORD
};

const char *lt_param_type_word(lt_param_type type) { return type_words[type]; }

typedef struct reader {
    lt_arena *arena;
    lt_buf    params; /* of lt_param */
    size_t    cell;
    int64_t   line; /* of the byte `seen` */
    size_t    seen;
    lt_lexer  lex;
    lt_token  token; /* the one to look at */
    int       blocks;
} reader;

static lt_status no_memory(const reader *r, lt_error *err)
{
    return lt_mem_refused(r->arena->mem, sizeof(lt_param), "parameters", err);
}

static void advance(reader *r)
{
    static const char *const openers[] = {"function", "do", "if", "repeat"};
    const lt_token          *t = &r->token;
    if (t->kind == LT_TOKEN_NAME) {
        for (int i = 0; i < 4; i++) r->blocks += lt_token_is(t, openers[i]);
        r->blocks -= lt_token_is(t, "end") || lt_token_is(t, "until");
    } else if (t->kind == LT_TOKEN_OTHER) {
        r->blocks += *t->s == '(' || *t->s == '{' || *t->s == '[';
        r->blocks -= *t->s == ')' || *t->s == '}' || *t->s == ']';
    }
    r->token = lt_lex_next(&r->lex);
}

static int64_t line_of(reader *r, const char *at)
{
    for (size_t to = (size_t)(at - r->lex.s); r->seen < to; r->seen++)
        r->line += r->lex.s[r->seen] == '\n';
    return r->line;
}

static char *literal_text(lt_arena *arena, const lt_token *t)
{
    if (t->kind != LT_TOKEN_STRING) return lt_arena_text(arena, t->s, t->len);
    char *text = lt_arena_get(arena, t->len + 1);
    if (text) lt_token_unquote(text, t);
    return text;
}

static bool is_literal(const lt_token *t)
{
    return t->kind == LT_TOKEN_STRING || t->kind == LT_TOKEN_NUMBER || lt_token_is(t, "true") ||
           lt_token_is(t, "false");
}

static lt_param_type number_type(const lt_token *t)
{
    bool hex = t->len > 1 && (t->s[1] == 'x' || t->s[1] == 'X');
    for (size_t i = 0; i < t->len; i++)
        if (t->s[i] == '.' || strchr(hex ? "pP" : "eE", t->s[i])) return LT_PARAM_FLOAT;
    return LT_PARAM_INT;
}

/* ── annotations ── */

static void trim(const char **s, size_t *len)
{
    while (*len && strchr(" \t\r", **s) && **s) (*s)++, (*len)--;
    while (*len && strchr(" \t\r", (*s)[*len - 1]) && (*s)[*len - 1]) (*len)--;
}

/* Reads `{"a", "b"}`; *is_list is false where something else stands there. */
static lt_status read_choices(bool *is_list, lt_param *p, lt_lexer *lex, lt_arena *arena,
                              lt_error *err)
{
    lt_buf    found = {.mem = arena->mem};
    lt_token  t = lt_lex_next(lex);
    lt_status status = LT_OK;
    *is_list = false;
    if (!lt_token_is(&t, "{")) return LT_OK;
    for (t = lt_lex_next(lex);
         is_literal(&t) && found.len / sizeof(lt_param_choice) < MAX_CHOICES;) {
        lt_param_choice c = {literal_text(arena, &t), lt_arena_text(arena, t.s, t.len)};
        if (!c.text || !c.lua) status = lt_mem_refused(arena->mem, t.len, "a choice", err);
        if (!status) status = lt_buf_add(&found, &c, sizeof(c), err);
        if (status) goto done;
        t = lt_lex_next(lex);
        if (lt_token_is(&t, ",")) t = lt_lex_next(lex);
    }
    *is_list = lt_token_is(&t, "}") && found.len;
    if (!*is_list) goto done;
    p->choice_count = found.len / sizeof(lt_param_choice);
    lt_param_choice *copy = lt_arena_get(arena, found.len);
    if (copy) memcpy(copy, found.data, found.len);
    p->choices = copy;
    if (!copy) status = lt_mem_refused(arena->mem, found.len, "choices", err);
done:
    lt_buf_clear(&found);
    return status;
}

/* `TYPE`, `TYPE: text`, `choice{…}: text`, or a text alone. */
static lt_status read_annotation(lt_param *p, const lt_token *comment, lt_arena *arena,
                                 lt_error *err)
{
    const char *s = comment->s + 3;
    size_t      len = comment->len - 3;
    trim(&s, &len);
    lt_lexer lex = {.s = s, .len = len};
    lt_token word = lt_lex_next(&lex);
    lt_param found = *p;
    bool     is_typed = false, is_list = true;
    for (int i = 0; i < (int)(sizeof(type_words) / sizeof(*type_words)); i++) {
        if (word.kind != LT_TOKEN_NAME || !lt_token_is(&word, type_words[i])) continue;
        found.type = (lt_param_type)i;
        is_typed = true;
    }
    if (is_typed && found.type == LT_PARAM_CHOICE)
        LT_TRY(read_choices(&is_list, &found, &lex, arena, err));
    const char *rest = s + lex.at;
    size_t      left = len - lex.at;
    trim(&rest, &left);
    if (is_typed && is_list && (!left || *rest == ':')) {
        *p = found;
        s = left ? rest + 1 : rest;
        len = left ? left - 1 : 0;
        trim(&s, &len);
    }
    p->help = lt_arena_text(arena, s, len);
    return p->help ? LT_OK : lt_mem_refused(arena->mem, len, "a parameter's text", err);
}

/* ── defaults ── */

/* The default's tokens: up to the end of the line, `;` or a comment, lists and blocks closed. */
typedef struct value {
    lt_token    first, last;
    size_t      tokens;
    const char *end;
} value;

static value read_value(reader *r)
{
    value v = {.first = r->token, .end = r->token.s};
    int   outer = r->blocks;
    while (r->token.kind != LT_TOKEN_END) {
        const lt_token *t = &r->token;
        bool            open = r->blocks > outer;
        if (!open &&
            ((t->is_first && v.tokens) || t->kind == LT_TOKEN_COMMENT || lt_token_is(t, ";")))
            break;
        if (t->kind != LT_TOKEN_COMMENT) {
            v.last = *t;
            v.end = t->s + t->len;
            v.tokens++;
        }
        advance(r);
    }
    return v;
}

static bool is_no_value(const value *v)
{
    return !v->tokens || lt_token_is(&v->first, "{") || lt_token_is(&v->first, "function") ||
           (v->tokens == 1 && lt_token_is(&v->first, "nil"));
}

static lt_status set_default(lt_param *p, const value *v, lt_arena *arena, lt_error *err)
{
    const lt_token *t = &v->last;
    bool            negative = v->tokens == 2 && lt_token_is(&v->first, "-");
    bool is_plain = v->tokens == 1 ? is_literal(t) : negative && t->kind == LT_TOKEN_NUMBER;
    p->is_expression = !is_plain;
    p->lua = lt_arena_text(arena, v->first.s, (size_t)(v->end - v->first.s));
    p->text = "";
    if (is_plain) p->text = negative ? p->lua : literal_text(arena, t);
    if (!p->lua || !p->text) return lt_mem_refused(arena->mem, 64, "a default", err);
    p->type = LT_PARAM_STRING;
    if (is_plain && t->kind == LT_TOKEN_NUMBER) p->type = number_type(t);
    if (is_plain && t->kind == LT_TOKEN_NAME) p->type = LT_PARAM_BOOL;
    return LT_OK;
}

static bool is_known(const reader *r, const lt_token *name)
{
    const lt_param *p = (const lt_param *)(const void *)r->params.data;
    for (size_t i = 0; i < r->params.len / sizeof(*p); i++)
        if (strlen(p[i].name) == name->len && !memcmp(p[i].name, name->s, name->len)) return true;
    return false;
}

/* After `name =`. */
static lt_status read_param(reader *r, const lt_token *name, lt_error *err)
{
    lt_param p = {.cell = r->cell, .help = "", .line = line_of(r, name->s)};
    value    v = read_value(r);
    if (is_no_value(&v) || is_known(r, name)) return LT_OK;
    if (r->params.len / sizeof(p) == MAX_PARAMS)
        return LT_FAIL(err, LT_ELIMIT, "more than %d parameters", MAX_PARAMS);
    LT_TRY(set_default(&p, &v, r->arena, err));
    if (!(p.name = lt_arena_text(r->arena, name->s, name->len))) return no_memory(r, err);
    const lt_token *t = &r->token;
    if (t->kind == LT_TOKEN_COMMENT && !t->is_first && t->len > 3 && t->s[2] == '@')
        LT_TRY(read_annotation(&p, t, r->arena, err));
    return lt_buf_add(&r->params, &p, sizeof(p), err);
}

static lt_status read_cell(reader *r, const lt_cell *c, lt_error *err)
{
    r->lex = (lt_lexer){.s = c->body, .len = c->body_len};
    r->line = c->body_line;
    r->seen = 0;
    r->blocks = 0;
    r->token = lt_lex_next(&r->lex);
    while (r->token.kind != LT_TOKEN_END) {
        lt_token name = r->token;
        bool     starts = name.is_first && name.kind == LT_TOKEN_NAME && r->blocks == 0 &&
                      !lt_lua_is_keyword(name.s, name.len);
        advance(r);
        if (!starts || !lt_token_is(&r->token, "=")) continue;
        advance(r);
        if (lt_token_is(&r->token, "=")) continue;
        LT_TRY(read_param(r, &name, err));
    }
    return LT_OK;
}

lt_status lt_notebook_params(const lt_param **out, size_t *count, const lt_notebook *nb,
                             lt_arena *arena, lt_error *err)
{
    reader    r = {.arena = arena, .params.mem = arena->mem};
    lt_status status = LT_OK;
    for (r.cell = 0; !status && r.cell < lt_notebook_count(nb); r.cell++) {
        const lt_cell *c = lt_notebook_cell(nb, r.cell);
        if (c->kind == LT_CELL_LUA && lt_cell_is_tagged(c, "parameters"))
            status = read_cell(&r, c, err);
    }
    lt_param *copy = status ? NULL : lt_arena_get(arena, r.params.len + 1);
    if (copy) {
        if (r.params.len) memcpy(copy, r.params.data, r.params.len);
        *out = copy;
        *count = r.params.len / sizeof(*copy);
    } else if (!status) {
        status = no_memory(&r, err);
    }
    lt_buf_clear(&r.params);
    return status;
}
