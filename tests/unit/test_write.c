#include "tests/exec_fake.h"

#include <time.h>

/* ---- a sink that collects text: a job for every few rows ---- */

typedef struct note_job {
    int64_t number;
    lt_buf  text;
} note_job;

typedef struct note_sink {
    lt_sink    sink; /* first */
    lt_mem    *mem;
    lt_schema *schema;
    lt_buf     out, waiting; /* waiting: rows of the next job, as text */
    int64_t    rows, in_job, next_job, next_commit;
    int64_t    fail_encode; /* job that fails; -1 none */
    atomic_int inside;      /* threads in append or commit */
    atomic_int jobs;        /* not yet given back */
    bool       skip, finished;
} note_sink;

static lt_status note_begin(lt_sink *s, lt_schema *schema, const lt_run *run, bool *skip,
                            lt_error *err)
{
    note_sink *n = (note_sink *)s;
    (void)run, (void)err;
    n->schema = schema;
    *skip = n->skip;
    return LT_OK;
}

static lt_status cut_job(note_sink *n, lt_sink_job **job, lt_error *err)
{
    note_job *made = lt_mem_zeroed(n->mem, 1, sizeof(*made));
    if (!made) return lt_mem_refused(n->mem, sizeof(*made), "a job", err);
    *made = (note_job){.number = n->next_job++, .text = n->waiting};
    n->waiting = (lt_buf){.mem = n->mem};
    n->in_job = 0;
    atomic_fetch_add(&n->jobs, 1);
    *job = (lt_sink_job *)made;
    return LT_OK;
}

static lt_status note_append(lt_sink *s, lt_batch *b, lt_sink_job **job, lt_error *err)
{
    note_sink *n = (note_sink *)s;
    assert_int_equal(atomic_fetch_add(&n->inside, 1), 0);
    lt_status status = lt_batch_dense(b, err);
    for (int32_t i = 0; !status && i < b->rows; i++) {
        for (int32_t c = 0; !status && c < b->column_count; c++) {
            if (c) status = lt_buf_text(&n->waiting, "|", err);
            if (!status)
                status = lt_value_text(&n->waiting, lt_column_value(b->columns[c], i), NULL, err);
        }
        if (!status) status = lt_buf_text(&n->waiting, "\n", err);
        n->rows++;
        n->in_job++;
    }
    lt_batch_close(b);
    *job = NULL;
    if (!status && n->in_job >= 20) status = cut_job(n, job, err);
    atomic_fetch_sub(&n->inside, 1);
    return status;
}

static lt_status note_last(lt_sink *s, lt_sink_job **job, lt_error *err)
{
    note_sink *n = (note_sink *)s;
    *job = NULL;
    return n->in_job ? cut_job(n, job, err) : LT_OK;
}

static lt_status note_encode(lt_sink *s, lt_sink_job *job, lt_error *err)
{
    note_sink *n = (note_sink *)s;
    note_job  *j = (note_job *)job;
    /* uneven work, so that jobs are ready out of order */
    if (j->number % 5 == 0) nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    if (j->number == n->fail_encode) return LT_FAIL(err, LT_EIO, "disk full");
    return LT_OK;
}

static void note_drop(lt_sink *s, lt_sink_job *job)
{
    note_sink *n = (note_sink *)s;
    note_job  *j = (note_job *)job;
    lt_buf_clear(&j->text);
    lt_mem_free(n->mem, j, sizeof(*j));
    atomic_fetch_sub(&n->jobs, 1);
}

static lt_status note_commit(lt_sink *s, lt_sink_job *job, lt_error *err)
{
    note_sink *n = (note_sink *)s;
    note_job  *j = (note_job *)job;
    assert_int_equal(atomic_fetch_add(&n->inside, 1), 0);
    assert_int_equal(j->number, n->next_commit++);
    lt_status status = lt_buf_add(&n->out, j->text.data, j->text.len, err);
    note_drop(s, job);
    atomic_fetch_sub(&n->inside, 1);
    return status;
}

static lt_status note_finish(lt_sink *s, lt_sink_result *result, lt_error *err)
{
    note_sink *n = (note_sink *)s;
    (void)err;
    n->finished = true;
    *result = (lt_sink_result){.rows = n->rows, .bytes = (int64_t)n->out.len, .files = 1};
    return LT_OK;
}

