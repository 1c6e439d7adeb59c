/* texts.h — short texts for people: durations, times of day, counts. */
#ifndef TUI_VIEW_TEXTS_H
#define TUI_VIEW_TEXTS_H

#include <stdint.h>

enum { TUI_SHORT_TEXT = 40 };

/* "12 ms", "3.1 s", "4m12s", "2h05m". */
const char *tui_duration(char out[TUI_SHORT_TEXT], int64_t ns);
/* "20:58" of today, "06-30 20:58" of another day, in the system's zone; "" for 0. */
const char *tui_time_of_day(char out[TUI_SHORT_TEXT], int64_t us, int64_t now_us);
/* "950", "12.3k", "1.2M", "3.4G". */
const char *tui_about(char out[TUI_SHORT_TEXT], int64_t n);

#endif
