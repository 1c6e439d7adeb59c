#include "core/escape.h"
#include "tests/helper.h"
#include "tui/book/edit_lua.h"
#include "tui/book/text_edit.h"
#include "tui/readline_keys.h"
#include "tui/readline_lib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bench {
    tui_cell_text text;
    tui_keymap    map;
    tui_kill_ring kills;
    tui_edit      ed;
    int           steps;
} bench;

static lt_status splice(void *arg, tui_step step, size_t cursor, const tui_splice *c, lt_error *err)
{
    bench *b = arg;
    (void)cursor;
    b->steps += step != TUI_STEP_MORE;
    return tui_text_splice(&b->text, c->at, c->removed, c->with, c->len, err);
}

/* text with | where the cursor is. */
static void set_up_in(bench *b, lt_mem *mem, const char *text)
{
    const char *bar = strchr(text, '|');
    size_t      at = bar ? (size_t)(bar - text) : strlen(text);
    memset(b, 0, sizeof(*b));
    b->text.bytes.mem = b->kills.mem = mem;
    tui_keymap_default(&b->map);
    (void)!tui_text_splice(&b->text, 0, 0, text, at, NULL);
    if (bar) (void)!tui_text_splice(&b->text, at, 0, bar + 1, strlen(bar + 1), NULL);
    tui_edit_open(&b->ed, mem, &b->text, (tui_edit_sink){splice, b}, &b->map, &b->kills);
    b->ed.cursor = at < b->text.bytes.len ? at : b->text.bytes.len;
    b->ed.is_lua = true;
}

static void set_up(bench *b, const char *text) { set_up_in(b, lt_mem_default(), text); }

static void clear(bench *b)
{
    tui_edit_close(&b->ed);
    tui_text_clear(&b->text);
    tui_kill_clear(&b->kills);
}

static void is_now(bench *b, const char *want)
{
    char   got[4096];
    size_t at = b->ed.cursor, len = b->text.bytes.len;
    snprintf(got, sizeof(got), "%.*s|%.*s", (int)at, tui_text_bytes(&b->text), (int)(len - at),
             tui_text_bytes(&b->text) + at);
    CHECK_TEXT(got, want);
}

static tui_edit_answer key(bench *b, uint32_t k, unsigned mods)
{
    lt_error        err;
    tui_edit_answer answer;
    CHECK_OK(tui_edit_key(&answer, &b->ed, k, mods, &err), &err);
    return answer;
}

/* Keys as text: ^a Ctrl, ~a Alt, \n Enter, \t Tab, \b Backspace, \033 Esc. */
static tui_edit_answer press(bench *b, const char *keys)
{
    tui_edit_answer answer = TUI_EDIT_UNUSED;
    for (; *keys; keys++) {
        unsigned mods = 0;
        if (*keys == '^' && keys[1])
            mods = TUI_EDIT_CTRL, keys++;
        else if (*keys == '~' && keys[1])
            mods = TUI_EDIT_ALT, keys++;
        uint32_t k = (unsigned char)*keys;
        if (k == '\n') k = TUI_EDIT_KEY_ENTER;
        if (k == '\t') k = TUI_EDIT_KEY_TAB;
        if (k == '\b') k = TUI_EDIT_KEY_BACKSPACE;
        if (k == '\033') k = TUI_EDIT_KEY_ESCAPE;
        answer = key(b, k, mods);
    }
    return answer;
}

typedef struct row {
    const char *before, *keys, *after;
} row;

static void run_rows(const row *rows, size_t n, bool vi)
{
    for (size_t i = 0; i < n; i++) {
        bench b;
        set_up(&b, rows[i].before);
        b.map.is_vi = vi;
        if (vi) b.ed.mode = TUI_MODE_NORMAL;
        press(&b, rows[i].keys);
        char   got[512];
        size_t at = b.ed.cursor;
        snprintf(got, sizeof(got), "%.*s|%.*s", (int)at, tui_text_bytes(&b.text),
                 (int)(b.text.bytes.len - at), tui_text_bytes(&b.text) + at);
        if (strcmp(got, rows[i].after) != 0)
            fail_msg("[%s] with [%s]: [%s], not [%s]", rows[i].before, rows[i].keys, got,
                     rows[i].after);
        clear(&b);
    }
}

