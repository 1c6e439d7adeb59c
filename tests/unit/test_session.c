#include "tests/helper.h"

#include "core/buf.h"
#include "lua/prelude.h"
#include "lua/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a session whose events become text, a line each ---- */

typedef struct recorder {
    lt_session *session;
    lt_cancel   cancel;
    lt_error    err;
    char        log[1 << 16];
    size_t      at;
    int64_t     progress;
} recorder;

static void note(recorder *r, const char *what, const char *text, size_t len)
{
    int n = snprintf(r->log + r->at, sizeof(r->log) - r->at, "%s %.*s\n", what, (int)len,
                     text ? text : "");
    if (n > 0 && (size_t)n < sizeof(r->log) - r->at) r->at += (size_t)n;
}

static void record(void *arg, const lt_event *e)
{
    recorder   *r = arg;
    char        line[160];
    const char *text = e->text ? e->text : "";
    size_t      len = e->text_len;
    while (len && text[len - 1] == '\n') len--;
    switch (e->kind) {
    case LT_EVENT_CELL_BEGIN: note(r, "begin", e->cell->title, strlen(e->cell->title)); break;
    case LT_EVENT_CELL_END:
        snprintf(line, sizeof(line), "%lld rows%s%.100s", (long long)e->rows, e->error ? ", " : "",
                 e->error ? e->error->text : "");
        note(r, "end", line, strlen(line));
        break;
    case LT_EVENT_PRINT: note(r, "print", text, len); break;
    case LT_EVENT_LOG: note(r, "log", text, len); break;
    case LT_EVENT_TEXT: note(r, "text", text, len); break;
    case LT_EVENT_PLAN: note(r, "plan", text, len); break;
    case LT_EVENT_TABLE:
        snprintf(line, sizeof(line), "%lld rows", (long long)e->table->rows);
        note(r, "table", line, strlen(line));
        break;
    case LT_EVENT_WRITTEN:
        snprintf(line, sizeof(line), "%lld rows", (long long)e->written.rows);
        note(r, "written", line, strlen(line));
        break;
    case LT_EVENT_PROGRESS: r->progress++; break;
    case LT_EVENT_READ: note(r, "read", text, len); break;
    }
}

static recorder *open_with(lt_session_options opt)
{
    recorder *r = calloc(1, sizeof(*r));
    opt.context.threads = 1;
    opt.context.zone = "UTC";
    if (!opt.date) opt.date = "2026-07-01";
    opt.folder = helper_folder();
    CHECK_OK(lt_session_open(&r->session, &opt, &r->cancel, record, r, &r->err), &r->err);
    return r;
}

static recorder *open_plain(void) { return open_with((lt_session_options){.show_rows = 20}); }

static void close_recorder(recorder *r)
{
    lt_session_close(r->session);
    free(r);
}

static lt_status run_at(recorder *r, const char *text, int64_t line)
{
    r->at = 0;
    r->log[0] = 0;
    return lt_session_run_text(r->session, text, strlen(text), "nb.lua", line, &r->err);
}

static const char *shown(recorder *r, const char *text)
{
    CHECK_OK(run_at(r, text, 1), &r->err);
    return r->log;
}

static lt_notebook *notebook(const char *text)
{
    lt_error     err;
    lt_notebook *nb;
    CHECK_OK(lt_notebook_parse(&nb, lt_mem_default(), text, strlen(text), "nb.lua", &err), &err);
    return nb;
}

#define ROWS "t = from_rows({{city = 'Lima', n = 1}, {city = 'Quito', n = 2}, {city = 'Lima'}})\n"

/* ---- what the end of a cell shows ---- */

