#include "tests/helper.h"
#include "tui/engine/messages.h"

#include <string.h>

static void fields_come_back_as_they_went(void **state)
{
    (void)state;
    lt_buf     out = {.mem = lt_mem_default()};
    tui_frame  f;
    size_t     used;
    lt_error   err;
    tui_writer w = tui_frame_begin(&out, 9, UINT64_MAX);
    tui_put_u8(&w, 200);
    tui_put_i32(&w, INT32_MIN);
    tui_put_i64(&w, INT64_MIN);
    tui_put_f64(&w, -0.5);
    tui_put_bytes(&w, "a\0b", 3);
    tui_put_text(&w, NULL);
    CHECK_OK(tui_frame_end(&w, &err), &err);
    CHECK_OK(tui_frame_next(&f, &used, out.data, out.len, &err), &err);
    assert_int_equal(used, out.len);
    assert_int_equal(f.kind, 9);
    assert_true(f.number == UINT64_MAX);
    tui_reader r = f.body;
    assert_int_equal(tui_get_u8(&r), 200);
    assert_int_equal(tui_get_i32(&r), INT32_MIN);
    assert_true(tui_get_i64(&r) == INT64_MIN);
    assert_true(tui_get_f64(&r) == -0.5);
    tui_bytes b = tui_get_bytes(&r);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.p, "a\0b", 3);
    assert_int_equal(tui_get_bytes(&r).len, 0);
    assert_true(tui_read_all(&r));
    assert_int_equal(tui_get_i64(&r), 0);
    assert_true(r.bad);
    lt_buf_clear(&out);
}

static void half_a_frame_is_waited_for(void **state)
{
    (void)state;
    lt_buf      out = {.mem = lt_mem_default()};
    tui_frame   f;
    size_t      used;
    lt_error    err;
    tui_request q = {.kind = TUI_ASK_PLAN, .plan = {.name = "tx", .mode = "cost"}};
    CHECK_OK(tui_ask(&out, &q, &err), &err);
    for (size_t n = 0; n < out.len; n++) {
        CHECK_OK(tui_frame_next(&f, &used, out.data, n, &err), &err);
        assert_int_equal(used, 0);
    }
    lt_buf_clear(&out);
}

static void lengths_that_no_frame_has_are_refused(void **state)
{
    (void)state;
    static const uint8_t small[] = {8, 0, 0, 0, 0}, large[] = {255, 255, 255, 255, 0};
    tui_frame            f;
    size_t               used;
    lt_error             err;
    CHECK_FAILS(tui_frame_next(&f, &used, small, sizeof(small), &err), LT_EPARSE, &err);
    CHECK_FAILS(tui_frame_next(&f, &used, large, sizeof(large), &err), LT_EPARSE, &err);
}

static void what_does_not_fit_a_frame_leaves_no_trace(void **state)
{
    (void)state;
    lt_buf      out = {.mem = lt_mem_default()};
    lt_error    err;
    static char block[1 << 20];
    CHECK_OK(lt_buf_text(&out, "before", &err), &err);
    tui_writer w = tui_frame_begin(&out, 1, 1);
    for (int i = 0; i < 17; i++) tui_put_bytes(&w, block, sizeof(block));
    CHECK_FAILS(tui_frame_end(&w, &err), LT_ELIMIT, &err);
    assert_int_equal(out.len, 6);
    lt_buf_clear(&out);
}

/* ---- every kind ---- */

static const tui_column columns[] = {{"a", "int64", true, false}, {"b", "string", false, true}};
static const tui_window_cell cells[] = {{{"1", 1}, false, false}, {{"", 0}, true, false}};
static const tui_name        names[] = {{"x"}, {"why"}};
static const uint64_t        waiting[] = {3, 4};
static const tui_candidate   candidates[] = {{"city", "string"}};
static const tui_variable    variables[] = {{"x", "frame", "frame", -1, 3, -1, 7}};
static const char *const     choices[] = {"EU", "US"};
static const tui_param       params[] = {
          {"zone", "choice", "\"EU\"", "EU", "where", false, 3, 1, choices, 2, "US"},
          {"day", "date", "yesterday()", "", "", true, 4, 1, NULL, 0, NULL}};
