/* screen.c — how fast the terminal notebook is, measured through a pseudoterminal like a person's.
 *
 *     build/screen LOTE     first frame, 1,000 cells, key to frame idle and with the engine busy on
 *                           every core, Ctrl-C to the next prompt, 100 MB of output, memory, idle
 * CPU
 *
 * It judges nothing. A key's time ends when the bytes of its frame have come.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { KEPT = 1 << 16 };

typedef struct screen {
    int    fd;
    pid_t  pid;
    char   seen[KEPT + 1]; /* the last bytes that came */
    size_t len;
} screen;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void start(screen *s, const char *lote, const char *file)
{
    struct winsize size = {.ws_row = 50, .ws_col = 120};
    s->len = 0;
    s->pid = forkpty(&s->fd, NULL, NULL, &size);
    if (s->pid) return;
    setenv("TERM", "xterm-256color", 1);
    execl(lote, lote, file, (char *)NULL);
    _exit(127);
}

/* Takes what comes within ms; false: nothing did. */
static bool take(screen *s, int ms)
{
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    char          bytes[1 << 14];
    if (poll(&p, 1, ms) <= 0) return false;
    ssize_t n = read(s->fd, bytes, sizeof(bytes));
    if (n <= 0) return false;
    if (s->len + (size_t)n > KEPT) {
        size_t keep = KEPT / 2 < s->len ? KEPT / 2 : s->len;
        memmove(s->seen, s->seen + s->len - keep, keep);
        s->len = keep;
    }
    memcpy(s->seen + s->len, bytes, (size_t)n);
    s->len += (size_t)n;
    return true;
}

static void quiet(screen *s)
{
    while (take(s, 300)) {
    }
    s->len = 0;
}

/* Milliseconds from `since` until text has come; -1 after a minute. */
static double until(screen *s, const char *text, double since)
{
    while (now_ms() - since < 60000) {
        if (memmem(s->seen, s->len, text, strlen(text))) return now_ms() - since;
        take(s, 50);
    }
    return -1;
}

static void type(screen *s, const char *keys)
{
    if (write(s->fd, keys, strlen(keys)) < 0) perror("write");
}

static void end(screen *s)
{
    kill(s->pid, SIGTERM);
    while (take(s, 200)) {
    }
    waitpid(s->pid, NULL, 0);
    close(s->fd);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Key to frame, n keys up and down: median, 99th of a hundred, worst. */
static void key_to_frame(screen *s, const char *what, int n)
{
    double *ms = calloc((size_t)n, sizeof(*ms));
    for (int i = 0; i < n; i++) {
        double since = now_ms();
        type(s, i % 2 ? "k" : "j");
        while (!memmem(s->seen, s->len, "\033[?2026l", 8) && now_ms() - since < 2000) take(s, 50);
        ms[i] = now_ms() - since;
        s->len = 0;
        usleep(18000); /* 50 keys a second: faster than anybody */
        while (take(s, 0)) {
        }
        s->len = 0;
    }
    qsort(ms, (size_t)n, sizeof(*ms), by_value);
    printf("%-44s median %.2f ms, p99 %.2f ms, worst %.2f ms\n", what, ms[n / 2], ms[n * 99 / 100],
           ms[n - 1]);
    free(ms);
}

static long status_kb(pid_t pid, const char *field)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof(path), "/proc/%d/status", pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f))
        if (strncmp(line, field, strlen(field)) == 0)
            kb = strtol(line + strlen(field) + 1, NULL, 10);
    if (f) fclose(f);
    return kb;
}

static long cpu_ticks(pid_t pid)
{
    char          path[64];
    unsigned long user = 0, sys = 0;
    snprintf(path, sizeof(path), "/proc/%d/stat", pid);
    FILE *f = fopen(path, "r");
    if (!f ||
        fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys) != 2)
        user = 0;
    if (f) fclose(f);
    return (long)(user + sys);
}

static void write_file(const char *path, const char *text, int times)
{
    FILE *f = fopen(path, "w");
    for (int i = 0; f && i < times; i++) fprintf(f, text, i);
    if (f) fclose(f);
}

