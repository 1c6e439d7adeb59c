#include "tui/view/paint.h"

#include "notebook/lua_lex.h"

#include <string.h>

/* Whether what follows a name makes it a call: f(…), f{…}, f"…". */
static bool is_called(const lt_lexer *lex)
{
    size_t at = lex->at;
    while (at < lex->len && (lex->s[at] == ' ' || lex->s[at] == '\t')) at++;
    return at < lex->len && strchr("({\"'", lex->s[at]) != NULL;
}

static tui_role role_of(const lt_token *t, const lt_lexer *lex)
{
    switch (t->kind) {
    case LT_TOKEN_STRING: return TUI_ROLE_STRING;
    case LT_TOKEN_NUMBER: return TUI_ROLE_NUMBER;
    case LT_TOKEN_COMMENT: return TUI_ROLE_COMMENT;
    case LT_TOKEN_NAME:
        if (lt_lua_is_keyword(t->s, t->len)) return TUI_ROLE_KEYWORD;
        return is_called(lex) ? TUI_ROLE_FUNCTION : TUI_ROLE_TEXT;
    default: return TUI_ROLE_TEXT;
    }
}

lt_status tui_paint_lua(lt_buf *out, const char *text, size_t len, lt_error *err)
{
    lt_lexer lex = {.s = text, .len = len};
    out->len = 0;
    LT_TRY(lt_buf_reserve(out, len + 1, err));
    memset(out->data, TUI_ROLE_TEXT, len + 1);
    for (lt_token t = lt_lex_next(&lex); t.kind != LT_TOKEN_END; t = lt_lex_next(&lex))
        memset(out->data + (t.s - text), role_of(&t, &lex), t.len);
    out->len = len;
    return LT_OK;
}

int tui_put_painted(tui_canvas *c, int row, int col, int max_cols, const char *p,
                    const uint8_t *roles, size_t n)
{
    int used = 0;
    for (size_t at = 0, end; at < n && used < max_cols; at = end) {
        tui_role role = roles ? (tui_role)roles[at] : TUI_ROLE_TEXT;
        for (end = at + 1; end < n && (!roles || roles[end] == role); end++) {
        }
        tui_style style = {.role = (uint8_t)role};
        used += tui_put(c, row, col + used, max_cols - used, style, p + at, end - at);
    }
    return used;
}