static void keys_do_what_readline_does_on_lines(void **s)
{
    (void)s;
    static const row rows[] = {
        {"ab\ncd|e\nf", "^a", "ab\n|cde\nf"},
        {"ab\n|cde\nf", "^e", "ab\ncde|\nf"},
        {"ab\nc|de\nf", "^k", "ab\nc|\nf"},
        {"ab\nc|\nf", "^k", "ab\nc|f"},
        {"a\nb|c\nd", "^k^k^y", "a\nbc\n|d"},
        {"foo bar|", "^w", "foo |"},
        {"foo bar baz|", "^w^w^y", "foo bar baz|"},
        {"foo.bar|", "~\b", "foo.|"},
        {"|foo bar", "~d~d^y", "foo bar|"},
        {"foo |bar", "^u^y^y", "foo foo |bar"},
        {"one two|", "^w^a^k^y~y", "two|"},
        {"ab|c", "^t", "acb|"},
        {"abc|", "^t", "acb|"},
        {"one| two", "~t", "two one|"},
        {"|hello wOrld", "~u~l", "HELLO world|"},
        {"|hello world", "~c~c", "Hello World|"},
        {"ab|\ncde\nf", "^n^n", "ab\ncde\nf|"},
        {"abcd|\ne\nfghi", "^n^n", "abcd\ne\nfghi|"},
        {"|a\nb", "~>", "a\nb|"},
        {"a b|", "^@^a^x^w", "|"},
        {"|abc", "~3^d", "|"},
        {"x|", "~3y", "xyyy|"},
        {"|ab(c)", "^]c", "ab(|c)"},
        {"a|", "^v\t", "a\t|"},
        {"ab\n|cd", "\b", "ab|cd"},
        {"a |  b", "~\\", "a|b"},
        {"e\xCC\x81|x", "^b", "|e\xCC\x81x"},
        {"e\xCC\x81|", "\b", "|"},
        {"a b|", "^xh^d", "|"},
        {"  |", "\b", "|"},
    };
    run_rows(rows, sizeof(rows) / sizeof(*rows), false);
}

static void lua_is_indented(void **s)
{
    (void)s;
    static const row rows[] = {
        {"if x then|", "\ny\nend", "if x then\n  y\nend|"},
        {"f(|)", "\n", "f(\n  |\n)"},
        {"t = {|}", "\na", "t = {\n  a|\n}"},
        {"x = 'then|", "\n", "x = 'then\n|"},
        {"-- do|", "\n", "-- do\n|"},
        {"  x = [[\nfunction|", "\n", "  x = [[\nfunction\n|"},
        {"for i = 1, 2 do\n  if x then\n    y\n    |", "else\nz\nend\nend",
         "for i = 1, 2 do\n  if x then\n    y\n  else\n    z\n  end\nend|"},
        {"repeat|", "\nx\nuntil", "repeat\n  x\nuntil|"},
        {"f(function()|", "\nx\nend)", "f(function()\n  x\nend)|"},
        {"a\nb|", "~#", "a\n-- b|"},
        {"a\n-- b|", "~#", "a\nb|"},
        {"|", "\tx", "  x|"},
        {"a\n|b", "\t", "a\n  |b"},
    };
    run_rows(rows, sizeof(rows) / sizeof(*rows), false);
}

