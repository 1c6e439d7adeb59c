/* publish_target.h — private to publish.c: what is where an output shall appear. */
#ifndef LT_IO_PUBLISH_TARGET_H
#define LT_IO_PUBLISH_TARGET_H

#include "io/publish.h"

typedef struct lt_target {
    lt_buf path;   /* NUL-ended; links resolved where it exists, no slash at the end */
    lt_buf parent; /* NUL-ended folder */
    bool   exists, is_folder;
    bool   is_device; /* a pipe, terminal, /dev/null: written directly */
} lt_target;

/* Looks, judges by mode and kind, changes nothing. *skip as lt_publish_check. Release *out with
 * lt_target_clear, also after an error. */
LT_MUST_USE lt_status lt_target_look(lt_target *out, bool *skip, lt_mem *mem, const char *target,
                                     lt_output_kind kind, lt_write_mode mode, lt_error *err);
void                  lt_target_clear(lt_target *t);

static inline const char *lt_target_path(const lt_target *t) { return (const char *)t->path.data; }
static inline const char *lt_target_parent(const lt_target *t)
{
    return (const char *)t->parent.data;
}
/* The last piece of the path. */
const char *lt_target_name(const lt_target *t);

#endif
