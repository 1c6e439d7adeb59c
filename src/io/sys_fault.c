#include "io/sys_fault.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* UNREAD until the environment has been looked at, so that programs need no set-up call. */
enum { UNREAD, OFF, ON };

static atomic_int     armed;
static atomic_uint    mask;
static atomic_long    countdown = -1;
static atomic_int     cause_of;
static atomic_bool    is_sticky, has_come;
static atomic_long    crash_in = -1;
static pthread_once_t environment = PTHREAD_ONCE_INIT;

static void arm(void)
{
    bool on = atomic_load(&countdown) >= 0 || atomic_load(&crash_in) >= 0;
    atomic_store(&armed, on ? ON : OFF);
}

static unsigned kinds_of(const char *text, size_t len)
{
    static const char *const words[] = {
#define LT_IO_KIND_WORD(name, word) word,
        LT_IO_KIND_LIST(LT_IO_KIND_WORD)
#undef LT_IO_KIND_WORD
    };
    unsigned found = 0;
    while (len) {
        const char *comma = memchr(text, ',', len);
        size_t      n = comma ? (size_t)(comma - text) : len;
        if (n == 3 && memcmp(text, "any", 3) == 0) found |= LT_IO_ANY;
        for (int i = 0; i < LT_IO_KINDS; i++)
            if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0) found |= 1u << i;
        len -= n + (comma != NULL);
        text += n + (comma != NULL);
    }
    return found;
}

static int cause_named(const char *text, size_t len)
{
    if (len == 5 && memcmp(text, "short", 5) == 0) return LT_IO_SHORT;
    for (int i = 1; i < 134; i++) {
        const char *name = strerrorname_np(i);
        if (name && strlen(name) == len && memcmp(name, text, len) == 0) return i;
    }
    return EIO;
}

/* "kinds:n:CAUSE[:sticky]" or "crash:n". */
static void read_environment(void)
{
    const char *text = getenv("LOTE_IO_FAULT");
    const char *colon = text ? strchr(text, ':') : NULL;
    if (colon) {
        char *end;
        long  n = strtol(colon + 1, &end, 10);
        if (colon - text == 5 && memcmp(text, "crash", 5) == 0) {
            atomic_store(&crash_in, n);
        } else {
            const char *cause = *end == ':' ? end + 1 : end;
            size_t      len = strcspn(cause, ":");
            atomic_store(&mask, kinds_of(text, (size_t)(colon - text)));
            atomic_store(&cause_of, cause_named(cause, len));
            atomic_store(&is_sticky, strcmp(cause + len, ":sticky") == 0);
            atomic_store(&countdown, n);
        }
    }
    arm();
}

void lt_io_fail_at(unsigned kind_mask, long n, int cause, bool sticky)
{
    pthread_once(&environment, read_environment);
    atomic_store(&mask, kind_mask);
    atomic_store(&cause_of, cause);
    /* A call that is interrupted for ever would be retried for ever. */
    atomic_store(&is_sticky, sticky && cause != EINTR);
    atomic_store(&has_come, false);
    atomic_store(&countdown, n);
    arm();
}

bool lt_io_faulted(void) { return atomic_load(&has_come); }

void lt_io_crash_at(long n)
{
    pthread_once(&environment, read_environment);
    atomic_store(&crash_in, n);
    arm();
}

int lt_io_due(lt_io_kind kind)
{
    int state = atomic_load_explicit(&armed, memory_order_relaxed);
    if (state == UNREAD) {
        pthread_once(&environment, read_environment);
        state = atomic_load(&armed);
    }
    if (state == OFF || !(atomic_load(&mask) & kind) || atomic_load(&countdown) < 0) return 0;
    if (atomic_load(&has_come)) return atomic_load(&is_sticky) ? atomic_load(&cause_of) : 0;
    if (atomic_fetch_sub(&countdown, 1) != 0) return 0;
    atomic_store(&countdown, 0);
    atomic_store(&has_come, true);
    return atomic_load(&cause_of);
}

void lt_io_landed(void)
{
    if (atomic_load_explicit(&armed, memory_order_relaxed) != ON) return;
    if (atomic_load(&crash_in) >= 0 && atomic_fetch_sub(&crash_in, 1) == 0) _exit(137);
}
