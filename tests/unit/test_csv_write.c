#include "tests/unit/csv_case.h"

#include "format/csv_print.h"
#include "io/sys.h"

#include <csv.h>
#include <dirent.h>
#include <errno.h>
#include <unistd.h>

/* ---- from a source into a sink ---- */

typedef struct pump {
    lt_sink *sink;
} pump;

static lt_status pass(void *arg, lt_batch *b, lt_error *err)
{
    lt_sink     *s = ((pump *)arg)->sink;
    lt_sink_job *job;
    LT_TRY(s->ops->append(s, b, &job, err));
    if (!job) return LT_OK;
    lt_status status = s->ops->encode(s, job, err);
    if (!status) return s->ops->commit(s, job, err);
    s->ops->drop(s, job);
    return status;
}

static lt_status end(lt_sink *s, lt_sink_result *result, lt_error *err)
{
    for (;;) {
        lt_sink_job *job;
        LT_TRY(s->ops->last(s, &job, err));
        if (!job) return s->ops->finish(s, result, err);
        lt_status status = s->ops->encode(s, job, err);
        if (status) {
            s->ops->drop(s, job);
            return status;
        }
        LT_TRY(s->ops->commit(s, job, err));
    }
}

static lt_status fill(lt_sink *sink, lt_source *source, const lt_run *run, lt_sink_result *result,
                      lt_error *err)
{
    lt_scan_spec want = {.all_columns = true, .limit = -1};
    pump         p = {sink};
    bool         skip;
    LT_TRY(source->ops->prepare(source, &want, run, err));
    LT_TRY(sink->ops->begin(sink, source->ops->schema(source), run, &skip, err));
    if (skip) return sink->ops->finish(sink, result, err);
    for (int64_t i = 0; i < source->ops->parts(source); i++)
        LT_TRY(source->ops->read(source, i, 0, pass, &p, err));
    return end(sink, result, err);
}

static lt_status copy(lt_mem *mem, const char *from, const char *to, const lt_option *options,
                      int32_t option_count, const char *schema, const lt_zone *zone,
                      lt_sink_result *result, lt_error *err)
{
    lt_option  given = {"schema", schema};
    lt_run     run = {.mem = mem, .workers = 1, .zone = zone};
    lt_source *source;
    lt_sink   *sink;
    LT_TRY(lt_format_csv.open_source(&source, mem, &from, 1, &given, schema ? 1 : 0, err));
    lt_status status = lt_format_csv.open_sink(&sink, mem, to, options, option_count, err);
    if (!status) {
        status = fill(sink, source, &run, result, err);
        sink->ops->close(sink);
    }
    source->ops->finish(source);
    lt_source_release(source);
    return status;
}

/* What write_csv makes of text. */
static char *rewritten(const char *text, const lt_option *options, int32_t option_count,
                       const char *schema)
{
    char           to[700];
    lt_sink_result result;
    lt_error       err;
    lt_mem        *mem = lt_mem_open(NULL, 0);
    const char    *from = csv_file("from.csv", text, strlen(text));
    snprintf(to, sizeof(to), "%s/to.csv", helper_folder());
    unlink(to);
    CHECK_OK(copy(mem, from, to, options, option_count, schema, NULL, &result, &err), &err);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
    size_t len;
    char  *got = helper_read(to, &len);
    assert_int_equal(result.bytes, len);
    assert_int_equal(result.files, 1);
    return got;
}

#define REWRITES(text, want, schema, ...)                               \
    do {                                                                \
        char *got_ = rewritten(text, CSV_OPTIONS(__VA_ARGS__), schema); \
        CHECK_TEXT(got_, want);                                         \
        free(got_);                                                     \
    } while (0)

static void what_is_written_reads_back(void **state)
{
    static const char text[] = "a,b,c\n1,plain,2.5\n-7,\"x,y\",0.1\n,\"say "
                               "\"\"hi\"\"\",\n0,\"two\nlines\",3.0\n9,,1.0\n8,\"\",1.0\n";
    (void)state;
    REWRITES(text, text, NULL, {"header", "true"});
    REWRITES("a;b\n1;x,y\n", "a;b\n1;x,y\n", NULL, {"delimiter", ";"});
    REWRITES("a\n\"\"\n\"x\"\n", "a\n\"\"\nx\n", NULL, {"header", "true"});
    REWRITES("a,b\n", "a,b\n", NULL, {"header", "true"});
    REWRITES("a,b\n1,2\n", "1,2\n", NULL, {"header", "false"});
}

static void options_of_writing_are_kept(void **state)
{
    (void)state;
    REWRITES("a,b,c\n1,x,\n", "\"a\",\"b\",\"c\"\n\"1\",\"x\",\n", NULL, {"quote_all", "true"});
    REWRITES("a,b\n,NA\n1,y\n", "a,b\nNA,\"NA\"\n1,y\n", NULL, {"null_value", "NA"});
    REWRITES("a,b\n-1,=cmd\n2,+x\n3,-y\n4,@z\n5,ok\n", "a,b\n-1,'=cmd\n2,'+x\n3,'-y\n4,'@z\n5,ok\n",
             NULL, {"guard_formulas", "true"});
    REWRITES("a,b\nit's,\"x,'y\"\n", "a,b\n'it''s','x,''y'\n", NULL, {"quote", "'"});
}

