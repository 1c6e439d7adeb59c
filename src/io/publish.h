/* publish.h — outputs that appear whole or not at all: one local file, or a folder of parts.
 *
 *     lt_publish_check(&skip, target, LT_OUTPUT_FOLDER, mode, err)      early, before any work
 *     lt_publish_open(&p, mem, target, LT_OUTPUT_FOLDER, mode, err)
 *     lt_publish_part(&out, p, "year=2024", 0, ".parquet", err)
 *     lt_outfile_append(out, …) …, lt_outfile_publish(out, err)
 *     lt_publish_commit(p, err)   or   lt_publish_abort(p)
 *
 * Everything is written below a hidden temporary name beside the target (in it when parts
 * are appended), mode 0600, made durable, and then renamed. A folder that exists is swapped
 * with renameat2(RENAME_EXCHANGE); where the file system cannot, it is first moved to
 * ".lote-old.…" and the new one moved in: a kill between the two leaves the old data there,
 * and the next publish into the same parent puts it back. Appended parts become visible one by
 * one; when one fails, those already moved are taken out again.
 *
 * A target that is a symbolic link is followed; a pipe or device is written directly.
 * Temporaries of dead processes (flock tells, and pid, start time and boot in the name where
 * there are no locks) are swept when the next output is opened in the same folder.
 *
 * Threads  lt_publish_part from any thread; each outfile by one; open, commit, abort by one, when
 *          every outfile has been published or aborted
 * Errors   LT_EEXISTS (mode error), LT_ECONFLICT (the target appeared meanwhile), LT_EINVAL
 *          (append to a file; replacing a folder that holds the current one, or a root), LT_EIO
 */
#ifndef LT_IO_PUBLISH_H
#define LT_IO_PUBLISH_H

#include "io/store.h"

typedef enum lt_output_kind { LT_OUTPUT_FILE, LT_OUTPUT_FOLDER } lt_output_kind;

typedef struct lt_publish lt_publish;

/* Says, without changing anything, whether an output could be opened. *skip: mode ignore, and the
 * target exists, so there is nothing to do. */
LT_MUST_USE lt_status lt_publish_check(bool *skip, const char *target, lt_output_kind kind,
                                       lt_write_mode mode, lt_error *err);

/* Makes the parents, sweeps, makes the temporary. *out is NULL with LT_OK where mode ignore finds
 * the target there. */
LT_MUST_USE lt_status lt_publish_open(lt_publish **out, lt_mem *mem, const char *target,
                                      lt_output_kind kind, lt_write_mode mode, lt_error *err);

/* One part: "<subfolder>/part-00007<suffix>" (appending: part-00007-<random><suffix>); subfolder
 * may be NULL or several pieces deep ("a=1/b=2") and is made. For LT_OUTPUT_FILE: the file itself,
 * once; the other parameters are ignored. Publishing the outfile fsyncs the part. */
LT_MUST_USE lt_status lt_publish_part(lt_outfile **out, lt_publish *p, const char *subfolder,
                                      int64_t number, const char *suffix, lt_error *err);

/* Makes the output visible and durable. Consumes p; an error is also an abort, except that a
 * failed fsync of the parent folder may leave the new output in place. */
LT_MUST_USE lt_status lt_publish_commit(lt_publish *p, lt_error *err);

/* Removes everything that was made. Consumes p; NULL is allowed. */
void lt_publish_abort(lt_publish *p);

#endif