static void lines_and_selections_move(void **s)
{
    (void)s;
    bench b;
    set_up(&b, "one\ntw|o\nthree");
    key(&b, TUI_EDIT_KEY_UP, TUI_EDIT_ALT);
    is_now(&b, "tw|o\none\nthree");
    key(&b, TUI_EDIT_KEY_DOWN, TUI_EDIT_ALT);
    key(&b, TUI_EDIT_KEY_DOWN, TUI_EDIT_ALT);
    is_now(&b, "one\nthree\ntw|o");
    assert_int_equal(key(&b, TUI_EDIT_KEY_DOWN, TUI_EDIT_ALT), TUI_EDIT_BELL);
    clear(&b);
    set_up(&b, "ab|cd\nef");
    key(&b, TUI_EDIT_KEY_DOWN, TUI_EDIT_SHIFT);
    press(&b, "X");
    is_now(&b, "abX|");
    clear(&b);
    set_up(&b, "a\n|b\nc");
    key(&b, TUI_EDIT_KEY_DOWN, TUI_EDIT_SHIFT);
    key(&b, TUI_EDIT_KEY_END, TUI_EDIT_SHIFT);
    press(&b, "\t");
    is_now(&b, "a\n  b\n  c|");
    key(&b, TUI_EDIT_KEY_TAB, TUI_EDIT_SHIFT);
    is_now(&b, "a\nb\nc|");
    clear(&b);
    set_up(&b, "|a");
    assert_int_equal(key(&b, TUI_EDIT_KEY_UP, 0), TUI_EDIT_ABOVE);
    assert_int_equal(key(&b, TUI_EDIT_KEY_DOWN, 0), TUI_EDIT_BELOW);
    assert_int_equal(press(&b, "^_"), TUI_EDIT_UNDO);
    assert_int_equal(press(&b, "~_"), TUI_EDIT_REDO);
    assert_int_equal(press(&b, "^x^e"), TUI_EDIT_EDITOR);
    assert_int_equal(press(&b, "\033"), TUI_EDIT_LEAVE);
    assert_int_equal(key(&b, 'z', TUI_EDIT_CTRL), TUI_EDIT_UNUSED);
    press(&b, "^e");
    assert_int_equal(press(&b, "\t"), TUI_EDIT_COMPLETE);
    clear(&b);
}

static void a_paste_is_one_step(void **s)
{
    (void)s;
    bench           b;
    lt_error        err;
    tui_edit_answer answer;
    set_up(&b, "if x then|");
    CHECK_OK(tui_edit_paste(&answer, &b.ed, "a\r\n\tb\rc", 7, &err), &err);
    is_now(&b, "if x thena\n\tb\nc|");
    assert_int_equal(b.steps, 1);
    clear(&b);
}

static void brackets_have_partners(void **s)
{
    (void)s;
    static const struct {
        const char *text;
        long        partner;
    } cases[] = {{"|(a(b))", 5},  {"(a(b)|)", 0}, {"|( ')' )", 6},
                 {"|(", -1},      {"'|('", -1},   {"--|(\n)", -1},
                 {"t[|[x]]", -1}, {"|{[(])}", 5}, {"a [[ ( ]] |(x)", 12}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        bench  b;
        size_t at, partner;
        set_up(&b, cases[i].text);
        bool found = tui_edit_bracket(&b.ed, &at, &partner) && at == b.ed.cursor;
        if (cases[i].partner < 0 ? found : !found || (long)partner != cases[i].partner)
            fail_msg("[%s]: %d %zu", cases[i].text, found, partner);
        clear(&b);
    }
}

static void vi_has_its_small_set(void **s)
{
    (void)s;
    static const row rows[] = {
        {"|foo bar", "dw", "|bar"},
        {"|foo bar baz", "2dw", "|baz"},
        {"|foo bar", "cwx\033", "|x bar"},
        {"a\n|b\nc", "dd", "a\n|c"},
        {"|a\nb\nc", "2dd", "|c"},
        {"a\nb\n|c", "dd", "a\n|b"},
        {"|a\nb", "ddp", "b\n|a"},
        {"a\n|b", "yyP", "a\n|b\nb"},
        {"|a\nb", "yyjp", "a\nb\n|a"},
        {"|abc", "x", "|bc"},
        {"|abc", "xp", "b|ac"},
        {"|abc", "rx", "|xbc"},
        {"a b |c d", "0", "|a b c d"},
        {"|a b", "$", "a |b"},
        {"a\nb\n|c", "gg", "|a\nb\nc"},
        {"|a\nb\nc", "G", "a\nb\n|c"},
        {"|a\nb\nc", "2G", "a\n|b\nc"},
        {"|a, b", "f,", "a|, b"},
        {"|a, b", "dt,", "|, b"},
        {"|foo", "oy\033", "foo\n|y"},
        {"|foo", "Oy\033", "|y\nfoo"},
        {"|foo", "Ab\033", "foo|b"},
        {"fo|o", "Ib\033", "|bfoo"},
        {"|foo", "ab\033", "f|boo"},
        {"|a b c", "dw.", "|c"},
        {"|a\nb", "Ax\033j.", "ax\nb|x"},
        {"|abc", "vld", "|c"},
        {"|a\nb\nc", "Vjd", "|c"},
        {"|if", ">>", "  |if"},
        {"|foo bar", "e", "fo|o bar"},
        {"foo |bar", "b", "|foo bar"},
        {"|a b", "D", "|"},
    };
    run_rows(rows, sizeof(rows) / sizeof(*rows), true);
    bench b;
    set_up(&b, "|a");
    b.map.is_vi = true;
    assert_int_equal(press(&b, "\033"), TUI_EDIT_MOVED);
    assert_int_equal(press(&b, "u"), TUI_EDIT_UNDO);
    assert_int_equal(press(&b, "^r"), TUI_EDIT_REDO);
    assert_int_equal(press(&b, "\033"), TUI_EDIT_LEAVE);
    clear(&b);
}

