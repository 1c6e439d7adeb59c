#include "tui/history.h"

#include "tui/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 16 << 20 };

static char **lines_of(const tui_history *h) { return (char **)(void *)h->lines.data; }

size_t tui_history_count(const tui_history *h) { return h->lines.len / sizeof(char *); }

const char *tui_history_at(const tui_history *h, size_t k)
{
    return k < tui_history_count(h) ? lines_of(h)[k] : NULL;
}

/* ---- the list ---- */

static void forget(tui_history *h, size_t k)
{
    char **list = lines_of(h);
    size_t n = tui_history_count(h);
    lt_mem_free(h->mem, list[k], strlen(list[k]) + 1);
    memmove(list + k, list + k + 1, (n - k - 1) * sizeof(*list));
    h->lines.len -= sizeof(*list);
}

static size_t find(const tui_history *h, const char *text)
{
    for (size_t k = tui_history_count(h); k-- > 0;)
        if (strcmp(lines_of(h)[k], text) == 0) return k;
    return SIZE_MAX;
}

/* Puts text at the end, taking an equal one out. */
static bool put(tui_history *h, const char *text, size_t *removed)
{
    size_t bytes = strlen(text) + 1;
    *removed = find(h, text);
    if (lt_buf_reserve(&h->lines, sizeof(char *), NULL)) return false;
    char *copy = lt_mem_resize(h->mem, NULL, 0, bytes);
    if (!copy) return false;
    memcpy(copy, text, bytes);
    if (*removed != SIZE_MAX) forget(h, *removed);
    lt_buf_push(&h->lines, &copy, sizeof(copy));
    return true;
}

/* ---- the file ---- */

/* text with \ and line ends escaped, and a line end. */
static bool escape(lt_buf *out, const char *text)
{
    for (; *text; text++) {
        const char *as = *text == '\n' ? "\\n" : *text == '\\' ? "\\\\" : NULL;
        if (as ? lt_buf_text(out, as, NULL) : lt_buf_add(out, text, 1, NULL)) return false;
    }
    return lt_buf_add(out, "\n", 1, NULL) == LT_OK;
}

/* In place; text[0, len) gets a NUL. */
static void unescape(char *text, size_t len)
{
    size_t to = 0;
    for (size_t i = 0; i < len; i++) {
        bool escaped = text[i] == '\\' && i + 1 < len;
        if (escaped) i++;
        text[to] = text[i];
        if (escaped && text[i] == 'n') text[to] = '\n';
        to++;
    }
    text[to] = 0;
}

static bool read_all(lt_buf *out, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    ssize_t n = 1;
    while (n > 0 && out->len < MOST_BYTES && lt_buf_reserve(out, 1 << 16, NULL) == LT_OK) {
        n = read(fd, out->data + out->len, 1 << 16);
        if (n > 0) out->len += (size_t)n;
        if (n < 0 && errno == EINTR) n = 1;
    }
    close(fd);
    return n == 0;
}

/* Returns how many lines the file had. */
static size_t load(tui_history *h)
{
    lt_buf text = {.mem = h->mem};
    size_t lines = 0, removed;
    if (!read_all(&text, (const char *)h->path.data)) text.len = 0;
    char *at = (char *)text.data;
    while (text.len && at < (char *)text.data + text.len) {
        size_t left = (size_t)((char *)text.data + text.len - at);
        char  *end = memchr(at, '\n', left);
        if (!end) break; /* cut short by a kill */
        unescape(at, (size_t)(end - at));
        if (*at && !put(h, at, &removed)) break;
        at = end + 1;
        lines++;
    }
    lt_buf_clear(&text);
    while (tui_history_count(h) > TUI_HISTORY_MOST) forget(h, 0);
    return lines;
}

static bool write_all(int fd, const lt_buf *text)
{
    for (size_t at = 0; at < text->len;) {
        ssize_t n = write(fd, text->data + at, text->len - at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        at += (size_t)n;
    }
    return true;
}

/* The file anew, without doubles: a sibling takes its place. */
static void compact(const tui_history *h)
{
    lt_buf text = {.mem = h->mem}, fresh = {.mem = h->mem};
    bool   ok = lt_buf_printf(&fresh, NULL, "%s.%ld", (const char *)h->path.data, (long)getpid()) ==
                  LT_OK &&
              lt_buf_terminate(&fresh, NULL) == LT_OK;
    for (size_t k = 0; ok && k < tui_history_count(h); k++) ok = escape(&text, lines_of(h)[k]);
    int fd =
        ok ? open((const char *)fresh.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (fd >= 0) {
        ok = write_all(fd, &text) && fsync(fd) == 0;
        ok = close(fd) == 0 && ok;
        if (!ok || rename((const char *)fresh.data, (const char *)h->path.data) != 0)
            unlink((const char *)fresh.data);
    }
    lt_buf_clear(&text);
    lt_buf_clear(&fresh);
}

static void append(const tui_history *h, const char *text)
{
    lt_buf line = {.mem = h->mem};
    int    flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    int    fd = h->path.len ? open((const char *)h->path.data, flags, 0600) : -1;
    if (fd >= 0) {
        if (escape(&line, text)) (void)write_all(fd, &line);
        close(fd);
    }
    lt_buf_clear(&line);
}

/* ---- the outside ---- */

void tui_history_open(tui_history *h, lt_mem *mem, const char *name)
{
    *h = (tui_history){.mem = mem, .path.mem = mem, .lines.mem = mem};
    if (!name) return;
    if (tui_state_folder(&h->path, "history", true, NULL) != LT_OK ||
        lt_buf_printf(&h->path, NULL, "/%s", name) != LT_OK ||
        lt_buf_terminate(&h->path, NULL) != LT_OK) {
        h->path.len = 0;
        return;
    }
    size_t lines = load(h);
    if (lines > tui_history_count(h) + TUI_HISTORY_MOST / 10 || lines > TUI_HISTORY_MOST)
        compact(h);
}

void tui_history_close(tui_history *h)
{
    while (tui_history_count(h)) forget(h, tui_history_count(h) - 1);
    lt_buf_clear(&h->lines);
    lt_buf_clear(&h->path);
}

bool tui_history_add(tui_history *h, const char *text, size_t *removed)
{
    size_t n = tui_history_count(h);
    *removed = SIZE_MAX;
    if (!*text || *text == ' ' || *text == '\t' || strlen(text) > TUI_HISTORY_LONGEST) return false;
    if (n && strcmp(lines_of(h)[n - 1], text) == 0) return false;
    if (!put(h, text, removed)) return false;
    append(h, text);
    return true;
}
