#include "core/log.h"

#include "core/buf.h"
#include "core/clock.h"
#include "core/escape.h"
#include "tests/helper.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void keep(void *context, const char *line, size_t len)
{
    if (lt_buf_add(context, line, len, NULL) || lt_buf_terminate(context, NULL)) abort();
}

static lt_log *open_log(lt_buf *into, lt_log_level level, bool json)
{
    lt_error  err;
    lt_log   *log;
    lt_log_to to = {.write = keep, .context = into, .level = level, .json = json};
    CHECK_OK(lt_log_open(&log, lt_mem_default(), &to, &err), &err);
    lt_clock_set_us(INT64_C(1782871200500000));
    return log;
}

#define STAMP "2026-07-01T02:00:00.500000Z"

static void writes_lines_for_people(void **state)
{
    (void)state;
    lt_buf  b = {.mem = lt_mem_default()};
    lt_log *log = open_log(&b, LT_LOG_INFO, false);
    lt_log_with(log, LT_LOG_WARN,
                LT_LOG_FIELDS(LT_LOG_S("file", "sales.csv"), LT_LOG_I("rows", 3),
                              LT_LOG_F("share", 0.5), LT_LOG_B("cut", true),
                              LT_LOG_S("note", "two words"), LT_LOG_S("none", "")),
                "%d rows were cut", 3);
    CHECK_TEXT((char *)b.data, STAMP " WARN  3 rows were cut file=sales.csv rows=3 share=0.5 "
                                     "cut=true note=\"two words\" none=\"\"\n");
    lt_log_close(log);
    lt_buf_clear(&b);
}

static void writes_json_lines(void **state)
{
    (void)state;
    lt_buf  b = {.mem = lt_mem_default()};
    lt_log *log = open_log(&b, LT_LOG_INFO, true);
    lt_log_with(log, LT_LOG_ERROR,
                LT_LOG_FIELDS(LT_LOG_S("a", "x\"\n"), LT_LOG_F("nan", NAN), LT_LOG_B("b", false)),
                "t");
    CHECK_TEXT((char *)b.data, "{\"time\":\"" STAMP "\",\"level\":\"error\",\"text\":\"t\","
                               "\"a\":\"x\\\"\\n\",\"nan\":\"NaN\",\"b\":false}\n");
    lt_log_close(log);
    lt_buf_clear(&b);
}

static void cannot_be_forged(void **state)
{
    (void)state;
    const char *bad = "ok\n" STAMP " ERROR forged\r\x1b[2J\xe2\x80\xae\xc2\x85\xff";
    for (int json = 0; json < 2; json++) {
        lt_buf  b = {.mem = lt_mem_default()};
        lt_log *log = open_log(&b, LT_LOG_DEBUG, json);
        lt_log_with(log, LT_LOG_INFO, LT_LOG_FIELDS(LT_LOG_S(bad, bad)), "%s", bad);
        size_t ends = 0;
        for (size_t i = 0; i < b.len; i++) {
            ends += b.data[i] == '\n';
            assert_true(b.data[i] == '\n' || (b.data[i] >= 0x20 && b.data[i] != 0x7F));
        }
        assert_int_equal(ends, 1);
        assert_true(lt_utf8_valid((char *)b.data, b.len, NULL));
        assert_null(strstr((char *)b.data, "\xe2\x80\xae"));
        lt_log_close(log);
        lt_buf_clear(&b);
    }
}

static void writes_only_what_its_level_wants(void **state)
{
    (void)state;
    lt_buf  b = {.mem = lt_mem_default()};
    lt_log *log = open_log(&b, LT_LOG_WARN, false);
    lt_log_say(log, LT_LOG_INFO, "no");
    assert_int_equal(b.len, 0);
    lt_log_say(log, LT_LOG_WARN, "yes");
    CHECK_HAS((char *)b.data, "yes");
    assert_true(lt_log_wants(log, LT_LOG_ERROR));
    lt_log_close(log);
    log = open_log(&b, LT_LOG_OFF, false);
    assert_false(lt_log_wants(log, LT_LOG_ERROR));
    assert_false(lt_log_wants(NULL, LT_LOG_ERROR));
    lt_log_say(NULL, LT_LOG_ERROR, "nowhere");
    lt_log_close(log);
    lt_log_close(NULL);
    lt_buf_clear(&b);
}

