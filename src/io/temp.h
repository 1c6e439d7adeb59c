/* temp.h — hidden temporary names beside outputs, and the sweeping of dead ones.
 *
 * Names    ".lote-tmp.<boot>.<pid>.<start>.<random>"; ".lote-old.….<name>" holds the data of
 *          <name> while it is being replaced where names cannot be swapped
 * Owner    whoever holds the flock: it ends with the process, even by kill -9. Where a file
 *          system has no locks, a process of this boot with that pid and start time is the owner,
 *          and names of other boots are left alone.
 * Races    a sweeper may lock a fresh temporary before its maker does; the maker then takes
 *          another name.
 */
#ifndef LT_IO_TEMP_H
#define LT_IO_TEMP_H

#include "core/buf.h"

#include <stdbool.h>

typedef struct lt_temp {
    lt_buf path; /* NUL-ended */
    int    fd;   /* of the file (read-write) or folder; holds the lock; -1 when closed */
    bool   is_folder;
} lt_temp;

/* Makes a file (0600) or folder (0700) in folder. *out is closed after an error. `shown` is the
 * path for messages. */
LT_MUST_USE lt_status lt_temp_open(lt_temp *out, lt_mem *mem, const char *folder, bool is_folder,
                                   const char *shown, lt_error *err);

const char *lt_temp_path(const lt_temp *t);

/* Gives up the lock and the memory, not the name. */
void lt_temp_close(lt_temp *t);

/* Removes the name with all below it, as far as possible, and closes. */
void lt_temp_remove(lt_temp *t);

/* The name under which the data of `name` waits while it is replaced, in *out, NUL-ended. */
LT_MUST_USE lt_status lt_temp_old_name(lt_buf *out, const char *folder, const char *name,
                                       lt_error *err);

/* Removes what dead processes left in folder, and puts back data that waits under an old-name
 * while its own name is free. Never an error: what cannot be removed stays. */
void lt_temp_sweep(lt_mem *mem, const char *folder);

/* Eight random bytes. */
uint64_t lt_temp_random(void);

#endif
