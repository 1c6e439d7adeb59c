#include "tui/interrupt.h"

#include "core/clock.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#define SAME_WISH_NS INT64_C(250000000)

static lt_cancel      *watched;
static atomic_int      first;
static _Atomic int64_t first_ns;
static _Atomic int64_t patience = SAME_WISH_NS;
static atomic_int      wake_fd = -1;

int tui_interrupt_signal(void) { return atomic_load(&first); }
int tui_interrupt_exit(int signal_number) { return signal_number == SIGINT ? 130 : 6; }

void tui_interrupt_forget(int64_t patience_ns)
{
    atomic_store(&patience, patience_ns);
    atomic_store(&first, 0);
}

/* Only what a handler may do: lock-free atomics, clock_gettime, write, _exit. */
static void on_signal(int number)
{
    static const char text[] = "\nended at once\n";
    int               none = 0, kept = errno;
    int64_t           now = lt_clock_monotonic_ns();
    if (atomic_compare_exchange_strong(&first, &none, number)) {
        atomic_store(&first_ns, now);
        lt_cancel_set(watched, LT_ECANCELLED);
    } else if (now - atomic_load(&first_ns) > atomic_load(&patience)) {
        if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0) errno = kept;
        _exit(tui_interrupt_exit(number));
    }
    if (atomic_load(&wake_fd) >= 0 && write(atomic_load(&wake_fd), "", 1) < 0) errno = kept;
    errno = kept;
}

void tui_interrupt_wake(int fd) { atomic_store(&wake_fd, fd); }

void tui_interrupt_watch(lt_cancel *cancel)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction before, action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    watched = cancel;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
}