static void the_end_of_a_cell_is_shown(void **state)
{
    (void)state;
    recorder *r = open_plain();
    CHECK_TEXT(shown(r, ROWS), "");
    CHECK_TEXT(shown(r, "t"), "table 3 rows\n");
    CHECK_TEXT(shown(r, "t:count()"), "text 3\n");
    CHECK_TEXT(shown(r, "t\n  :group_by('city')\n  :count() -- of each"), "table 2 rows\n");
    CHECK_TEXT(shown(r, "x = 1"), "");
    CHECK_TEXT(shown(r, "n = t:count()"), "");
    CHECK_TEXT(shown(r, "print(n)"), "print 3\n");
    CHECK_TEXT(shown(r, "show(t)"), "table 3 rows\n");
    CHECK_TEXT(shown(r, "t:show(2)"), "table 2 rows\n");
    CHECK_TEXT(shown(r, "log 'done'"), "log done\n");
    CHECK_TEXT(shown(r, "t:filter('n > 5'):first()"), "");
    CHECK_TEXT(shown(r, "nil"), "");
    CHECK_TEXT(shown(r, "1, 'two'"), "text 1\ntext two\n");
    CHECK_TEXT(shown(r, "col.n + 1"), "text (n + 1)\n");
    char text[700];
    snprintf(text, sizeof(text), "t:write_csv('%s/end.csv', {mode = 'overwrite'})",
             helper_folder());
    CHECK_TEXT(shown(r, text), "written 3 rows\n");
    close_recorder(r);
}

/* ---- help ---- */

static void every_name_of_the_api_has_a_page(void **state)
{
    (void)state;
    recorder *r = open_plain();
    shown(r, "lua = {lote = true}\n"
             "for name in ([[_G _VERSION assert coroutine error getmetatable ipairs load math next "
             "os pairs pcall rawequal rawget rawlen rawset require setmetatable string table "
             "tonumber tostring type utf8 xpcall]]):gmatch '%S+' do lua[name] = true end");
    shown(r, "names = {}\n"
             "for name in pairs(lote) do names[#names + 1] = name end\n"
             "table.sort(names)\n"
             "missing = {}\n"
             "for _, name in ipairs(names) do\n"
             "  if not lua[name] and not pcall(help, name) then\n"
             "    missing[#missing + 1] = name\n"
             "  end\n"
             "end\n");
    CHECK_TEXT(shown(r, "#names > 150"), "text true\n");
    CHECK_TEXT(shown(r, "table.concat(missing, ' ')"), "text \n");
    close_recorder(r);
}

/* Not run: the files are not there. A bare expression is no statement, hence the second try. */
static void parse_example(recorder *r, const char *name, const char *example)
{
    char cell[4096], *text = strdup(example);
    snprintf(cell, sizeof(cell), "function example_() %s\nend", text);
    if (run_at(r, cell, 1)) {
        snprintf(cell, sizeof(cell), "function example_() return %s\nend", text);
        if (run_at(r, cell, 1)) fail_msg("%s: %s\n%s", name, r->err.text, cell);
    }
    free(text);
}

/* The pages' names, in the text of the prelude. */
static void every_page_is_of_something_callable_and_its_example_parses(void **state)
{
    (void)state;
    recorder   *r = open_plain();
    int         pages = 0;
    const char *help = NULL;
    char        name[64], cell[4096];
    for (const lt_prelude *p = lt_preludes; p->name; p++)
        if (!strcmp(p->name, "help")) help = p->text;
    assert_non_null(help);
    shown(r, ROWS "g = t:group_by('city')");
    for (const char *at = help; (at = strstr(at, "\npage(\"")); pages++) {
        at += 7;
        sscanf(at, "%63[^\"]", name);
        snprintf(cell, sizeof(cell), "help '%s'", name);
        shown(r, cell);
        CHECK_HAS(r->log, name);
        char *example = strstr(r->log, "\nExample\n  "), *end;
        assert_non_null(example);
        example += 11;
        if ((end = strstr(example, "\n\nErrors"))) *end = 0;
        if ((end = strstr(example, "  fn.count"))) *end = 0;
        parse_example(r, name, example);
        if (!strcmp(name, "frame")) continue;
        snprintf(cell, sizeof(cell),
                 "local ok, m = pcall(function() return t.%s or g.%s end)\n"
                 "local f = lote.%s or ok and m\nreturn type(f) == 'function' or "
                 "type(f) == 'table'",
                 name, name, name);
        snprintf(cell + strlen(cell), sizeof(cell) - strlen(cell), " or error('%s')", name);
        shown(r, cell);
    }
    assert_true(pages > 40);
    close_recorder(r);
}

