/* store_list.h — private to the stores: building an lt_objects. */
#ifndef LT_IO_STORE_LIST_H
#define LT_IO_STORE_LIST_H

#include "io/store.h"

void lt_objects_open(lt_objects *out, lt_mem *mem);

/* Copies the path. */
LT_MUST_USE lt_status lt_objects_add(lt_objects *to, const lt_object *o, lt_error *err);

/* By the bytes of the paths, each path once. */
void lt_objects_sort(lt_objects *objects);

/* Whether a name matches one piece of a pattern: * ? [a-z] [!a-z], '\' quotes. */
bool lt_glob_match(const char *piece, size_t piece_len, const char *name);

#endif
