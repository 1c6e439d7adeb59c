/* The terminal lent out: to the shell by suspending, to another program. */
#include "tui/term/screen_state.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Stops our process group with TSTP as the shell knows it; where nobody could wake it (an orphaned
 * group) the kernel ignores that and we simply go on. */
static void stop_here(void)
{
    struct sigaction usual = {.sa_handler = SIG_DFL}, before;
    struct timespec  at_once = {0, 0};
    sigset_t         only, mask, woken;
    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &before);
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    kill(0, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &only, &mask);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &before, NULL);
    sigemptyset(&woken);
    sigaddset(&woken, SIGCONT);
    if (sigismember(&mask, SIGCONT)) sigtimedwait(&woken, NULL, &at_once); /* heard here */
}

void tui_screen_suspend(tui_screen *s)
{
    tui_screen_leave(s);
    stop_here();
    tui_screen_enter(s);
}

/* In the child: its own foreground job, the terminal as its files, no signal of ours. */
static void become(const tui_screen *s, char *const argv[], int tell)
{
    sigset_t none;
    setpgid(0, 0);
    tcsetpgrp(s->in_fd, getpid());
    for (int i = 1; i < NSIG; i++) signal(i, SIG_DFL);
    dup2(s->in_fd, STDIN_FILENO);
    dup2(s->out_fd, STDOUT_FILENO);
    dup2(s->out_fd, STDERR_FILENO);
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    execvp(argv[0], argv);
    int     why = errno;
    ssize_t told = write(tell, &why, sizeof(why));
    _exit(told == sizeof(why) ? 127 : 126);
}

/* Waits for its end; while it is stopped so are we. */
static int wait_for(const tui_screen *s, pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, WUNTRACED) == child || errno == EINTR) {
        if (WIFEXITED(status)) return WEXITSTATUS(status);
        if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
        if (!WIFSTOPPED(status)) continue;
        tcsetpgrp(s->in_fd, getpgrp());
        stop_here();
        tcsetpgrp(s->in_fd, child);
        kill(-child, SIGCONT);
    }
    return 127;
}

static lt_status run(const tui_screen *s, char *const argv[], int *exit_code, lt_error *err)
{
    int ends[2], why = 0;
    if (pipe2(ends, O_CLOEXEC)) return LT_FAIL(err, LT_EIO, "%.100s: %s", argv[0], strerror(errno));
    pid_t child = fork();
    if (child == 0) become(s, argv, ends[1]);
    int failed = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return LT_FAIL(err, LT_EIO, "%.100s: %s", argv[0], strerror(failed));
    }
    setpgid(child, child);
    tcsetpgrp(s->in_fd, child);
    ssize_t told = read(ends[0], &why, sizeof(why));
    close(ends[0]);
    *exit_code = wait_for(s, child);
    tcsetpgrp(s->in_fd, getpgrp());
    if (told != sizeof(why)) return LT_OK;
    return LT_FAIL(err, why == ENOENT ? LT_ENOTFOUND : LT_EIO, "%.100s: %s", argv[0],
                   strerror(why));
}

lt_status tui_screen_run(tui_screen *s, char *const argv[], int *exit_code, lt_error *err)
{
    sigset_t ours, before;
    sigemptyset(&ours);
    sigaddset(&ours, SIGTTOU); /* we take the terminal back from the background */
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGCHLD);
    tui_screen_leave(s);
    pthread_sigmask(SIG_BLOCK, &ours, &before);
    lt_status status = run(s, argv, exit_code, err);
    tui_screen_enter(s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}