static void help_refuses_what_it_does_not_know(void **state)
{
    (void)state;
    recorder *r = open_plain();
    CHECK_FAILS(run_at(r, "\nhelp 'grop_by'", 5), LT_ESCRIPT, &r->err);
    CHECK_HAS(r->err.text, "grop_by");
    assert_int_equal(r->err.cell_line, 6);
    CHECK_HAS(shown(r, "help()"), "API: read_csv");
    CHECK_HAS(shown(r, "help(range(3))"), "frame:method");
    CHECK_HAS(shown(r, "help 'upper'"), "upper(");
    close_recorder(r);
}

/* ---- errors of arguments ---- */

static void argument_errors_are_one_clear_sentence_with_the_line(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"t.filter('n > 1')", "frame (call methods with a colon"},
        {"t.count()", "frame"},
        {"filter()", "frame"},
        {"show()", "value expected"},
        {"t:select()", "at least one column"},
        {"t:filter(5 > 3)", "Lua compared the values itself"},
        {"t:filter({})", "expression"},
        {"t:filter('n >')", "expected an expression"},
        {"t:filtr('n > 1')", "no method \"filtr\""},
        {"t:group_by('city'):show()", "no method \"show\""},
        {"show(t:group_by('city'))", "grouped rows need an aggregate"},
        {"t:with_column(1, 2)", "string"},
        {"t:with_columns{}", "name = expression"},
        {"t:cast{n = 'decimel(3)'}", "decimel(3)"},
        {"t:cast('n')", "string expected"},
        {"t:rename('n')", "column name"},
        {"t:limit(-1)", "not negative"},
        {"t:take('x')", "number expected"},
        {"t:show(-1)", "not negative"},
        {"t:sort()", "sort keys"},
        {"t:union(5)", "frame"},
        {"t:agg{}", "at least one aggregate"},
        {"range(1, 5, 0)", "step 0"},
        {"read_csv()", "string expected"},
        {"read_csv('gone/x.csv')", "gone/x.csv"},
        {"read_csv('x.csv', {delimiter = {}})", "option \"delimiter\" is a table"},
        {"read_csv({})", "list of 1 to 10000 paths"},
        {"from_rows({1})", "row 1 is not a table"},
        {"from_rows({{a = 1}, {a = 'x'}})", "row 2, column \"a\""},
        {"from_rows({{a = {b = 1}}})", "a table with names cannot be a value"},
        {"t:write('out.xyz')", "out.xyz"},
        {"t:show_all()", "show_all"},
        {"fn.uper('city')", "no function \"uper\""},
        {"col.n:uper()", "no method \"uper\""},
        {"if col.n > 3 then end", "has no value yet"},
        {"param('nope')", "parameter \"nope\" has no value"},
        {"t:select('cty'):show()", "cty"},
        {"t.x = 1", "index a"},
        {"lote.show = 1", "show"},
        {"lit({a = 1})", "a table with names is no value"},
        {"col.n:isin({})", "list of 1 to 59"},
    };
    recorder *r = open_plain();
    shown(r, ROWS);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char cell[256];
        snprintf(cell, sizeof(cell), "\n\n%s", cases[i][0]);
        if (run_at(r, cell, 10) == LT_OK) fail_msg("%s: no error", cases[i][0]);
        if (!strstr(r->err.text, cases[i][1]))
            fail_msg("%s: \"%s\" not in \"%s\"", cases[i][0], cases[i][1], r->err.text);
        if (r->err.cell_line != 12)
            fail_msg("%s: line %lld", cases[i][0], (long long)r->err.cell_line);
        if (strchr(r->err.text, '\n')) fail_msg("%s: %s", cases[i][0], r->err.text);
    }
    CHECK_TEXT(shown(r, "t:count()"), "text 3\n");
    close_recorder(r);
}

/* ---- names ---- */

