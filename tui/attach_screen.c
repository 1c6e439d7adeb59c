#include "tui/engines.h"

/* The notebook's screen takes this function over; without one attaching is a stream of text. */
bool tui_attach_screen(int *exit_code, const tui_client_options *opt)
{
    (void)exit_code, (void)opt;
    return false;
}
