/* pattern.h — Lua patterns that can be interrupted: backtracking counts its steps.
 *
 * Limits   32 captures; items that backtrack nest 200 deep; a step is about ten nanoseconds
 * Source   Lua 5.4 manual §6.4.1
 */
#ifndef LT_LUA_PATTERN_H
#define LT_LUA_PATTERN_H

#include <stddef.h>

#include <lua.h>

#define LT_PATTERN_CAPTURES 32

typedef struct lt_capture {
    const char *at;
    ptrdiff_t   len; /* or one of the two below */
} lt_capture;

enum { LT_CAPTURE_OPEN = -1, LT_CAPTURE_PLACE = -2 };

typedef struct lt_pattern {
    lua_State  *L;
    const char *text, *text_end;
    const char *pattern_end;
    int         count, depth;
    size_t      steps; /* since the cancel was looked at */
    lt_capture  captures[LT_PATTERN_CAPTURES];
} lt_pattern;

/* Past the end of the match of p at s, or NULL. Raises errors of the pattern and the cancel. */
const char *lt_pattern_match(lt_pattern *m, const char *s, const char *p);

/* Pushes capture i; i = 0 of a pattern without captures is the whole match [s, end). */
void lt_pattern_push(lt_pattern *m, int i, const char *s, const char *end);
/* Pushes all captures (the whole match where there are none, unless s is NULL); their number. */
int lt_pattern_push_all(lt_pattern *m, const char *s, const char *end);

#endif