static void names_can_be_shadowed_but_the_api_is_locked(void **state)
{
    (void)state;
    recorder *r = open_plain();
    CHECK_TEXT(shown(r, "lote.read_csv == read_csv and lote.col == col"), "text true\n");
    CHECK_TEXT(shown(r, "date = yesterday()\nprint(date, today())"),
               "print 2026-06-30\t2026-07-01\n");
    CHECK_TEXT(shown(r, "count = 7\nprint(count, lote.count ~= nil)"), "print 7\ttrue\n");
    CHECK_TEXT(shown(r, "count = nil\nprint(count == lote.count)"), "print true\n");
    CHECK_TEXT(shown(r, "pcall(function() lote.show = 1 end)"), r->log);
    CHECK_HAS(r->log, "text false");
    CHECK_TEXT(shown(r, "pcall(rawset, lote, 'show', 1) or lote.show ~= 1"), "text true\n");
    close_recorder(r);
}

static void expression_objects_and_texts_make_the_same_plan(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"t:filter(col.n:gt(1) & col.city:eq('Lima'))", "t:filter(\"n > 1 and city = 'Lima'\")"},
        {"t:select(col.n + 1, col.city:upper():alias('u'))",
         "t:select('n + 1', 'upper(city) as u')"},
        {"t:sort(col.n:desc(), 'city')", "t:sort('-n', 'city')"},
        {"t:select(col.n:cast('bigint'):alias 'b')", "t:select('cast(n as bigint) as b')"},
        {"t:filter(~col.n:is_null() | col.city:like('L%'))",
         "t:filter(\"not n is null or city like 'L%'\")"},
        {"t:group_by('city'):agg{sum('n')}", "t:group_by('city'):agg{'sum(n)'}"},
        {"t:filter(col.n:between(1, 2))", "t:filter('n between 1 and 2')"},
        {"t:filter(col.n:isin{1, 2})", "t:filter('n in (1, 2)')"},
    };
    recorder *r = open_plain();
    shown(r, ROWS);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        char cell[512], texts[2][4096];
        for (int k = 0; k < 2; k++) {
            snprintf(cell, sizeof(cell), "explain(%s)", pairs[i][k]);
            shown(r, cell);
            char *to = texts[k], *rules = strstr(r->log, "== Rules");
            if (rules) *rules = 0;
            for (const char *from = strstr(r->log, "== Optimised"); *from;) {
                *to++ = *from++;
                if (from[-1] == '#') from += strspn(from, "0123456789");
            }
            *to = 0;
        }
        CHECK_TEXT(texts[0], texts[1]);
    }
    close_recorder(r);
}

/* ---- parameters and planning ---- */

static void parameters_take_the_type_of_their_default(void **state)
{
    (void)state;
    recorder                *r = open_plain();
    static const char *const given[][2] = {
        {"n", "0x10"}, {"rate", "2.5"}, {"on", "yes"}, {"day", "2026-01-02"}, {"bad", "zwei"}};
    for (size_t i = 0; i < 5; i++)
        CHECK_OK(lt_session_set_param(r->session, given[i][0], given[i][1], &r->err), &r->err);
    CHECK_TEXT(shown(r, "param('n', 1) + 1"), "text 17\n");
    CHECK_TEXT(shown(r, "param('rate', 1.0)"), "text 2.5\n");
    CHECK_TEXT(shown(r, "param('day', yesterday())"), "text 2026-01-02\n");
    CHECK_TEXT(shown(r, "param('gone', 'x')"), "text x\n");
    CHECK_FAILS(run_at(r, "param('bad', 5)", 3), LT_ESCRIPT, &r->err);
    CHECK_HAS(r->err.text, "\"zwei\" is not a number");
    CHECK_FAILS(run_at(r, "param('bad', true)", 3), LT_ESCRIPT, &r->err);
    close_recorder(r);
}

static void parameters_are_injected_after_their_cell(void **state)
{
    (void)state;
    recorder    *r = open_plain();
    lt_notebook *nb = notebook("-- %% Inputs tags=[\"parameters\"]\nn = 5\nname = 'x'\n\n"
                               "-- %% Work\nprint(n, name)\n");
    CHECK_OK(lt_session_set_param(r->session, "n", "8", &r->err), &r->err);
    CHECK_OK(lt_session_run(r->session, nb, &r->err), &r->err);
    CHECK_TEXT(r->log, "begin Inputs\nend -1 rows\nbegin Work\nprint 8\tx\nend -1 rows\n");
    CHECK_OK(lt_session_set_param(r->session, "m", "8", &r->err), &r->err);
    r->at = 0, r->log[0] = 0;
    lt_status status = lt_session_run(r->session, nb, &r->err);
    CHECK_FAILS(status, LT_EUSAGE, &r->err);
    assert_int_equal(lt_status_exit(status), 2);
    CHECK_HAS(r->err.text, "no parameter m");
    CHECK_TEXT(r->log, "");
    lt_notebook_close(nb);
    close_recorder(r);
}

