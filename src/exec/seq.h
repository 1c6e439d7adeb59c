/* seq.h — puts the parts that workers finish in any order back into order.
 *
 * An ordered operator owns one. Batches wait in the slot of their part until it is that part's
 * turn; then whichever worker is there runs the operator's `step` on them (nobody else does so
 * meanwhile) and passes the results on. When a part has ended, the turn moves on before its
 * rows are passed on, so the operators behind may work in parallel; their own order, where they
 * need one, is restored by their own sequencer.
 *
 * Window   parts [turn, turn + window) may be under way; lt_phase_run hands out no others, so the
 *          part whose turn it is always has a worker that is not waiting
 */
#ifndef LT_EXEC_SEQ_H
#define LT_EXEC_SEQ_H

#include "exec/op.h"

LT_MUST_USE lt_status lt_seq_open(lt_seq **out, lt_exec *x, lt_error *err);
void                  lt_seq_close(lt_seq *s); /* closes batches that still wait */

lt_status lt_seq_push(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err);
lt_status lt_seq_part_end(lt_op *op, lt_worker *w, int64_t part, lt_error *err);

/* Whether part may be started. */
bool lt_seq_has_room(lt_seq *s, int64_t part);
/* Nothing of the parts before `part` will come any more (workers are idle). */
void lt_seq_skip_to(lt_seq *s, int64_t part);

#endif