static void keeps_errno_and_long_texts(void **state)
{
    (void)state;
    char    text[5000];
    lt_buf  b = {.mem = lt_mem_default()};
    lt_log *log = open_log(&b, LT_LOG_INFO, false);
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = 0;
    errno = EAGAIN;
    lt_log_say(log, LT_LOG_INFO, "%s!", text);
    assert_int_equal(errno, EAGAIN);
    CHECK_HAS((char *)b.data, "xxx!\n");
    assert_int_equal(b.len, strlen(STAMP) + 7 + 4999 + 2);
    lt_log_close(log);
    lt_buf_clear(&b);
}

static void tells_an_error_in_fields(void **state)
{
    (void)state;
    lt_error e;
    lt_buf   b = {.mem = lt_mem_default()};
    lt_log  *log = open_log(&b, LT_LOG_INFO, true);
    (void)LT_FAIL(&e, LT_EPARSE, "not a number");
    lt_error_at(&e, "a.csv", 7, "n");
    lt_log_error(log, LT_LOG_ERROR, &e);
    CHECK_HAS((char *)b.data, "\"text\":\"not a number\",\"kind\":\"malformed input\","
                              "\"file\":\"a.csv\",\"line\":7,\"column\":\"n\"}");
    lt_log_close(log);
    lt_buf_clear(&b);
}

static void writes_to_a_file_and_counts_what_is_lost(void **state)
{
    (void)state;
    lt_error err;
    lt_log  *log;
    char     path[600];
    snprintf(path, sizeof(path), "%s/log", helper_folder());
    FILE     *f = fopen(path, "w");
    lt_log_to to = {.file = f, .level = LT_LOG_INFO};
    CHECK_OK(lt_log_open(&log, lt_mem_default(), &to, &err), &err);
    lt_log_say(log, LT_LOG_INFO, "here");
    char *text = helper_read(path, NULL);
    CHECK_HAS(text, "INFO  here\n");
    free(text);
    assert_int_equal(lt_log_lost(log), 0);
    lt_log_close(log);
    fclose(f);

    f = fopen("/dev/full", "w");
    if (!f) return;
    to.file = f;
    CHECK_OK(lt_log_open(&log, lt_mem_default(), &to, &err), &err);
    lt_log_say(log, LT_LOG_INFO, "nowhere");
    assert_int_equal(lt_log_lost(log), 1);
    lt_log_close(log);
    fclose(f);
}

static void *write_many(void *log)
{
    for (int i = 0; i < 300; i++)
        lt_log_with(log, LT_LOG_INFO, LT_LOG_FIELDS(LT_LOG_I("i", i)), "from a thread");
    return NULL;
}

static void never_mixes_records_of_threads(void **state)
{
    (void)state;
    pthread_t threads[4];
    lt_buf    b = {.mem = lt_mem_default()};
    lt_log   *log = open_log(&b, LT_LOG_INFO, false);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, log), 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    int lines = 0;
    for (char *p = (char *)b.data, *end; (end = strchr(p, '\n')); p = end + 1, lines++)
        assert_memory_equal(p, STAMP " INFO  from a thread i=", strlen(STAMP) + 23);
    assert_int_equal(lines, 1200);
    lt_log_close(log);
    lt_buf_clear(&b);
}

static void count_lines(void *context, const char *line, size_t len)
{
    assert_int_equal(line[len - 1], '\n');
    ++*(int *)context;
}

static void writes_a_short_record_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error  err;
        lt_log   *log;
        int       lines = 0;
        char      text[1000] = "";
        lt_log_to to = {.write = count_lines, .context = &lines, .level = LT_LOG_INFO};
        memset(text, 'x', sizeof(text) - 1);
        if (lt_log_open(&log, mem, &to, &err)) continue;
        lt_log_say(log, LT_LOG_INFO, "%s", text);
        assert_int_equal(lines, 1);
        assert_int_equal(lt_log_lost(log), lt_mem_faulted(mem));
        lt_log_close(log);
    }
}

int main(void)
{
    return RUN(test(writes_lines_for_people), test(writes_json_lines), test(cannot_be_forged),
               test(writes_only_what_its_level_wants), test(keeps_errno_and_long_texts),
               test(tells_an_error_in_fields), test(writes_to_a_file_and_counts_what_is_lost),
               test(never_mixes_records_of_threads),
               test(writes_a_short_record_when_memory_runs_out));
}