static void first_frames(screen *s, const char *lote)
{
    double ms[5];
    for (int i = 0; i < 5; i++) {
        double since = now_ms();
        start(s, lote, "small.lua");
        ms[i] = until(s, "cell 1 of", since);
        end(s);
    }
    qsort(ms, 5, sizeof(*ms), by_value);
    printf("%-44s median of 5: %.1f ms\n", "first frame", ms[2]);
    double since = now_ms();
    start(s, lote, "large.lua");
    printf("%-44s %.1f ms\n", "first frame of 1,000 cells", until(s, "of 1000", since));
    quiet(s);
    key_to_frame(s, "key to frame, 1,000 cells", 200);
    end(s);
}

static void busy(screen *s, const char *lote)
{
    start(s, lote, "busy.lua");
    until(s, "cell 1 of", now_ms());
    quiet(s);
    key_to_frame(s, "key to frame, idle", 200);
    printf("%-44s %ld MB\n", "memory of the screen", status_kb(s->pid, "VmRSS:") / 1024);
    type(s, "\n");
    until(s, "\xE2\x96\xB6", now_ms()); /* the running one's sign */
    key_to_frame(s, "key to frame, engine on all cores", 300);
    for (int i = 0; i < 5; i++) {
        double since = now_ms();
        type(s, "\003");
        printf("%-44s %.1f ms\n", "Ctrl-C to the end of the cell", until(s, "\xE2\x96\xA0", since));
        quiet(s);
        type(s, "\n");
        usleep(700000);
        while (take(s, 0)) {
        }
        s->len = 0;
    }
    type(s, "\003");
    quiet(s);
    long before = cpu_ticks(s->pid);
    usleep(5000000);
    printf("%-44s %ld ticks of 10 ms\n", "CPU in 5 idle seconds", cpu_ticks(s->pid) - before);
    end(s);
}

static void flood(screen *s, const char *lote)
{
    start(s, lote, "flood.lua");
    until(s, "cell 1 of", now_ms());
    quiet(s);
    double since = now_ms();
    type(s, "\n");
    usleep(100000);
    key_to_frame(s, "key to frame while 100 MB are printed", 200);
    printf("%-44s %.0f ms\n", "100 MB printed", until(s, "\xE2\x9C\x93", since));
    quiet(s);
    key_to_frame(s, "key to frame after that", 200);
    printf("%-44s %ld MB\n", "memory of the screen after that", status_kb(s->pid, "VmRSS:") / 1024);
    end(s);
}

int main(int argc, char **argv)
{
    static screen s;
    char          folder[] = "/tmp/lote-screen-XXXXXX", lote[4096];
    if (argc != 2 || !realpath(argv[1], lote) || !mkdtemp(folder) || chdir(folder)) {
        fprintf(stderr, "screen LOTE: measures the terminal notebook\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("XDG_RUNTIME_DIR", folder, 1);
    setenv("HOME", folder, 1);
    write_file("small.lua", "-- %%%%\nx%d = 1\n\n", 5);
    write_file("large.lua", "-- %%%%\nx%d = { 1, 2, 3 } -- a line of code\nprint(x)\n\n", 1000);
    write_file("busy.lua",
               "-- %%%%\n-- cell %d\nrange(1000000000000):with_column(\"k\", \"id %% "
               "1000\"):group_by(\"k\"):count():collect()\n\n",
               6);
    write_file("flood.lua",
               "-- %%%%\n-- cell %d\nlocal line = string.rep(\"x\", 99)\nfor i = 1, 1000000 do "
               "print(line) end\n\n",
               3);
    first_frames(&s, lote);
    busy(&s, lote);
    flood(&s, lote);
    char clean[4200];
    snprintf(clean, sizeof(clean),
             "%s ls --json | sed -n 's/.*\"pid\":\\([0-9]*\\).*/\\1/p' | xargs -r kill; rm -rf %s",
             lote, folder);
    return system(clean) == 0 ? 0 : 1;
}
