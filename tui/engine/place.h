/* place.h — where engines are found: one folder of the user, three names for each notebook.
 *
 *     $XDG_RUNTIME_DIR/lote/     else /tmp/lote-<uid>/; 0700 and the user's own, or it is refused
 *       <id>.lock                held (flock) by the engine as long as it lives; its first line is
 *                                "pid started-us path"
 *       <id>.sock                0600
 *       <id>.log                 what libraries print to stdout and stderr
 *
 * The id is 16 hexadecimal digits made of the notebook's real path. What a dead engine left is
 * removed by whoever looks: its lock can be had.
 */
#ifndef LT_TUI_ENGINE_PLACE_H
#define LT_TUI_ENGINE_PLACE_H

#include "core/buf.h"

#include <stdbool.h>
#include <sys/un.h>

enum { TUI_PLACE_ID = 17 };

typedef struct tui_engine_place {
    char   id[TUI_PLACE_ID];
    lt_buf notebook;   /* real path, NUL-ended */
    char   folder[80]; /* fits a socket's address with the names below */
    char   socket[108], lock[108], log[108];
} tui_engine_place;

/* The places of a notebook's engine; the folder is made. notebook may name no file yet: its
 * folder's real path counts then. Errors: LT_EIO (folder of someone else, or open to others),
 * LT_ENOTFOUND, LT_ENOMEM, LT_ELIMIT. Clear out in any case. */
LT_MUST_USE lt_status tui_place_open(tui_engine_place *out, lt_mem *mem, const char *notebook,
                                     lt_error *err);
/* The same by id, without a notebook. */
LT_MUST_USE lt_status tui_place_of(tui_engine_place *out, lt_mem *mem, const char *id,
                                   lt_error *err);
void                  tui_place_clear(tui_engine_place *p);

/* Takes the lock; *fd holds it, -1 where a living engine has it. */
LT_MUST_USE lt_status tui_place_lock(int *fd, const tui_engine_place *p, lt_error *err);
/* Removes the names and gives the lock up. */
void tui_place_leave(const tui_engine_place *p, int fd);

/* A listening socket, non-blocking; what a dead engine left there is replaced; the lock is held. */
LT_MUST_USE lt_status tui_place_listen(int *fd, const tui_engine_place *p, lt_error *err);
/* Connects without waiting; *fd is -1 where nobody listens. */
LT_MUST_USE lt_status tui_place_connect(int *fd, const char *socket_path, lt_error *err);
/* Whether the process at the other end is the user's; *pid its number. */
bool tui_place_is_own(int fd, int64_t *pid);

typedef struct tui_engine_row {
    char    id[TUI_PLACE_ID];
    int64_t pid, started_us;
    char   *notebook; /* in the list's arena */
} tui_engine_row;

struct lt_arena;
/* The engines that live, tui_engine_row in out, by path; what dead ones left is removed. */
LT_MUST_USE lt_status tui_place_list(lt_buf *out, struct lt_arena *arena, lt_error *err);

#endif
