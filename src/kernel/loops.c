/* loops.c — which table of hot loops this machine gets. */
#include "kernel/loops.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const lt_loops *chosen;
static pthread_once_t  once = PTHREAD_ONCE_INIT;

static void choose(void)
{
    const char     *forced = getenv("LOTE_LOOPS");
    const lt_loops *fast = lt_loops_avx512();
    chosen = fast && !(forced && strcmp(forced, "scalar") == 0) ? fast : &lt_loops_scalar;
}

const lt_loops *lt_loops_get(void)
{
    pthread_once(&once, choose);
    return chosen;
}