static const tui_stale       stale[] = {{1, TUI_STALE_GLOBAL, "x", 2}};
static const tui_op_progress ops[] = {{"Scan csv", 3, 0, 100, 4096, 12}};

static tui_event_told sample(int kind)
{
    tui_event_told e = {.kind = (tui_tell_kind)kind, .number = (uint64_t)kind + 1};
    switch (e.kind) {
    case TUI_TELL_HELLO: e.hello = (tui_hello){TUI_WIRE_MAGIC, 1, "0", "/n", 5, 1}; break;
    case TUI_TELL_REFUSED:
    case TUI_TELL_ENDED: e.said.text = "no", e.said.hint = "try"; break;
    case TUI_TELL_FAILED: lt_fail(&e.error, LT_EIO, LT_HERE, "broken"); break;
    case TUI_TELL_QUEUE: e.queue = (tui_queue){1, waiting, 2}; break;
    case TUI_TELL_CELL_BEGIN: e.begin = (tui_cell_begin){1, 2, 3, 4, "id", "title"}; break;
    case TUI_TELL_TEXT:
    case TUI_TELL_PLAN: e.text = (tui_printed){1, TUI_TEXT_LOG, {"hi", 2}}; break;
    case TUI_TELL_FLOOD: e.flood = (tui_flood){1, 100, 3, true, 99, {"end", 3}}; break;
    case TUI_TELL_RESULT:
    case TUI_TELL_DERIVED:
        e.result = (tui_result){1, 2, "r", 10, true, 5, {1, 2, 3, 4}, columns, 2};
        break;
    case TUI_TELL_WRITTEN: e.written = (tui_written){1, "out.csv", 5, 6, 7, true}; break;
    case TUI_TELL_PROGRESS: e.progress = (tui_progressed){1, 2, 3, 4, 5, 6, 7, ops, 1}; break;
    case TUI_TELL_CELL_DONE:
        e.done = (tui_cell_done){.cell = 1, .has_error = true, .reads = names, .read_count = 2};
        lt_fail(&e.done.error, LT_ESCRIPT, LT_HERE, "wrong");
        lt_error_caret(&e.done.error, "x = y", 5, 4, 1);
        break;
    case TUI_TELL_COMPLETIONS:
        e.completions = (tui_completions){2, true, false, candidates, 1};
        break;
    case TUI_TELL_VARIABLES: e.variables.items = variables, e.variables.count = 1; break;
    case TUI_TELL_PARAMS: e.params.items = params, e.params.count = 2; break;
    case TUI_TELL_WINDOW:
        e.window = (tui_window){1, 2, 30, true, false, 4, 1, 0, 2, cells, columns};
        break;
    case TUI_TELL_STATISTICS:
        e.statistics = (tui_statistics){.rows = 5, .least = "1", .bins = {2}, .bin_count = 16};
        e.statistics.top[0] = "a", e.statistics.top_count = 1;
        break;
    case TUI_TELL_FOUND: e.found = (tui_found){true, false, 5, 2}; break;
    case TUI_TELL_INSPECTED:
    case TUI_TELL_VALUE:
    case TUI_TELL_COPIED:
    case TUI_TELL_PLAN_TEXT: e.bytes = (tui_bytes){"text", 4}; break;
    case TUI_TELL_OUTPUT: e.output = (tui_output){1, 2, 3, {"text", 4}}; break;
    case TUI_TELL_STALE: e.stale.items = stale, e.stale.count = 1; break;
    case TUI_TELL_STATE: e.state = (tui_engine_state){.pid = 5, .notebook = "/n"}; break;
    default: break;
    }
    return e;
}