static void every_type_has_its_text(void **state)
{
    (void)state;
    REWRITES("a,b,c,d,e,f,g\n1,123456789012345678901234567890.5,1.5,true,2024-02-29,"
             "2024-02-29 10:00:00,2024-02-29 10:00:00.123456\n,,,,,,\n",
             "a,b,c,d,e,f,g\n1,123456789012345678901234567890.50,1.5,true,2024-02-29,"
             "2024-02-29T10:00:00.000Z,2024-02-29T10:00:00.123456\n,,,,,,\n",
             "a tinyint, b decimal(38,2), c float, d boolean, e date, f timestamp, g timestamp_ntz",
             {"header", "true"});
}

static void instants_are_in_the_sessions_zone(void **state)
{
    char           to[700];
    lt_sink_result result;
    lt_error       err;
    lt_zone       *zone;
    lt_mem        *mem = lt_mem_default();
    const char    *from = CSV_FILE("from.csv", "t\n2024-07-01 12:00:00\n2024-01-01 12:00:00.5\n");
    (void)state;
    if (lt_zone_open(&zone, mem, "America/New_York", 16, &err)) skip();
    snprintf(to, sizeof(to), "%s/zoned.csv", helper_folder());
    CHECK_OK(copy(mem, from, to, NULL, 0, NULL, zone, &result, &err), &err);
    char *got = helper_read(to, NULL);
    CHECK_TEXT(got, "t\n2024-07-01T12:00:00.000-04:00\n2024-01-01T12:00:00.500-05:00\n");
    free(got);
    lt_zone_close(zone);
}

static void modes_say_what_happens_to_what_is_there(void **state)
{
    char           to[700];
    lt_sink_result result;
    lt_error       err;
    lt_mem        *mem = lt_mem_default();
    const char    *from = CSV_FILE("from.csv", "a\n1\n");
    (void)state;
    snprintf(to, sizeof(to), "%s/there.csv", helper_folder());
    helper_write(to, "old", 3);
    CHECK_FAILS(copy(mem, from, to, NULL, 0, NULL, NULL, &result, &err), LT_EEXISTS, &err);
    CHECK_OK(copy(mem, from, to, CSV_OPTIONS({"mode", "ignore"}), NULL, NULL, &result, &err), &err);
    assert_true(result.skipped);
    char *got = helper_read(to, NULL);
    CHECK_TEXT(got, "old");
    free(got);
    CHECK_OK(copy(mem, from, to, CSV_OPTIONS({"mode", "overwrite"}), NULL, NULL, &result, &err),
             &err);
    got = helper_read(to, NULL);
    CHECK_TEXT(got, "a\n1\n");
    free(got);
    CHECK_FAILS(copy(mem, from, to, CSV_OPTIONS({"mode", "replace"}), NULL, NULL, &result, &err),
                LT_EUSAGE, &err);
    CHECK_FAILS(copy(mem, from, to, CSV_OPTIONS({"headers", "true"}), NULL, NULL, &result, &err),
                LT_EUSAGE, &err);
    CHECK_HAS(err.hint, "header");
}

static void other_names_are_folders_of_parts(void **state)
{
    char           to[700], part[800];
    lt_sink_result result;
    lt_error       err;
    const char    *from = CSV_FILE("from.csv", "a\n1\n");
    (void)state;
    snprintf(to, sizeof(to), "%s/folder", helper_folder());
    CHECK_OK(copy(lt_mem_default(), from, to, NULL, 0, NULL, NULL, &result, &err), &err);
    snprintf(part, sizeof(part), "%s/part-00000.csv", to);
    char *got = helper_read(part, NULL);
    CHECK_TEXT(got, "a\n1\n");
    free(got);
}

/* ---- the quoting loop against libcsv ---- */

typedef struct seen_fields {
    char   fields[200][64];
    size_t len[200];
    int    count;
} seen_fields;

static void see(void *bytes, size_t n, void *arg)
{
    seen_fields *s = arg;
    memcpy(s->fields[s->count], bytes, n);
    s->len[s->count++] = n;
}

static int no_space(unsigned char c) { return (void)c, 0; }

