#include "io/uri.h"

#include <ctype.h>
#include <string.h>

/* Every scheme that people write, what it would take to read it, and the store that has it. */
typedef struct scheme {
    const char *name;
    const char *store; /* NULL: not in this build */
    const char *needs;
} scheme;

static const scheme schemes[] = {
    {"file", "file", NULL},
    {"mem", "mem", NULL},
    {"s3", NULL, "the S3 store"},
    {"s3a", NULL, "the S3 store"},
    {"s3n", NULL, "the S3 store"},
    {"az", NULL, "the Azure store"},
    {"azure", NULL, "the Azure store"},
    {"abfs", NULL, "the Azure store"},
    {"abfss", NULL, "the Azure store"},
    {"wasb", NULL, "the Azure store"},
    {"wasbs", NULL, "the Azure store"},
    {"adl", NULL, "the Azure store"},
    {"gs", NULL, "the Google Cloud store"},
    {"gcs", NULL, "the Google Cloud store"},
    {"http", NULL, "the HTTP store"},
    {"https", NULL, "the HTTP store"},
    {"ftp", NULL, "an FTP store"},
    {"hdfs", NULL, "a Hadoop store"},
    {"dbfs", NULL, "a Databricks store"},
};

/* Length of the scheme before ':', 0 for a plain path. One letter is a path of other systems. */
static size_t scheme_length(const char *text)
{
    size_t n = 0;
    if (!isalpha((unsigned char)text[0])) return 0;
    while (isalnum((unsigned char)text[n]) || (text[n] && strchr("+-.", text[n]))) n++;
    if (text[n] != ':' || n < 2) return 0;
    bool is_file = n == 4 && strncasecmp(text, "file", 4) == 0;
    return is_file || text[n + 1] == '/' ? n : 0;
}

static const scheme *find_scheme(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strlen(schemes[i].name) == len && strncasecmp(schemes[i].name, text, len) == 0)
            return &schemes[i];
    return NULL;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static lt_status bad_escape(const char *whole, const char *at, lt_error *err)
{
    lt_fail(err, LT_EINVAL, LT_HERE, "%s: \"%.3s\" is not an escaped byte", whole, at);
    lt_error_hint(err, "write %%25 for a percent sign, or the path without file:");
    return LT_EINVAL;
}

static lt_status decode(lt_buf *out, const char *text, const char *whole, lt_error *err)
{
    LT_TRY(lt_buf_reserve(out, strlen(text) + 1, err));
    for (const char *c = text; *c; c++) {
        uint8_t byte = (uint8_t)*c;
        if (*c == '%') {
            int high = hex(c[1]), low = high < 0 ? -1 : hex(c[2]);
            if (low < 0 || (high == 0 && low == 0)) return bad_escape(whole, c, err);
            byte = (uint8_t)(high << 4 | low);
            c += 2;
        }
        lt_buf_push(out, &byte, 1);
    }
    return LT_OK;
}

/* file:/a, file:///a, file://localhost/a, file:a */
static lt_status parse_file(lt_buf *out, const char *rest, const char *whole, lt_error *err)
{
    if (rest[0] == '/' && rest[1] == '/') {
        rest += 2;
        if (strncasecmp(rest, "localhost/", 10) == 0) rest += 9;
        if (rest[0] != '/')
            return LT_FAIL(err, LT_EINVAL, "%s: a file of another host cannot be opened", whole);
    }
    return decode(out, rest, whole, err);
}

static lt_status refuse(const char *text, size_t len, const scheme *known, lt_error *err)
{
    if (known)
        return LT_FAIL(err, LT_EUNSUPPORTED, "%s needs %s: not in this build", text, known->needs);
    lt_fail(err, LT_EUNSUPPORTED, LT_HERE, "%s: unknown scheme \"%.*s\"", text, (int)len, text);
    lt_error_hint(err, "write ./%s for a local file of that name", text);
    return LT_EUNSUPPORTED;
}

lt_status lt_uri_parse(lt_uri *out, lt_mem *mem, const char *text, lt_error *err)
{
    *out = (lt_uri){.scheme = "file", .text.mem = mem};
    if (!text[0]) return LT_FAIL(err, LT_EINVAL, "an empty path");

    size_t len = scheme_length(text);
    if (!len) {
        LT_TRY(lt_buf_text(&out->text, text, err));
    } else {
        const scheme *known = find_scheme(text, len);
        if (!known || !known->store) return refuse(text, len, known, err);
        out->scheme = known->store;
        const char *rest = text + len + 1;
        if (strcmp(known->store, "file") == 0)
            LT_TRY(parse_file(&out->text, rest, text, err));
        else
            LT_TRY(lt_buf_text(&out->text, rest + strspn(rest, "/"), err));
    }
    if (!out->text.len) return LT_FAIL(err, LT_EINVAL, "%s: an empty path", text);
    return lt_buf_terminate(&out->text, err);
}

const char *lt_uri_path(const lt_uri *uri) { return (const char *)uri->text.data; }

void lt_uri_clear(lt_uri *uri) { lt_buf_clear(&uri->text); }
