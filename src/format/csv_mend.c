/* csv_mend.c — the place of a mistake: its line is counted only when there is one to report. */
#include "format/csv.h"

#include <string.h>

enum { WINDOW = 1 << 16 };

/* Line ends in p[0, n): \n, and \r that no \n follows. *cr: the byte before was \r. */
static int64_t count_lines(const uint8_t *p, size_t n, bool *cr)
{
    int64_t lines = 0;
    for (size_t i = 0; i < n; i++) {
        lines += p[i] == '\n' || (*cr && p[i] != '\n');
        *cr = p[i] == '\r';
    }
    return lines;
}

void lt_csv_blame(lt_error *err, const lt_csv_file *f, int64_t at, const char *column)
{
    uint8_t window[WINDOW];
    int64_t line = 1;
    bool    cr = false;
    if (!err) return;
    for (int64_t from = 0; from < at;) {
        size_t want = at - from > WINDOW ? WINDOW : (size_t)(at - from), got = 0;
        if (lt_csv_file_read(f, from, want, window, &got, NULL) || got == 0) {
            line = 0; /* unknown: the mistake matters more */
            break;
        }
        line += count_lines(window, got, &cr);
        from += (int64_t)got;
    }
    if (line) line += cr; /* the record starts right after a \r */
    lt_error_at(err, f->path, line, column);
}