static void planning_tells_programs_and_counters(void **state)
{
    (void)state;
    char      path[600], text[700];
    recorder *r = open_with((lt_session_options){.plan_only = true, .plan = {.json = true}});
    shown(r, ROWS);
    const char *log = shown(r, "show(t:filter('n > 1'))");
    assert_ptr_equal(strstr(log, "plan {\"mode\":\"rules\",\"written\":{"), log);
    assert_int_equal(log[strlen(log) - 2], '}');
    close_recorder(r);

    r = open_with((lt_session_options){.plan_only = true, .plan = {.mode = LT_EXPLAIN_ANALYZE}});
    snprintf(path, sizeof(path), "%s/analysed.csv", helper_folder());
    snprintf(text, sizeof(text), "t:write_csv('%s')", path);
    shown(r, ROWS);
    CHECK_HAS(shown(r, "show(t:filter('n > 1'))"), "== Run ==");
    CHECK_HAS(shown(r, text), "operator ");
    assert_int_not_equal(access(path, F_OK), 0);
    shown(r, "print(t:count() > 0, #t:collect() > 0)");
    CHECK_TEXT(r->log, "print true\ttrue\n");
    close_recorder(r);
}

static void explain_has_modes(void **state)
{
    (void)state;
    recorder *r = open_plain();
    shown(r, ROWS);
    CHECK_HAS(shown(r, "t:explain(true)"), "== Resolved plan ==");
    CHECK_HAS(shown(r, "t:explain('analyze')"), "== Run ==");
    CHECK_HAS(shown(r, "explain(t, {analyze = true})"), "== Run ==");
    CHECK_HAS(shown(r, "t:explain{mode = 'json', analyze = true}"), "text {\"mode\":\"analyze\"");
    CHECK_FAILS(run_at(r, "t:explain('codegen')", 1), LT_EINVAL, &r->err);
    CHECK_HAS(r->err.hint, "modes are rules, simple, extended, cost, analyze, json");
    close_recorder(r);
}

static void planning_runs_nothing(void **state)
{
    (void)state;
    recorder *r = open_with((lt_session_options){.plan_only = true});
    char      text[700], path[600];
    snprintf(path, sizeof(path), "%s/planned.csv", helper_folder());
    snprintf(text, sizeof(text), "t:write_csv('%s')", path);
    shown(r, ROWS);
    CHECK_HAS(shown(r, "show(t:filter('n > 1'))"), "== Optimised plan ==");
    CHECK_HAS(shown(r, text), "(planned, not run)");
    assert_int_not_equal(access(path, F_OK), 0);
    static const char *const runs[] = {"t:count()", "t:collect()", "t:first()", "t:take(2)"};
    for (size_t i = 0; i < 4; i++) {
        CHECK_FAILS(run_at(r, runs[i], 1), LT_EUNSUPPORTED, &r->err);
        CHECK_HAS(r->err.text, "planning runs nothing");
    }
    CHECK_TEXT(shown(r, "#t:columns()"), "text 2\n");
    close_recorder(r);
}

/* ---- cells ---- */

static void an_error_names_cell_and_line_and_stops_the_run(void **state)
{
    (void)state;
    recorder    *r = open_plain();
    lt_notebook *nb = notebook("-- %% First\nprint('a')\n\n-- %% Broken\nx = 1\nerror('boom')\n\n"
                               "-- %% Never\nprint('b')\n");
    CHECK_FAILS(lt_session_run(r->session, nb, &r->err), LT_ESCRIPT, &r->err);
    CHECK_TEXT(r->err.text, "boom");
    CHECK_TEXT(r->err.cell, "Broken");
    assert_int_equal(r->err.cell_line, 6);
    CHECK_TEXT(r->log, "begin First\nprint a\nend -1 rows\nbegin Broken\nend -1 rows, boom\n");
    lt_notebook_close(nb);
    close_recorder(r);
}