static void libcsv_reads_every_written_field(void **state)
{
    static const char alphabet[] = "ab,\"\n\r;'xyz0123456789";
    uint64_t          seed = 12345;
    (void)state;
    for (int round = 0; round < 300; round++) {
        lt_column        *c;
        lt_batch         *b;
        lt_error          err;
        lt_mem           *mem = lt_mem_default();
        lt_heap           heap = {.mem = mem};
        lt_buf            out = {.mem = mem};
        lt_csv_options    o;
        seen_fields       seen = {.count = 0};
        struct csv_parser p;
        CHECK_OK(lt_csv_write_options(&o, mem, NULL, 0, &err), &err);
        CHECK_OK(lt_batch_open(&b, mem, 100, 1, &err), &err);
        CHECK_OK(lt_column_open(&c, mem, LT_TYPE(STRING), 100, &err), &err);
        for (int i = 0; i < 100; i++) {
            char   text[32];
            size_t n = 0, want = (seed >> 40) % 31;
            for (; n < want; n++) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                text[n] = alphabet[(seed >> 33) % (sizeof(alphabet) - 1)];
            }
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            CHECK_OK(lt_heap_add((lt_view *)c->values + i, &heap, text, n, &err), &err);
        }
        CHECK_OK(lt_heap_give(&heap, c, &err), &err);
        lt_heap_clear(&heap);
        b->columns[0] = c;
        CHECK_OK(lt_csv_print(&out, b, &o, NULL, &err), &err);
        csv_init(&p, CSV_STRICT | CSV_STRICT_FINI);
        csv_set_space_func(&p, no_space);
        assert_int_equal(csv_parse(&p, out.data, out.len, see, NULL, &seen), out.len);
        assert_int_equal(csv_fini(&p, see, NULL, &seen), 0);
        csv_free(&p);
        assert_int_equal(seen.count, 100);
        for (int i = 0; i < 100; i++) {
            const lt_view *v = (const lt_view *)c->values + i;
            assert_int_equal(v->len, seen.len[i]);
            if (v->len) assert_memory_equal(lt_view_bytes(v), seen.fields[i], (size_t)v->len);
        }
        lt_batch_close(b);
        lt_buf_clear(&out);
        lt_csv_options_clear(&o);
    }
}

/* ---- faults: whole or nothing ---- */

static int files_in(const char *path)
{
    int  count = 0;
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        count += e->d_name[0] != '.' || e->d_name[1] == 'l';
    if (d) closedir(d);
    return count;
}

static void a_write_is_whole_or_nothing_without_memory(void **state)
{
    const char *from = CSV_FILE("from.csv", "a,b\n1,\"x,\"\"y\"\"\"\n2,z\n");
    char        folder[700], to[800];
    (void)state;
    snprintf(folder, sizeof(folder), "%s/mem", helper_folder());
    lt_error ignored;
    CHECK_OK(lt_sys_mkdir(folder, 0700, &ignored), &ignored);
    snprintf(to, sizeof(to), "%s/to.csv", folder);
    EACH_FAULT (mem) {
        lt_sink_result result;
        lt_error       err = {.code = LT_OK};
        lt_status      status = copy(mem, from, to, NULL, 0, NULL, NULL, &result, &err);
        if (status) assert_int_equal(err.code, LT_ENOMEM);
        assert_int_equal(files_in(folder), status == LT_OK);
        unlink(to);
    }
}

static void a_write_is_whole_or_nothing_without_a_disk(void **state)
{
    const char *from = CSV_FILE("from.csv", "a,b\n1,\"x,\"\"y\"\"\"\n2,z\n");
    char        folder[700], to[800];
    (void)state;
    snprintf(folder, sizeof(folder), "%s/disk", helper_folder());
    lt_error ignored;
    CHECK_OK(lt_sys_mkdir(folder, 0700, &ignored), &ignored);
    snprintf(to, sizeof(to), "%s/to.csv", folder);
    for (long n = 0;; n++) {
        lt_sink_result result;
        lt_error       err = {.code = LT_OK};
        lt_mem        *mem = lt_mem_open(NULL, 0);
        lt_io_fail_at(LT_IO_WRITE | LT_IO_OPEN | LT_IO_CLOSE | LT_IO_RENAME | LT_IO_READ, n, ENOSPC,
                      false);
        lt_status status = copy(mem, from, to, NULL, 0, NULL, NULL, &result, &err);
        bool      came = lt_io_faulted();
        lt_io_fail_at(LT_IO_ANY, -1, 0, false);
        assert_int_equal(lt_mem_in_use(mem), 0);
        lt_mem_close(mem);
        if (access(to, F_OK) == 0) {
            char *got = helper_read(to, NULL);
            CHECK_TEXT(got, "a,b\n1,\"x,\"\"y\"\"\"\n2,z\n");
            free(got);
        } else {
            assert_int_not_equal(status, LT_OK);
        }
        unlink(to);
        if (!came) break;
    }
}

int main(void)
{
    return RUN(test(what_is_written_reads_back), test(options_of_writing_are_kept),
               test(every_type_has_its_text), test(instants_are_in_the_sessions_zone),
               test(modes_say_what_happens_to_what_is_there),
               test(other_names_are_folders_of_parts), test(libcsv_reads_every_written_field),
               test(a_write_is_whole_or_nothing_without_memory),
               test(a_write_is_whole_or_nothing_without_a_disk));
}
