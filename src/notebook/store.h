/* store.h — the cells of a notebook. Used inside src/notebook only. */
#ifndef LT_NOTEBOOK_STORE_H
#define LT_NOTEBOOK_STORE_H

#include "notebook/cell.h"

struct lt_notebook {
    lt_mem     *mem;
    lt_buf      name;   /* NUL-ended */
    lt_buf      header; /* byte order mark included */
    lt_buf      cells;  /* of lt_cell_box *, owned */
    lt_buf      warnings;
    size_t      bytes;      /* of the file */
    const char *line_end;   /* of new lines: that of the file's first line */
    bool        is_checked; /* warnings are those of the cells as they are */
};

static inline lt_cell_box **lt_notebook_boxes(const lt_notebook *nb)
{
    return (lt_cell_box **)(void *)nb->cells.data;
}

/* Numbers the lines again after a change. */
void lt_notebook_renumber(lt_notebook *nb);

/* A set of the ids of a notebook, by open addressing. */
typedef struct lt_id_set {
    lt_mem   *mem;
    uint32_t *slots; /* index + 1 into texts; 0 free */
    size_t    slot_count;
    lt_buf    texts; /* of const char *, borrowed */
    uint64_t  seed;
} lt_id_set;

/* Errors: LT_ENOMEM. Release with lt_id_set_clear also then. */
LT_MUST_USE lt_status lt_id_set_open(lt_id_set *set, lt_mem *mem, size_t room, lt_error *err);
/* Whether it was new. id stays with the caller; there must be room. */
bool lt_id_set_add(lt_id_set *set, const char *id);
void lt_id_set_clear(lt_id_set *set);

#endif
