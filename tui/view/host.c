#include "tui/view/host.h"

#include <stdarg.h>
#include <stdio.h>

void tui_host_say(const tui_host *host, const char *fmt, ...)
{
    char    text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    host->say(host->arg, text);
}