static void inputrc_is_honoured(void **s)
{
    (void)s;
    char path[600];
    snprintf(path, sizeof(path), "%s/inputrc", helper_folder());
    static const char rc[] =
        "\"\\C-b\": kill-word\n\"\\e[1;5C\": end-of-line\n\"\\C-x\\C-k\": kill-whole-line\n";
    helper_write(path, rc, sizeof(rc) - 1);
    setenv("INPUTRC", path, 1);
    setenv("TERM", "dumb", 1);
    tui_keymap map;
    bool       is_prefix;
    tui_readline_keymap(&map);
    if (tui_keymap_find(&map, 'b', TUI_EDIT_CTRL, false, &is_prefix) != TUI_CMD_KILL_WORD) {
        const char *why = "";
        if (!tui_readline_load(&why)) skip();
    }
    assert_int_equal(tui_keymap_find(&map, 'b', TUI_EDIT_CTRL, false, &is_prefix),
                     TUI_CMD_KILL_WORD);
    assert_int_equal(tui_keymap_find(&map, TUI_EDIT_KEY_RIGHT, TUI_EDIT_CTRL, false, &is_prefix),
                     TUI_CMD_LINE_END);
    assert_int_equal(tui_keymap_find(&map, 'k', TUI_EDIT_CTRL, true, &is_prefix),
                     TUI_CMD_KILL_WHOLE_LINE);
    assert_int_equal(tui_keymap_find(&map, 'f', TUI_EDIT_ALT, false, &is_prefix),
                     TUI_CMD_FORWARD_WORD);
    assert_int_equal(tui_keymap_find(&map, '_', TUI_EDIT_CTRL, false, &is_prefix), TUI_CMD_UNDO);
    assert_int_equal(tui_keymap_find(&map, TUI_EDIT_KEY_UP, 0, false, &is_prefix), TUI_CMD_LINE_UP);
    assert_int_equal(tui_keymap_find(&map, 'a', 0, false, &is_prefix), TUI_CMD_SELF_INSERT);
    assert_int_equal(tui_keymap_find(&map, TUI_EDIT_KEY_ENTER, 0, false, &is_prefix),
                     TUI_CMD_ACCEPT_LINE);
}

/* ── against a string and a place ── */

