#include "tui/view/texts.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

const char *tui_duration(char out[TUI_SHORT_TEXT], int64_t ns)
{
    double s = (double)ns / 1e9;
    if (ns < 0)
        out[0] = 0;
    else if (s < 0.9995)
        snprintf(out, TUI_SHORT_TEXT, "%.0f ms", s * 1e3);
    else if (s < 99.95)
        snprintf(out, TUI_SHORT_TEXT, "%.1f s", s);
    else if (s < 3600)
        snprintf(out, TUI_SHORT_TEXT, "%dm%02ds", (int)s / 60, (int)s % 60);
    else
        snprintf(out, TUI_SHORT_TEXT, "%lldh%02dm", (long long)s / 3600,
                 (int)((long long)s / 60 % 60));
    return out;
}

const char *tui_time_of_day(char out[TUI_SHORT_TEXT], int64_t us, int64_t now_us)
{
    time_t    when = (time_t)(us / 1000000), now = (time_t)(now_us / 1000000);
    struct tm a, b;
    out[0] = 0;
    if (us == 0 || !localtime_r(&when, &a) || !localtime_r(&now, &b)) return out;
    bool today = a.tm_year == b.tm_year && a.tm_yday == b.tm_yday;
    if (!strftime(out, TUI_SHORT_TEXT, today ? "%H:%M" : "%m-%d %H:%M", &a)) out[0] = 0;
    return out;
}

const char *tui_about(char out[TUI_SHORT_TEXT], int64_t n)
{
    static const char units[] = " kMGTPE";
    double            v = (double)n;
    int               k = 0;
    for (; v >= 999.5 && units[k + 1]; k++) v /= 1000;
    if (k == 0)
        snprintf(out, TUI_SHORT_TEXT, "%lld", (long long)n);
    else
        snprintf(out, TUI_SHORT_TEXT, v < 9.95 ? "%.1f%c" : "%.0f%c", v, units[k]);
    return out;
}
