/* Opening by name, and the questions. A wall clock is looked up by walking the few spans near
 * it; more than MARGIN_S from any change the first guess is the answer. */
#include "core/zone_file.h"

#include "core/buf.h"
#include "core/civil.h"
#include "core/nearest.h"
#include "core/zone_alias.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILE_BYTES = 256 << 10 };

/* Twice the largest offset. */
#define MARGIN_S INT64_C(187200)

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* ---- opening ---- */

static lt_zone_kind  utc_kind = {0, false, 0};
static const lt_zone utc = {.name = "UTC", .kinds = &utc_kind, .abbreviations = (char[]){"UTC"}};

const lt_zone *lt_zone_utc(void) { return &utc; }

/* UTC, GMT, UT, Z, or an offset perhaps with one of the first three before it. */
static bool fixed_offset(const char *name, size_t n, int32_t *offset_s)
{
    static const char *const names[] = {"UTC", "GMT", "UT"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t len = strlen(names[i]);
        if (n < len || memcmp(name, names[i], len) != 0) continue;
        *offset_s = 0;
        if (n == len) return true;
        if (name[len] == '+' || name[len] == '-')
            return lt_parse_offset(name + len, n - len, offset_s);
    }
    return lt_parse_offset(name, n, offset_s);
}

static lt_status open_fixed(lt_zone **out, lt_mem *mem, const char *name, size_t n,
                            int32_t offset_s, lt_error *err)
{
    size_t   bytes = sizeof(lt_zone) + sizeof(lt_zone_kind) + n + 1;
    lt_zone *z = lt_mem_zeroed(mem, 1, bytes);
    if (!z) return lt_mem_refused(mem, bytes, "a time zone", err);
    z->mem = mem;
    z->bytes = bytes;
    z->kinds = (lt_zone_kind *)(z + 1);
    z->kinds[0].offset_s = offset_s;
    z->abbreviations = (char *)(z->kinds + 1);
    memcpy(z->abbreviations, name, n);
    *out = z;
    return LT_OK;
}

/* Letters, digits and +-_. in parts between slashes; no part is empty or begins with a dot. */
static bool is_safe_name(const char *name, size_t n)
{
    bool starts = true;
    if (n == 0 || n >= LT_ZONE_NAME || name[n - 1] == '/') return false;
    for (size_t i = 0; i < n; i++) {
        char c = name[i];
        bool plain = (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 ||
                     c == '+' || c == '-' || c == '_';
        if (starts ? !plain : !plain && c != '.' && c != '/') return false;
        starts = c == '/';
    }
    return true;
}

static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");
    return folder && *folder ? folder : "/usr/share/zoneinfo";
}

/* The entry of a folder that is nearest to wanted. */
static bool nearest_entry(const char *folder, const char *wanted, char best[LT_ZONE_NAME])
{
    DIR   *dir = opendir(folder);
    bool   found = false;
    size_t least = 0;
    if (!dir) return false;
    for (struct dirent *e; (e = readdir(dir));) {
        const char *candidate = e->d_name;
        if (candidate[0] == '.' || strlen(candidate) >= LT_ZONE_NAME) continue;
        if (!lt_nearest(wanted, &candidate, 1)) continue;
        size_t d = lt_edit_distance(wanted, strlen(wanted), candidate, strlen(candidate));
        if (found && d >= least) continue;
        least = d;
        found = true;
        snprintf(best, LT_ZONE_NAME, "%s", candidate);
    }
    closedir(dir);
    return found;
}

/* Replaces each part of the name by what the folder has. */
static void hint_nearest(const char *name, lt_error *err)
{
    char path[4096], part[LT_ZONE_NAME], best[LT_ZONE_NAME];
    int  root = snprintf(path, sizeof(path), "%s", zone_folder()), len = root;
    bool found = root > 0 && (size_t)root < sizeof(path) - (size_t)2 * LT_ZONE_NAME - 8;
    while (found && *name) {
        size_t n = strcspn(name, "/");
        memcpy(part, name, n);
        part[n] = 0;
        name += n + (name[n] == '/');
        found = nearest_entry(path, part, best);
        if (found) len += snprintf(path + len, sizeof(path) - (size_t)len, "/%s", best);
        found = found && (size_t)len < sizeof(path) - LT_ZONE_NAME - 2;
    }
    if (found)
        lt_error_hint(err, "did you mean %s?", path + root + 1);
    else
        lt_error_hint(err, "write a name such as Europe/Lisbon, UTC, or an offset such as +02:00");
}