static unsigned seed;
static unsigned dice(unsigned n)
{
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

static void any_keys_keep_the_cursor_on_characters(void **s)
{
    (void)s;
    static const uint32_t keys[] = {'a',
                                    ' ',
                                    '(',
                                    ')',
                                    '{',
                                    'e',
                                    'n',
                                    'd',
                                    0xE9,
                                    0x301,
                                    0x1F468,
                                    0x200D,
                                    0x4E2D,
                                    TUI_EDIT_KEY_ENTER,
                                    TUI_EDIT_KEY_BACKSPACE,
                                    TUI_EDIT_KEY_DELETE,
                                    TUI_EDIT_KEY_UP,
                                    TUI_EDIT_KEY_DOWN,
                                    TUI_EDIT_KEY_LEFT,
                                    TUI_EDIT_KEY_TAB,
                                    TUI_EDIT_KEY_RIGHT,
                                    TUI_EDIT_KEY_HOME,
                                    TUI_EDIT_KEY_END,
                                    'k',
                                    'w',
                                    'y',
                                    't',
                                    'u',
                                    'f',
                                    'b',
                                    'x',
                                    'v',
                                    '3',
                                    '@',
                                    '#',
                                    TUI_EDIT_KEY_ESCAPE,
                                    '.',
                                    'g',
                                    '<',
                                    '>',
                                    'p',
                                    'o',
                                    'V',
                                    'G',
                                    '$'};
    for (int vi = 0; vi < 2; vi++)
        for (seed = 1; seed < 300; seed++) {
            unsigned keep = seed;
            bench    b;
            set_up(&b, "a\n\xff\xc3 e\xCC\x81\n\n\tif x then\n|");
            b.map.is_vi = vi;
            for (int i = 0; i < 200 && b.text.bytes.len < 5000; i++) {
                key(&b, keys[dice(sizeof(keys) / sizeof(*keys))], dice(3) ? 0 : dice(8));
                tui_cell_text *t = &b.text;
                assert_true(b.ed.cursor <= t->bytes.len);
                if (tui_text_settle(t, b.ed.cursor) != b.ed.cursor)
                    fail_msg("seed %u: inside a character at %zu", keep, b.ed.cursor);
                size_t lines = 1;
                for (size_t k = 0; k < t->bytes.len; k++) lines += t->bytes.data[k] == '\n';
                assert_int_equal(tui_text_lines(t), lines);
                size_t line = tui_text_line_of(t, b.ed.cursor);
                assert_int_equal(tui_text_line_start(t, line), tui_text_start(t, b.ed.cursor));
            }
            clear(&b);
            seed = keep;
        }
}

static void places_agree_with_the_slow_way(void **s)
{
    (void)s;
    static const char *const pieces[] = {
        "a", "\n", "e\xCC\x81", "\xff", "中", "\t", "👨‍👩‍👧", "🇪🇸", "\xC3"};
    for (seed = 1; seed < 400; seed++) {
        unsigned      keep = seed;
        tui_cell_text t = {.bytes.mem = lt_mem_default()};
        for (int i = 0; i < 30; i++) {
            size_t at = dice((unsigned)t.bytes.len + 1),
                   cut = dice((unsigned)(t.bytes.len - at) + 1) % 3;
            const char *p = pieces[dice(9)];
            (void)!tui_text_splice(&t, at, cut, p, strlen(p), NULL);
            for (size_t k = 0, line = 0; k <= t.bytes.len; k++) {
                size_t ask = dice((unsigned)t.bytes.len + 1);
                line = 0;
                for (size_t j = 0; j < ask; j++) line += t.bytes.data[j] == '\n';
                assert_int_equal(tui_text_line_of(&t, ask), line);
            }
        }
        size_t stops[400], n = 0;
        for (size_t at = 0; at < t.bytes.len; at = tui_text_next(&t, at)) stops[n++] = at;
        for (size_t at = 0, k = 0; at < t.bytes.len; at++) {
            while (k + 1 < n && stops[k + 1] <= at) k++;
            assert_int_equal(tui_text_settle(&t, at), stops[k]);
        }
        tui_text_clear(&t);
        seed = keep;
    }
}

static void memory_may_run_out(void **s)
{
    (void)s;
    static const char keys[] = "if x then\ny = 1 ^w~tend^@^a~w^y^k^u~#\n";
    EACH_FAULT (mem) {
        bench b;
        set_up_in(&b, mem, "a");
        for (const char *p = keys; *p; p++) {
            tui_edit_answer answer;
            unsigned        mods = *p == '^' ? TUI_EDIT_CTRL : *p == '~' ? TUI_EDIT_ALT : 0;
            if (mods) p++;
            uint32_t  k = *p == '\n' ? (uint32_t)TUI_EDIT_KEY_ENTER : (uint32_t)*p;
            lt_status status = tui_edit_key(&answer, &b.ed, k, mods, NULL);
            if (status) assert_int_equal(status, LT_ENOMEM);
        }
        clear(&b);
    }
}

int main(void)
{
    return RUN(test(keys_do_what_readline_does_on_lines), test(lua_is_indented),
               test(lines_and_selections_move), test(a_paste_is_one_step),
               test(brackets_have_partners), test(vi_has_its_small_set), test(inputrc_is_honoured),
               test(any_keys_keep_the_cursor_on_characters), test(places_agree_with_the_slow_way),
               test(memory_may_run_out));
}
