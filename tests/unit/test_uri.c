#include "io/uri.h"
#include "tests/helper.h"

static void check(const char *text, const char *scheme, const char *path)
{
    lt_uri   uri;
    lt_error err;
    CHECK_OK(lt_uri_parse(&uri, lt_mem_default(), text, &err), &err);
    CHECK_TEXT(uri.scheme, scheme);
    CHECK_TEXT(lt_uri_path(&uri), path);
    lt_uri_clear(&uri);
}

static void check_refused(const char *text, lt_status want, const char *part)
{
    lt_uri   uri;
    lt_error err;
    CHECK_FAILS(lt_uri_parse(&uri, lt_mem_default(), text, &err), want, &err);
    CHECK_HAS(err.text, part);
    lt_uri_clear(&uri);
}

static void plain_paths_are_kept_byte_for_byte(void **state)
{
    (void)state;
    check("a/b.csv", "file", "a/b.csv");
    check("/a b/100%.csv", "file", "/a b/100%.csv");
    check("./s3://x", "file", "./s3://x");
    check("12:30.csv", "file", "12:30.csv");
    check("c:/x", "file", "c:/x");
    check("notes:today.csv", "file", "notes:today.csv");
}

static void file_uris_are_decoded(void **state)
{
    (void)state;
    check("file:/a/b", "file", "/a/b");
    check("file:///a%20b", "file", "/a b");
    check("FILE://localhost/a", "file", "/a");
    check("file:a.csv", "file", "a.csv");
    check("mem://x/y", "mem", "x/y");
    check_refused("file://host/a", LT_EINVAL, "another host");
    check_refused("file:/a%2", LT_EINVAL, "escaped byte");
    check_refused("file:/a%00b", LT_EINVAL, "escaped byte");
    check_refused("file:", LT_EINVAL, "empty");
    check_refused("", LT_EINVAL, "empty");
}

static void other_stores_are_refused_by_name(void **state)
{
    (void)state;
    check_refused("s3://bucket/key", LT_EUNSUPPORTED,
                  "s3://bucket/key needs the S3 store: not in this build");
    check_refused("abfss://c@a.dfs.core.windows.net/x", LT_EUNSUPPORTED, "Azure");
    check_refused("https://example.org/x.csv", LT_EUNSUPPORTED, "HTTP");
    check_refused("dbfs:/x", LT_EUNSUPPORTED, "Databricks");
    check_refused("gopher://x", LT_EUNSUPPORTED, "unknown scheme \"gopher\"");
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_uri    uri;
        lt_error  err;
        lt_status status = lt_uri_parse(&uri, mem, "file:///a%20b", &err);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_uri_clear(&uri);
    }
}

int main(void)
{
    return RUN(test(plain_paths_are_kept_byte_for_byte), test(file_uris_are_decoded),
               test(other_stores_are_refused_by_name), test(memory_may_run_out_anywhere));
}
