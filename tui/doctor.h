/* doctor.h — what `lote doctor` looks at: one function a group, each adds its findings. */
#ifndef LT_TUI_DOCTOR_H
#define LT_TUI_DOCTOR_H

#include "core/buf.h"

#include <stdbool.h>

typedef enum tui_health { TUI_OK, TUI_WARN, TUI_PROBLEM } tui_health;

/* Findings as text for people or as JSON, in the order they are made. */
typedef struct tui_doctor {
    lt_buf *out;
    bool    json;
    int     findings, warnings, problems;
} tui_doctor;

/* Adds "ok    name       text" and, below it, what to do (NULL or "": nothing). */
LT_MUST_USE lt_status tui_doctor_add(tui_doctor *d, tui_health health, const char *name,
                                     const char *text, const char *advice, lt_error *err);

/* doctor_build.c */
LT_MUST_USE lt_status tui_doctor_build(tui_doctor *d, lt_error *err);
/* doctor_machine.c */
LT_MUST_USE lt_status tui_doctor_machine(tui_doctor *d, lt_error *err);
LT_MUST_USE lt_status tui_doctor_terminal(tui_doctor *d, lt_error *err);
LT_MUST_USE lt_status tui_doctor_folders(tui_doctor *d, lt_error *err);

#endif