static tui_frame frame_in(const lt_buf *b)
{
    tui_frame f;
    size_t    used;
    lt_error  err;
    CHECK_OK(tui_frame_next(&f, &used, b->data, b->len, &err), &err);
    assert_int_equal(used, b->len);
    return f;
}

static void every_event_reads_as_it_was_written(void **state)
{
    (void)state;
    for (int k = TUI_TELL_HELLO; k < TUI_TELL_LAST; k++) {
        lt_error       err;
        lt_arena       arena = {.mem = lt_mem_default()};
        lt_buf         one = {.mem = lt_mem_default()}, two = {.mem = lt_mem_default()};
        tui_event_told e = sample(k), back;
        CHECK_OK(tui_tell(&one, &e, &err), &err);
        tui_frame f = frame_in(&one);
        CHECK_OK(tui_told(&back, &f, &arena, &err), &err);
        assert_int_equal(back.kind, k);
        assert_int_equal(back.number, k + 1);
        CHECK_OK(tui_tell(&two, &back, &err), &err);
        assert_int_equal(one.len, two.len);
        assert_memory_equal(one.data, two.data, one.len);
        lt_buf_clear(&one);
        lt_buf_clear(&two);
        lt_arena_clear(&arena);
    }
}

/* Cut anywhere, or with a byte too many, it is refused. */
static void no_event_reads_from_other_lengths(void **state)
{
    (void)state;
    for (int k = TUI_TELL_HELLO; k < TUI_TELL_LAST; k++) {
        lt_error       err;
        lt_arena       arena = {.mem = lt_mem_default()};
        lt_buf         one = {.mem = lt_mem_default()};
        tui_event_told e = sample(k), back;
        CHECK_OK(tui_tell(&one, &e, &err), &err);
        CHECK_OK(lt_buf_add(&one, "", 1, &err), &err);
        tui_frame f = {.kind = (uint8_t)k};
        size_t    len = one.len - TUI_FRAME_HEAD - 1;
        for (size_t n = 0; n <= len + 1; n++) {
            f.body = (tui_reader){.p = one.data + TUI_FRAME_HEAD, .left = n};
            lt_status got = tui_told(&back, &f, &arena, &err);
            assert_int_equal(got, n == len ? LT_OK : LT_EPARSE);
        }
        lt_buf_clear(&one);
        lt_arena_clear(&arena);
    }
}

static void unknown_kinds_are_refused(void **state)
{
    (void)state;
    lt_error       err;
    tui_event_told e;
    tui_request    q;
    lt_arena       arena = {.mem = lt_mem_default()};
    tui_frame      f = {.kind = 0};
    CHECK_FAILS(tui_told(&e, &f, &arena, &err), LT_EPARSE, &err);
    CHECK_FAILS(tui_asked(&q, &f, &arena, &err), LT_EPARSE, &err);
    f.kind = 255;
    CHECK_FAILS(tui_told(&e, &f, &arena, &err), LT_EPARSE, &err);
    CHECK_FAILS(tui_asked(&q, &f, &arena, &err), LT_EPARSE, &err);
}

static void survives_refused_memory(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        for (int k = TUI_TELL_HELLO; k < TUI_TELL_LAST; k++) {
            lt_arena       arena = {.mem = mem};
            lt_buf         one = {.mem = mem};
            tui_event_told e = sample(k), back;
            lt_error       err;
            lt_status      status = tui_tell(&one, &e, &err);
            if (!status) {
                tui_frame f = frame_in(&one);
                status = tui_told(&back, &f, &arena, &err);
            }
            assert_true(status == LT_OK || status == LT_ENOMEM);
            lt_buf_clear(&one);
            lt_arena_clear(&arena);
        }
    }
}

int main(void)
{
    return RUN(test(fields_come_back_as_they_went), test(half_a_frame_is_waited_for),
               test(lengths_that_no_frame_has_are_refused),
               test(what_does_not_fit_a_frame_leaves_no_trace),
               test(every_event_reads_as_it_was_written), test(no_event_reads_from_other_lengths),
               test(unknown_kinds_are_refused), test(survives_refused_memory));
}