static lt_status unknown(const char *name, lt_error *err)
{
    lt_status status = LT_FAIL(err, LT_ENOTFOUND, "time zone \"%s\" is not known", name);
    if (err) hint_nearest(name, err);
    return status;
}

static lt_status read_all(lt_buf *out, int fd, size_t bytes, lt_error *err)
{
    LT_TRY(lt_buf_reserve(out, bytes, err));
    while (out->len < bytes) {
        ssize_t got = read(fd, out->data + out->len, bytes - out->len);
        if (got == 0) break;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return LT_FAIL(err, LT_EIO, "%s", strerror(errno));
        out->len += (size_t)got;
    }
    return LT_OK;
}

/* Regular files only, and never waits for one that is not. */
static lt_status read_file(lt_buf *out, const char *name, lt_error *err)
{
    char path[4096];
    int  len = snprintf(path, sizeof(path), "%s/%s", zone_folder(), name);
    if (len < 0 || (size_t)len >= sizeof(path)) return unknown(name, err);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return unknown(name, err);

    struct stat st;
    lt_status   status;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        status = unknown(name, err);
    else if (st.st_size > MOST_FILE_BYTES)
        status = LT_FAIL(err, LT_ELIMIT, "a file of more than %d bytes", MOST_FILE_BYTES);
    else
        status = read_all(out, fd, (size_t)st.st_size, err);
    close(fd);
    return status;
}

/* name[0, n) is one that is safe to look for. */
static lt_status open_named(lt_zone **out, lt_mem *mem, const char *name, size_t n, lt_error *err)
{
    int32_t   offset_s;
    char      text[LT_ZONE_NAME] = "";
    lt_buf    bytes = {.mem = mem};
    lt_status status;
    memcpy(text, name, n);
    if (fixed_offset(name, n, &offset_s)) return open_fixed(out, mem, name, n, offset_s, err);
    status = read_file(&bytes, text, err);
    if (status == LT_OK) status = lt_zone_read(out, mem, bytes.data, bytes.len, err);
    if (status && status != LT_ENOTFOUND && status != LT_ENOMEM)
        lt_error_prefix(err, "time zone \"%s\"", text);
    lt_buf_clear(&bytes);
    return status;
}

lt_status lt_zone_open(lt_zone **out, lt_mem *mem, const char *name, size_t n, lt_error *err)
{
    int32_t   offset_s;
    lt_status status;
    lt_zone  *z = NULL;

    if (!is_safe_name(name, n) && !(n < 16 && fixed_offset(name, n, &offset_s))) {
        status = LT_FAIL(err, LT_EINVAL, "\"%.*s\" is no name of a time zone",
                         (int)(n < 64 ? n : 64), name);
        lt_error_hint(err, "write a name such as Europe/Lisbon, UTC, or an offset such as +02:00");
        return status;
    }
    size_t      full = n;
    const char *zone = lt_zone_alias(name, &full);
    LT_TRY(open_named(&z, mem, zone, full, err));
    assert(z);
    memset(z->name, 0, sizeof(z->name));
    memcpy(z->name, name, n);
    *out = z;
    return LT_OK;
}

void lt_zone_close(lt_zone *z)
{
    if (z && z != &utc) lt_mem_free(z->mem, z, z->bytes);
}

/* ---- asking ---- */

const char *lt_zone_name(const lt_zone *z) { return z->name; }

bool lt_zone_is_fixed(const lt_zone *z)
{
    return z->changes == 0 && !(z->has_rule && z->rule.has_dst);
}

static lt_zone_span span_of_kind(const lt_zone *z, size_t kind, int64_t from_s, int64_t until_s)
{
    const lt_zone_kind *k = &z->kinds[kind];
    return (lt_zone_span){from_s, until_s, k->offset_s, k->is_dst,
                          z->abbreviations + k->abbreviation};
}

