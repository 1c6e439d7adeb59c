/* tree.h — folders and all that is below them: make, make durable, remove.
 *
 * Limits   64 levels below the root of a tree
 * Safety   symbolic links are removed, never followed
 */
#ifndef LT_IO_TREE_H
#define LT_IO_TREE_H

#include "core/status.h"

#include <stddef.h>

/* Makes a folder and its parents; one that is there is fine. *made (may be NULL): length of the
 * prefix of path that names the topmost folder made, 0 when none was. */
LT_MUST_USE lt_status lt_tree_make(size_t *made, const char *path, lt_error *err);

/* Removes the folders that lt_tree_make made, as far as they are empty. */
void lt_tree_unmake(const char *path, size_t made);

/* fsyncs every folder of a tree, the deepest first. Files are not touched. */
LT_MUST_USE lt_status lt_tree_sync(const char *path, lt_error *err);

/* Removes a file, or a folder with everything in it; goes on past errors and answers the first.
 * Absent is fine. */
LT_MUST_USE lt_status lt_tree_remove(const char *path, lt_error *err);

#endif