static const lt_sink_ops note_ops = {.name = "note",
                                     .begin = note_begin,
                                     .append = note_append,
                                     .last = note_last,
                                     .encode = note_encode,
                                     .commit = note_commit,
                                     .drop = note_drop,
                                     .finish = note_finish};

static note_sink note_open(lt_mem *mem)
{
    return (note_sink){
        .sink.ops = &note_ops, .mem = mem, .out.mem = mem, .waiting.mem = mem, .fail_encode = -1};
}

static void note_clear(note_sink *n)
{
    assert_int_equal(atomic_load(&n->jobs), 0);
    lt_buf_clear(&n->out);
    lt_buf_clear(&n->waiting);
}

static void writes_every_row_in_order(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table      *t = kit_random_table(k.mem, 4000, k.run.batch_rows, 40, 18);
        note_sink      n = note_open(k.mem);
        lt_exec_target target = {.kind = LT_TO_SINK, .sink = &n.sink};
        CHECK_OK(kit_run(&k, kit_filter(lt_from_table(t), "i > 2"), &target), &k.err);
        char *want = kit_text_of(kit_collect(&k, kit_filter(lt_from_table(t), "i > 2")));
        CHECK_OK(lt_buf_terminate(&n.out, &k.err), &k.err);
        assert_true(n.finished);
        assert_int_equal(target.written.rows, n.rows);
        kit_same(strdup((char *)n.out.data), want);
        note_clear(&n);
        lt_table_release(t);
    }
}

static void a_job_that_fails_ends_the_write(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table      *t = kit_random_table(k.mem, 4000, 30, 40, 19);
        note_sink      n = note_open(k.mem);
        lt_exec_target target = {.kind = LT_TO_SINK, .sink = &n.sink};
        n.fail_encode = 3;
        CHECK_FAILS(kit_run(&k, lt_from_table(t), &target), LT_EIO, &k.err);
        CHECK_TEXT(k.err.text, "disk full");
        CHECK_TEXT(k.err.node, "Write");
        assert_false(n.finished);
        assert_true(n.next_commit <= 3);
        note_clear(&n);
        lt_table_release(t);
    }
}

static void a_skipped_write_reads_nothing(void **state)
{
    (void)state;
    EACH_KIT (k) {
        note_sink      n = note_open(k.mem);
        lt_exec_target target = {.kind = LT_TO_SINK, .sink = &n.sink};
        n.skip = true;
        CHECK_OK(kit_run(&k, lt_range(0, INT64_MAX / 4, 1), &target), &k.err);
        assert_true(target.written.skipped);
        assert_false(n.finished);
        note_clear(&n);
    }
}

static void a_source_is_finished_whatever_happens(void **state)
{
    (void)state;
    EACH_KIT (k) {
        lt_table      *t = kit_random_table(k.mem, 400, 30, 40, 20);
        note_sink      n = note_open(k.mem);
        lt_exec_target target = {.kind = LT_TO_SINK, .sink = &n.sink};
        fake_source   *f;
        lt_plan       *p = fake_scan(&f, t), *kept = lt_plan_retain(p);
        f->widen_at = 4;
        assert_int_equal(kit_run(&k, lt_union(lt_plan_retain(p), p, false, false), &target),
                         LT_EWIDEN);
        assert_int_equal(f->prepares, f->finishes);
        assert_false(n.finished);
        note_clear(&n);
        lt_plan_release(kept);
        lt_table_release(t);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    lt_table *t = kit_random_table(lt_mem_default(), 200, 30, 30, 21);
    EACH_FAULT (mem) {
        lt_error       err;
        lt_pool       *pool;
        lt_plan       *resolved, *p = kit_filter(lt_from_table(t), "i > 1");
        note_sink      n = note_open(mem);
        lt_exec_target target = {.kind = LT_TO_SINK, .sink = &n.sink};
        lt_run         run = {.mem = mem};
        CHECK_OK(lt_pool_open(&pool, lt_mem_default(), 2, &err), &err);
        CHECK_OK(lt_plan_resolve(&resolved, p, lt_mem_default(), &err), &err);
        lt_status status = lt_exec_run(resolved, &target, &run, pool, NULL, &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        note_clear(&n);
        lt_plan_release(resolved);
        lt_plan_release(p);
        lt_pool_close(pool);
    }
    lt_table_release(t);
}

int main(void)
{
    return RUN(test(writes_every_row_in_order), test(a_job_that_fails_ends_the_write),
               test(a_skipped_write_reads_nothing), test(a_source_is_finished_whatever_happens),
               test(survives_refused_memory));
}