lt_zone_span lt_zone_at(const lt_zone *z, int64_t utc_s)
{
    size_t n = z->changes;
    if (z->has_rule && (n == 0 || utc_s >= z->at[n - 1])) {
        lt_zone_span span = lt_zone_rule_at(&z->rule, utc_s);
        if (n && span.from_s < z->at[n - 1]) span.from_s = z->at[n - 1];
        return span;
    }
    if (n == 0 || utc_s < z->at[0]) return span_of_kind(z, 0, INT64_MIN, n ? z->at[0] : INT64_MAX);

    size_t low = 0, high = n; /* at[low] <= utc_s < at[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (z->at[middle] <= utc_s)
            low = middle;
        else
            high = middle;
    }
    return span_of_kind(z, z->kind_of[low], z->at[low], high < n ? z->at[high] : INT64_MAX);
}

int32_t lt_zone_offset(const lt_zone *z, int64_t utc_s)
{
    return lt_zone_is_fixed(z) && !z->has_rule ? z->kinds[0].offset_s
                                               : lt_zone_at(z, utc_s).offset_s;
}

static bool holds(const lt_zone_span *span, int64_t utc_s)
{
    return utc_s >= span->from_s && utc_s < span->until_s;
}

int lt_zone_find(const lt_zone *z, int64_t local_s, int64_t utc_s[2])
{
    const int64_t most = INT64_MAX - 4 * MARGIN_S;
    if (local_s > most) local_s = most;
    if (local_s < -most) local_s = -most;

    lt_zone_span span = lt_zone_at(z, local_s);
    utc_s[0] = utc_s[1] = local_s - span.offset_s;
    if ((span.from_s == INT64_MIN || local_s - MARGIN_S >= span.from_s) &&
        local_s + MARGIN_S < span.until_s)
        return 1;

    int     found = 0;
    int64_t gap_s[2] = {utc_s[0], utc_s[0]};
    span = lt_zone_at(z, local_s - MARGIN_S);
    for (;;) {
        int64_t instant = local_s - span.offset_s;
        if (holds(&span, instant) && found < 2) utc_s[found++] = instant;
        if (span.until_s > local_s + MARGIN_S) break;
        lt_zone_span next = lt_zone_at(z, span.until_s);
        if (instant >= span.until_s && local_s - next.offset_s < next.from_s) {
            gap_s[0] = instant;
            gap_s[1] = span.until_s;
        }
        span = next;
    }
    if (found == 0) memcpy(utc_s, gap_s, sizeof(gap_s));
    if (found == 1) utc_s[1] = utc_s[0];
    return found;
}

static int64_t shifted(int64_t us, int64_t seconds)
{
    int64_t sum;
    if (__builtin_add_overflow(us, seconds * LT_US_PER_SECOND, &sum))
        return us < 0 ? INT64_MIN : INT64_MAX;
    return sum;
}

int64_t lt_zone_to_local(const lt_zone *z, int64_t utc_us)
{
    return shifted(utc_us, lt_zone_offset(z, floor_div(utc_us, LT_US_PER_SECOND)));
}

int64_t lt_zone_to_utc(const lt_zone *z, int64_t local_us)
{
    int64_t local_s = floor_div(local_us, LT_US_PER_SECOND), utc_s[2];
    lt_zone_find(z, local_s, utc_s);
    return shifted(local_us, utc_s[0] - local_s);
}

/* ---- texts ---- */

bool lt_zone_parse_timestamp(const lt_zone *z, const char *p, size_t n, int64_t *utc_us)
{
    lt_timestamp_text t;
    if (!lt_parse_timestamp(p, n, &t)) return false;
    if (t.has_offset) {
        return !__builtin_sub_overflow(t.local_us, t.offset_s * LT_US_PER_SECOND, utc_us);
    }
    if (!t.zone) {
        *utc_us = lt_zone_to_utc(z, t.local_us);
        return true;
    }
    lt_zone *named = NULL;
    if (lt_zone_open(&named, lt_mem_default(), t.zone, t.zone_len, NULL)) return false;
    *utc_us = lt_zone_to_utc(named, t.local_us);
    lt_zone_close(named);
    return true;
}

size_t lt_zone_print_timestamp(const lt_zone *z, char *out, int64_t utc_us)
{
    return lt_print_timestamp(out, lt_zone_to_local(z, utc_us));
}
