/* files.h — paths, globs and folders to a source of the right format.
 *
 * A path may be a file, a folder (every file below it that is not hidden, names in byte order) or a
 * glob. All files of one scan have one format: the given one, or that of the first file's suffix.
 */
#ifndef LT_SOURCE_FILES_H
#define LT_SOURCE_FILES_H

#include "format/format.h"

/* Errors: LT_ENOTFOUND naming the path and the nearest one; LT_EUNSUPPORTED for a suffix that no
 * format has; what the format says of the files. */
LT_MUST_USE lt_status lt_files_open(lt_source **out, lt_mem *mem, const char *format,
                                    const char *const *paths, int32_t path_count,
                                    const lt_option *options, int32_t option_count, lt_error *err);

/* The format of a name, or of a path's suffix when name is NULL. */
LT_MUST_USE lt_status lt_files_format(const lt_format_ops **out, const char *name, const char *path,
                                      lt_error *err);

#endif
