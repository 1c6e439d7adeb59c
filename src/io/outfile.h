/* outfile.h — a stream of bytes on its way out.
 *
 *     lt_outfile_append(s, …) …, then lt_outfile_publish(s, err) or lt_outfile_abort(s)
 *
 * What "published" means is the maker's: a part of an output (publish.h) becomes durable
 * and waits for the commit, a file of a store appears under its name, a buffer is filled,
 * a descriptor is flushed. Until then nothing is visible; after abort nothing is left.
 *
 * Threads  one at a time
 */
#ifndef LT_IO_OUTFILE_H
#define LT_IO_OUTFILE_H

#include "core/buf.h"

typedef struct lt_outfile lt_outfile;

typedef struct lt_outfile_ops {
    lt_status (*append)(lt_outfile *s, const void *bytes, size_t len, lt_error *err);
    lt_status (*publish)(lt_outfile *s, lt_error *err); /* consumes s whatever the answer */
    void (*abort)(lt_outfile *s);                       /* consumes s */
} lt_outfile_ops;

/* First member of every outfile. */
struct lt_outfile {
    const lt_outfile_ops *ops;
    uint64_t              bytes; /* appended so far: the offset of the next byte */
};

/* After an error it takes nothing more and can only be aborted. */
LT_MUST_USE lt_status lt_outfile_append(lt_outfile *s, const void *bytes, size_t len,
                                        lt_error *err);

/* Ends the stream. Consumes s whatever the answer; an error leaves what abort leaves. */
LT_MUST_USE lt_status lt_outfile_publish(lt_outfile *s, lt_error *err);

/* Consumes s; NULL is allowed. */
void lt_outfile_abort(lt_outfile *s);

/* Bytes through a buffer of 256 KiB into fd, which is borrowed: stdout, a pipe. `path` names it
 * in messages and must outlive s. Publish flushes; abort drops what is still in the buffer. */
LT_MUST_USE lt_status lt_outfile_fd(lt_outfile **out, lt_mem *mem, int fd, const char *path,
                                    lt_error *err);

#endif