static void sql_cells_are_refused_by_name_and_markdown_is_silent(void **state)
{
    (void)state;
    recorder    *r = open_plain();
    lt_notebook *nb = notebook("-- %% [markdown]\n-- # Title\n\n"
                               "-- %% Totals [raw] lang=\"sql\"\n-- select 1\n");
    lt_status    status = lt_session_run(r->session, nb, &r->err);
    CHECK_FAILS(status, LT_EUNSUPPORTED, &r->err);
    CHECK_TEXT(r->err.cell, "Totals");
    assert_int_equal(r->err.cell_line, 4);
    CHECK_HAS(r->log, "begin Totals\nend -1 rows, an SQL cell");
    lt_notebook_close(nb);
    close_recorder(r);
}

static void a_cancelled_cell_ends_and_the_session_goes_on(void **state)
{
    (void)state;
    recorder *r = open_plain();
    lt_cancel_set(&r->cancel, LT_ECANCELLED);
    CHECK_FAILS(run_at(r, "range(1000):count()", 1), LT_ECANCELLED, &r->err);
    lt_cancel_reset(&r->cancel);
    CHECK_TEXT(shown(r, "range(1000):count()"), "text 1000\n");
    close_recorder(r);
}

/* ---- memory ---- */

static void a_session_gives_everything_back(void **state)
{
    (void)state;
    size_t before = lt_mem_in_use(lt_mem_default());
    for (int i = 0; i < 2; i++) {
        recorder *r = open_plain();
        shown(r, ROWS "u = t:filter('n > 1'):group_by('city'):agg{'sum(n) as s'}\nu:show()\n"
                      "keep = {t, u, col.n + 1, u:collect()}");
        (void)run_at(r, "error(t)", 1);
        (void)run_at(r, "t:with_column('x', 'n +')", 1);
        (void)run_at(r, "t:group_by('city', {})", 1);
        (void)run_at(r, "fn.concat(col.n, {}, lit(3))", 1);
        (void)run_at(r, "col.n:between(1, {})", 1);
        close_recorder(r);
    }
    assert_int_equal(lt_mem_in_use(lt_mem_default()), before);
}

static void refused_memory_while_opening_leaks_nothing(void **state)
{
    (void)state;
    size_t             before = lt_mem_in_use(lt_mem_default());
    lt_session_options opt = {.context = {.threads = 1, .zone = "UTC"}, .date = "2026-07-01"};
    for (long point = 0, came = 1; came; point += point < 40 ? 1 : 23) {
        lt_session *s = NULL;
        lt_error    err;
        lt_mem_fail_at(lt_mem_default(), point, point & 1);
        lt_status status = lt_session_open(&s, &opt, NULL, NULL, NULL, &err);
        came = lt_mem_faulted(lt_mem_default());
        lt_mem_fail_at(lt_mem_default(), -1, false);
        if (status && status != LT_ENOMEM) fail_msg("request %ld: %s", point, err.text);
        if (!status) lt_session_close(s);
        if (lt_mem_in_use(lt_mem_default()) != before)
            fail_msg("request %ld: %zd bytes leaked", point,
                     (ssize_t)(lt_mem_in_use(lt_mem_default()) - before));
    }
}

int main(void)
{
    return RUN(test(the_end_of_a_cell_is_shown), test(every_name_of_the_api_has_a_page),
               test(every_page_is_of_something_callable_and_its_example_parses),
               test(help_refuses_what_it_does_not_know),
               test(argument_errors_are_one_clear_sentence_with_the_line),
               test(names_can_be_shadowed_but_the_api_is_locked),
               test(expression_objects_and_texts_make_the_same_plan),
               test(parameters_take_the_type_of_their_default),
               test(parameters_are_injected_after_their_cell), test(planning_runs_nothing),
               test(planning_tells_programs_and_counters), test(explain_has_modes),
               test(an_error_names_cell_and_line_and_stops_the_run),
               test(sql_cells_are_refused_by_name_and_markdown_is_silent),
               test(a_cancelled_cell_ends_and_the_session_goes_on),
               test(a_session_gives_everything_back),
               test(refused_memory_while_opening_leaks_nothing));
}
