/* sink.h — who takes the rows of a write: a file format behind an atomic publication.
 *
 * append and commit are called by one thread at a time, in row order; encode is the heavy part
 * and runs on any thread. append hands out a job whenever enough rows are together.
 *
 *     append → job 0, job 1 …   encode(job) anywhere   commit(job) in job order   finish
 *
 * Until finish returns LT_OK nothing is visible under the target's name.
 */
#ifndef LT_PLAN_SINK_H
#define LT_PLAN_SINK_H

#include "column/batch.h"
#include "plan/source.h"

typedef struct lt_sink     lt_sink;
typedef struct lt_sink_job lt_sink_job; /* opaque: a format's own */

typedef struct lt_sink_result {
    int64_t rows, bytes, files;
    bool    skipped; /* mode "ignore" and the target existed: nothing was written */
} lt_sink_result;

typedef struct lt_sink_ops {
    const char *name;
    /* Optional: whether begin would be refused. Changes nothing; not followed by begin. */
    lt_status (*check)(lt_sink *s, const lt_schema *schema, lt_error *err);
    /* Called once, after the plan is bound; checks the target by its mode before any work.
     * *skip is set when there is nothing to do (mode ignore). */
    lt_status (*begin)(lt_sink *s, lt_schema *schema, const lt_run *run, bool *skip, lt_error *err);
    /* Consumes b (dense or not). *job: NULL, or work to encode. */
    lt_status (*append)(lt_sink *s, lt_batch *b, lt_sink_job **job, lt_error *err);
    lt_status (*last)(lt_sink *s, lt_sink_job **job,
                      lt_error *err); /* what is left; call until *job is NULL */
    lt_status (*encode)(lt_sink *s, lt_sink_job *job, lt_error *err);
    lt_status (*commit)(lt_sink *s, lt_sink_job *job,
                        lt_error *err);         /* consumes the job, also on failure */
    void (*drop)(lt_sink *s, lt_sink_job *job); /* a job that will not be committed */
    lt_status (*finish)(lt_sink *s, lt_sink_result *result, lt_error *err); /* publishes */
    void (*close)(lt_sink *s); /* without finish: removes what was written; NULL-safe order */
    const char *(*target)(lt_sink *s); /* path, for messages */
} lt_sink_ops;

struct lt_sink {
    const lt_sink_ops *ops;
};

#endif
